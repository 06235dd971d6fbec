//! The pages of quality: what may be missing in the latest records, and questions to their authors.
//!
//! Rule: it names officers, so only those who may know them see it and ask; a question goes only to the author of a record
//! that whoever asks may read. A form is obeyed only where it carries its session's token.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use beatbook_records::wire::{NUDGE_WORDS_MAX, Refusal};
use beatbook_records::{export, kinds};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::HubError;
use crate::pages::{for_role, quality_view, viewer};
use crate::quality::{DAYS, Finding, findings};
use crate::sessions;
use crate::state::Hub;
use crate::store::Book;

/// The most open questions on the page.
const OPEN_MAX: u32 = 200;

/// What the form of a question sends.
#[derive(Debug, Default, Clone, Deserialize, ToSchema)]
pub struct NudgeForm {
    /// The session's token.
    pub token: String,
    /// What is asked.
    #[serde(default)]
    pub words: String,
}

/// What may be missing, and what was asked and not answered.
#[utoipa::path(get, path = "/quality", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; somebody who may not know officers: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn quality_page(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_role(hub, &headers, sessions::may_see_officers, |store, viewer| {
            let (found, open) = (found(store, viewer.now)?, store.nudges_open(OPEN_MAX)?);
            Ok((StatusCode::OK, quality_view::page(hub, viewer, &found, &open)))
        })
    })
    .await
}

/// What may be missing in the latest records.
///
/// # Errors
/// `Store`.
pub fn found(store: &Book<'_>, now: DateTime<Utc>) -> Result<Vec<Finding>, HubError> {
    let (patrols, engagements) = store.lately(now - TimeDelta::days(DAYS))?;
    Ok(findings(&patrols, &engagements, now))
}

/// Ask the author of a record.
#[utoipa::path(post, path = "/records/{id}/ask", tag = "page", params(("id" = Uuid, Path)), security(("session" = [])),
    request_body(content = NudgeForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "asked: the record's page"),
        (status = 400, description = "the form again, with what is wrong", content((String = "text/html"), (Refusal = "application/problem+json"))),
        (status = "4XX", description = "nobody is signed in, somebody who may not, no such record, not the session's own form: a refusal", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn ask(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Form(form): Form<NudgeForm>,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let session = sessions::current(hub, &headers)?;
        let role = session.role;
        if !sessions::may_see_officers(role) || !sessions::is_own_form_of(&session, &form.token) {
            return Err(HubError::Forbidden);
        }
        let store = hub.store();
        let kind = store.standing(id)?.and_then(|standing| kinds::kind(&standing.kind));
        let kind = kind.filter(|kind| export::may_take(role, kind)).ok_or(HubError::NotFound)?;
        let words = form.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let wrong = match words.chars().count() {
            0 => Some("nothing was asked: write what you want to know"),
            n if n > NUDGE_WORDS_MAX => Some("nothing was asked: the question is longer than 300 characters"),
            _ => None,
        };
        let now_ms = hub.clock.now_ms();
        if let Some(wrong) = wrong {
            let viewer = viewer(&store, session, now_ms)?;
            let page = quality_view::again(hub, &viewer, (id, kind), &form.words, wrong);
            return Ok((StatusCode::BAD_REQUEST, axum::response::Html(page.into_string())).into_response());
        }
        if !store.nudge(id, &words, &session.account, now_ms)? {
            return Err(HubError::NotFound);
        }
        Ok(Redirect::to(&format!("/records/{id}#asked")).into_response())
    })
    .await
}
