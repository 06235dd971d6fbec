//! Records as a list that can be narrowed down, sorted and turned over, and each of them by itself.
//!
//! Rule: which kinds and fields a role sees follows from `records::export`. What concerns a person is shown once it is
//! written down who reads it.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beatbook_records::export;
use beatbook_records::field::{Kind, Regime, Sensitivity};
use beatbook_records::kinds;
use beatbook_records::report::period::Period;
use beatbook_records::wire::Refusal;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::error::HubError;
use crate::pages::browse::{self, Voids, Wanted};
use crate::pages::views::Viewer;
use crate::pages::{for_viewer, record_view, records_view};
use crate::quality::Check;
use crate::reports::days;
use crate::sessions;
use crate::state::Hub;
use crate::store::Book;
use crate::store::browse::Key;

/// Records that name another, shown of each kind.
const NAMING: u32 = 50;
/// Readings of a record that are shown.
const READINGS: u32 = 20;

/// What the list's form asks for.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The kind, by its name.
    pub kind: Option<String>,
    /// The area.
    pub area: Option<String>,
    /// The first day, as 2023-08-01.
    pub from: Option<String>,
    /// The last day, included.
    pub to: Option<String>,
    /// The officer who made the record, by id.
    pub officer: Option<String>,
    /// `with` or `only` voided records; otherwise without.
    pub voided: Option<String>,
    /// What its words hold.
    pub words: Option<String>,
    /// `first` puts the earliest first.
    pub order: Option<String>,
    /// After which place the page begins.
    pub after: Option<String>,
}

/// A parameter that says something.
pub fn said(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// Records, a page of them.
#[utoipa::path(get, path = "/records", tag = "page", params(ListQuery), security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "what was asked for is not right: the page; nobody is signed in: the sign-in form; a query that cannot be read, or not for this role: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn list_records(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            let (status, wanted, problem) = match wanted(&query, viewer) {
                Ok(wanted) => (StatusCode::OK, wanted, None),
                Err(HubError::Malformed(why)) => (StatusCode::BAD_REQUEST, Wanted::default(), Some(why)),
                Err(error) => return Err(error),
            };
            let authors = store.authors()?;
            let listed = browse::page(store, viewer.session.role, &wanted, &authors)?;
            if wanted.words.is_some() {
                // That a record is in this list tells of its words.
                let shown = listed.records.iter().filter(|row| kinds::kind(&row.kind).is_some_and(is_logged));
                consulted(store, viewer, &shown.map(|row| row.id).collect::<Vec<_>>())?;
            }
            let areas = store.areas()?;
            let shown =
                records_view::Shown { query: &query, listed: &listed, areas: &areas, authors: &authors };
            Ok((status, records_view::page(hub, viewer, &shown, problem)))
        })
    })
    .await
}

/// What a record is looked at for.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// The check that found it, by its code: the question to its author is begun with it.
    about: Option<String>,
}

/// One record: what it says, what happened to it, and what goes with it.
#[utoipa::path(get, path = "/records/{id}", tag = "page", params(("id" = Uuid, Path), RecordQuery), security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; no such record, or not for this role: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn one_record(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<Uuid>,
    Query(query): Query<RecordQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            let role = viewer.session.role;
            let standing = store.standing(id)?.ok_or(HubError::NotFound)?;
            let kind = kinds::kind(&standing.kind).ok_or(HubError::NotFound)?;
            let columns = export::columns(role, kind).ok_or(HubError::NotFound)?;
            if is_logged(kind) {
                consulted(store, viewer, &[id])?;
            }
            let uprn = standing.values.get("uprn").and_then(|value| value.as_str());
            let home = match uprn.filter(|_| export::sees_persons(role)) {
                Some(uprn) => store.at_home(uprn, NAMING)?,
                None => Vec::new(),
            };
            let mut related = store.naming(id, NAMING)?;
            related.extend(home.into_iter().filter(|other| other.id != id));
            related.retain(|other| export::may_take(role, other.kind));
            let shown = record_view::Shown {
                id,
                kind,
                columns,
                timeline: store.timeline(id)?,
                lost: store.lost_of(id)?,
                related,
                readings: store.consultations(id, READINGS)?,
                asked: store.nudges_of(id)?,
                draft: query.about.as_deref().and_then(Check::from_code).map_or("", Check::asks),
                standing,
            };
            Ok((StatusCode::OK, record_view::page(hub, viewer, &shown)))
        })
    })
    .await
}

/// Whether it is written down who reads records of a kind: what concerns a person, and what the law enforcement part of
/// the Data Protection Act is about.
fn is_logged(kind: &Kind) -> bool {
    kind.sensitivity > Sensitivity::Ordinary || kind.purpose.regime() == Regime::LawEnforcement
}

/// Write down who is about to read these records.
fn consulted(store: &Book<'_>, viewer: &Viewer, records: &[Uuid]) -> Result<(), HubError> {
    Ok(store.add_consultations(&viewer.session.account, records, viewer.now.timestamp_millis())?)
}

fn wanted(query: &ListQuery, viewer: &Viewer) -> Result<Wanted, HubError> {
    let role = viewer.session.role;
    let kind = match said(query.kind.as_ref()) {
        Some(name) => {
            let kind = kinds::kind(name).filter(|kind| export::may_take(role, kind));
            Some(kind.ok_or(HubError::Malformed("there is no such kind of record for you"))?)
        }
        None => None,
    };
    let period = match (said(query.from.as_ref()), said(query.to.as_ref())) {
        (None, None) => None,
        (from, to) => Some(days::asked(Period { from: NaiveDate::MIN, to: NaiveDate::MAX }, from, to)?),
    };
    let officer = said(query.officer.as_ref());
    let words = said(query.words.as_ref());
    if (officer.is_some() && !sessions::may_see_officers(role))
        || (words.is_some() && !export::sees_persons(role))
    {
        return Err(HubError::Forbidden);
    }
    let officer = officer.map(|id| id.parse().map_err(|_| HubError::Malformed("an officer is named by id")));
    Ok(Wanted {
        kind,
        area: said(query.area.as_ref()).map(str::to_owned),
        period,
        officer: officer.transpose()?,
        voids: match query.voided.as_deref() {
            Some("with") => Voids::With,
            Some("only") => Voids::Only,
            _ => Voids::Without,
        },
        words: words.map(str::to_lowercase),
        earliest_first: query.order.as_deref() == Some("first"),
        after: said(query.after.as_ref()).map(key).transpose()?,
    })
}

/// A place in a list as an address has it.
pub fn place(key: &Key) -> String {
    format!("{}_{}", key.at, key.seq)
}

fn key(text: &str) -> Result<Key, HubError> {
    let parts =
        text.rsplit_once('_').and_then(|(at, seq)| Some(Key { at: at.into(), seq: seq.parse().ok()? }));
    parts.ok_or(HubError::Malformed("a place in a list is not one of ours"))
}
