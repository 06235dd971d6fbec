//! One small sync.

use beatbook_records::wire::{ExchangeReply, ExchangeRequest};

use crate::auth::{Caller, Signed};
use crate::error::HubError;
use crate::state::Hub;

/// Take a batch in and answer with verdicts and a page of the feed.
///
/// # Errors
/// When the batch cannot be read or the database fails.
pub fn exchange(_: &Hub, _: &Caller, _: &Signed, _: ExchangeRequest) -> Result<ExchangeReply, HubError> {
    Err(HubError::Internal("not here yet".into()))
}
