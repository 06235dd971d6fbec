//! The OpenAPI document, generated from the handlers.

use axum::Json;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{api, blobs, exports, numbers, pages, reports};

/// The document.
#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "Beatbook hub", description = "Every refusal is `application/problem+json` with a `code` and `hub_time`."),
    paths(
        api::health, api::enrol, api::exchange, api::snapshot, api::hotspots, api::places, api::powers, api::contacts, reports::api::summary, reports::api::counted, reports::api::partners, exports::api::take, exports::api::log, exports::feed::read, numbers::take, document,
        blobs::api::state, blobs::api::piece, blobs::api::whole, blobs::api::read, blobs::api::manifest,
        pages::returns::all, pages::returns::one, pages::returns::freeze, pages::returns::restate, pages::returns::figures, pages::overview::overview, pages::devices::phones, pages::waiting::waiting, pages::quality::quality_page, pages::quality::ask, pages::records::list_records, pages::records::one_record, pages::targets::targets_page, pages::targets::targets_report,
        pages::front::front, pages::front::counted, pages::style, pages::front::sign_in, pages::front::sign_out,
        pages::outcomes::outcomes_page, pages::outcomes::outcomes_report, pages::places::places_page, pages::places::save_place,
        pages::users::users_page, pages::users::invite, pages::users::make_account, pages::users::device_page, pages::users::sign_in_code, pages::users::revoke,
        pages::police::police_page, pages::police::take_in_files, pages::police::upload_script,
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
