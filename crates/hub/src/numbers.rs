//! Numbers for devices: handed out in blocks, so that officers without a signal can give them out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use beatbook_records::wire::{NUMBERS_MAX, NumbersReply, NumbersRequest, Refusal};

use crate::auth::Incoming;
use crate::error::HubError;
use crate::ledger::Event;
use crate::state::Hub;

/// The most characters of a series' name.
const SERIES_MAX: usize = 40;

/// A block of numbers that are unique for ever.
#[utoipa::path(post, path = "/v1/numbers", tag = "device", security(("device" = [])),
    request_body = NumbersRequest,
    responses(
        (status = 200, body = NumbersReply),
        (status = "4XX", description = "a refusal: malformed, unsigned, clock_wrong, sign_in_expired, revoked", body = Refusal, content_type = "application/problem+json"),
        (status = 503, description = "busy", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn take(State(hub): State<Arc<Hub>>, incoming: Incoming) -> Result<Json<NumbersReply>, HubError> {
    let taken = hub.work(move |hub| {
        let caller = incoming.admit(hub)?.0.in_use()?;
        let request: NumbersRequest = serde_json::from_slice(&incoming.plain()?)
            .map_err(|_| HubError::Malformed("not a request for numbers"))?;
        issue(hub, caller.device, request)
    });
    taken.await.map(Json)
}

/// Give a device the next numbers of a series. They are in the ledger before anybody hears of them.
///
/// # Errors
/// `Malformed`, `Store`, `Internal` where the ledger cannot be written.
pub fn issue(hub: &Hub, device: uuid::Uuid, request: NumbersRequest) -> Result<NumbersReply, HubError> {
    let NumbersRequest { series, count } = request;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if series.is_empty() || series.len() > SERIES_MAX || !series.bytes().all(plain) {
        return Err(HubError::Malformed("a series is 1 to 40 small letters, digits and underscores"));
    }
    if !(1..=NUMBERS_MAX).contains(&count) {
        return Err(HubError::Malformed("a block holds 1 to 1000 numbers"));
    }
    let now_ms = hub.clock.now_ms();
    let block = hub.store().issue_numbers(&series, count, device, now_ms)?;
    let (first, last) = (block.first, block.last);
    hub.ledger.note(Event::Numbers { series, first, last, device }, now_ms)?;
    Ok(NumbersReply { first, last })
}
