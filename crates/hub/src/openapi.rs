//! The OpenAPI document, generated from the handlers.

use axum::Json;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{
    api, blobs, exports, numbers, outcomes_page, pages, places_page, police_page, reports, return_pages,
    targets_page,
};

/// The document.
#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "Beatbook hub", description = "Every refusal is `application/problem+json` with a `code` and `hub_time`."),
    paths(
        api::health, api::enrol, api::exchange, api::snapshot, api::hotspots, api::places, api::powers, api::contacts, reports::api::summary, reports::api::counted, exports::api::take, exports::api::log, exports::feed::read, numbers::take, document,
        blobs::api::state, blobs::api::piece, blobs::api::whole, blobs::api::read, blobs::api::manifest,
        return_pages::all, return_pages::one, return_pages::freeze, return_pages::restate, return_pages::figures, targets_page::targets_page, targets_page::targets_report,
        pages::front, pages::counted, pages::style, pages::sign_in, pages::sign_out,
        outcomes_page::outcomes_page, outcomes_page::outcomes_report, places_page::places_page, places_page::save_place,
        police_page::police_page, police_page::take_in_files, police_page::upload_script,
    ),
    modifiers(&Security),
)]
pub struct Document;

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "hub", responses((status = 200, body = serde_json::Value)))]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}

/// How callers prove who they are.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let device = ApiKeyValue::with_description(
            "beatbook-signature",
            "The Ed25519 signature over method, path with query, time, digest of the body as it travels and last \
             link; with beatbook-device, beatbook-time and beatbook-link.",
        );
        components.add_security_scheme("device", SecurityScheme::ApiKey(ApiKey::Header(device)));
        let session = ApiKeyValue::with_description("beatbook_session", "Set by signing in at `/`.");
        let token = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("Made by `beatbook-hub token new`."));
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}
