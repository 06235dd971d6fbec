//! Records as files, and the log of what was handed out, for somebody signed in to the pages.
//!
//! Rule: no decision is made here; each handler reads, calls and writes.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beatbook_records::kinds;
use beatbook_records::wire::Refusal;
use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, ToSchema};

use super::records::{self, RecordsFormat};
use super::{Audience, hand_out};
use crate::error::HubError;
use crate::pages::for_role;
use crate::pages::views;
use crate::reports::api::file;
use crate::reports::days::{self, year_to};
use crate::reports::written::Made;
use crate::sessions;
use crate::state::Hub;

/// The most lines of the log on one page.
const LINES_MAX: u32 = 500;

/// The name of a kind.
pub struct KindName;

impl ToSchema for KindName {}

impl utoipa::PartialSchema for KindName {
    fn schema() -> RefOr<Schema> {
        let names = kinds::KINDS.iter().map(|kind| kind.name);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

/// Which records.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordsQuery {
    /// The kind.
    #[param(inline, value_type = KindName)]
    kind: String,
    /// The first day, as 2023-08-01; by default twelve months before the last.
    from: Option<String>,
    /// The last day, included; by default today.
    to: Option<String>,
    /// How they are written.
    #[serde(default)]
    format: RecordsFormat,
    /// For whom: records are never for the public.
    #[serde(default, rename = "for")]
    audience: Audience,
}

/// Records of one kind, by what the role may see of them.
#[utoipa::path(get, path = "/v1/exports/records", tag = "export", params(RecordsQuery), security(("session" = [])),
    responses(
        (status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (serde_json::Value = "application/geo+json"))),
        (status = "4XX", description = "a refusal: malformed, forbidden, not found", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn take(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<RecordsQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    let RecordsQuery { kind, from, to, format, audience } = query;
    hub.work(move |hub| {
        let session = sessions::current(hub, &headers)?;
        if audience == Audience::Public {
            return Err(HubError::Forbidden);
        }
        let kind = kinds::kind(&kind).ok_or(HubError::NotFound)?;
        let store = hub.store();
        let made = Made { at: hub.now(), by: session.account };
        let period = days::asked(year_to(made.at), from.as_deref(), to.as_deref())?;
        let export = records::of(&store, session.role, kind, period, format, &made)?;
        let name = format!("{}-{}-to-{}.{}", kind.name, period.from, period.to, format.word());
        Ok(file(&name, format.media_type(), hand_out(&store, export, &made)?))
    })
    .await
}

/// What was handed out, for those who answer for it.
#[utoipa::path(get, path = "/exports", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; somebody who may not see it: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn log(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_role(hub, &headers, sessions::may_see_officers, |store, viewer| {
            let log = super::page::log(&store.exports(LINES_MAX)?);
            Ok((StatusCode::OK, views::layout(hub, "Exports", Some(viewer), None, &log)))
        })
    })
    .await
}
