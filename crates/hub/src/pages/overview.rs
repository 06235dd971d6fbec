//! The overview: what somebody has to do something about, the last week, and how what was promised stands.
//!
//! Rule: every figure leads to the page that it is from; names of officers only for those who may know them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beatbook_records::report::period::{Period, london_date};
use beatbook_records::wire::Refusal;
use chrono::Days;

use crate::error::HubError;
use crate::pages::overview_view::{self, Shown, Todo};
use crate::pages::views::Viewer;
use crate::pages::{for_viewer, notices, quality};
use crate::reports::figures::Report;
use crate::reports::hotspot_return;
use crate::reports::{patrol_summary, targets};
use crate::sessions;
use crate::state::Hub;
use crate::store::Book;

/// The returns of so many months that are over are shown.
const RETURNS_MONTHS: u32 = 4;

/// What there is to do, and how the work stands.
#[utoipa::path(get, path = "/overview", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; busy: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn overview(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            Ok((StatusCode::OK, overview_view::page(hub, viewer, &shown(hub, store, viewer)?)))
        })
    })
    .await
}

fn shown(hub: &Hub, store: &Book<'_>, viewer: &Viewer) -> Result<Shown, HubError> {
    let today = london_date(viewer.now);
    let week = |ends_before: u64| {
        let to = today - Days::new(ends_before);
        let period = Period { from: to - Days::new(6), to };
        Ok::<_, HubError>(Report::of(&patrol_summary::of(store, period)?, &hub.organisation))
    };
    let returns = hotspot_return::latest(store, viewer.now, RETURNS_MONTHS)?;
    let mut todo = Vec::new();
    if sessions::may_see_officers(viewer.session.role) {
        todo = todo_of(hub, store, viewer)?;
    }
    let restated = returns.iter().filter(|one| one.state.is_late());
    todo.extend(restated.map(|one| Todo::Restate(one.period)));
    Ok(Shown {
        todo,
        notices: notices::of(store, viewer.now.timestamp_millis())?,
        last: week(0)?,
        before: week(7)?,
        programmes: targets::of(store, viewer.now)?.programmes,
        returns,
    })
}

/// What only those who may know officers have to do.
fn todo_of(hub: &Hub, store: &Book<'_>, viewer: &Viewer) -> Result<Vec<Todo>, HubError> {
    let now_ms = viewer.now.timestamp_millis();
    let phones = store.health()?;
    let urgent = phones.iter().filter(|one| one.standing(hub.sign_in_days, now_ms).is_urgent()).count();
    let (held, lost) = store.waiting()?;
    let quality = Todo::Quality(quality::found(store, viewer.now)?.len());
    let all = [Todo::Phones(urgent), Todo::Waiting { held, lost }, quality];
    Ok(all.into_iter().filter(|one| !one.is_nothing()).collect())
}
