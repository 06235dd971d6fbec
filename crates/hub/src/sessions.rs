//! Sessions of the pages: a random cookie whose hash the store keeps, and a token for its forms.
//!
//! Rule: a form is obeyed only where it carries the token of the cookie it came with.

use axum::http::{HeaderMap, HeaderValue, header};
use beatbook_records::entry::Hash;
use beatbook_records::role::Role;

use crate::error::HubError;
use crate::state::Hub;

/// How long somebody stays signed in.
pub const SESSION_LIFE_MS: i64 = 12 * 60 * 60 * 1000;
/// The cookie of a session.
const SESSION: &str = "beatbook_session";
/// The cookie of the sign-in form, before there is a session.
const FORM: &str = "beatbook_form";

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// The account's name.
    pub account: String,
    /// Its role.
    pub role: Role,
    /// The token its forms carry.
    pub csrf: String,
}

/// Whether a role may sign in to the pages and see figures.
#[must_use]
pub const fn may_see_reports(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Analyst | Role::RecordsManager)
}

/// Whether a role may read on the pages who an officer is.
#[must_use]
pub const fn may_see_officers(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::RecordsManager)
}

/// Whether a role may change what the figures are made of, places and files of the police, and freeze and restate what
/// funders are told.
#[must_use]
pub const fn may_change_figures(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::RecordsManager)
}

/// Whether a role may set up who hands in, who signs in to the pages, and what phones go by.
#[must_use]
pub const fn may_set_up(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::RecordsManager)
}

/// Who is signed in by these headers.
///
/// # Errors
/// `Forbidden` where nobody is, or somebody who may not see figures; `Store`.
pub fn current(hub: &Hub, headers: &HeaderMap) -> Result<Session, HubError> {
    let cookie = cookie(headers, SESSION).ok_or(HubError::Forbidden)?;
    let session = hub.store().session(&hash(&cookie), hub.clock.now_ms())?.ok_or(HubError::Forbidden)?;
    if may_see_reports(session.role) { Ok(session) } else { Err(HubError::Forbidden) }
}

/// Begin a session; the cookie to set.
///
/// # Errors
/// `Store`.
pub fn begin(hub: &Hub, account: &str) -> Result<HeaderValue, HubError> {
    let (secret, csrf) = (hub.clock.secret(), hub.clock.secret());
    let now_ms = hub.clock.now_ms();
    hub.store().add_session(&hash(&secret), account, &csrf, now_ms + SESSION_LIFE_MS, now_ms)?;
    Ok(set_cookie(hub, SESSION, &secret, SESSION_LIFE_MS / 1000))
}

/// End the session of these headers; the cookie to take back.
///
/// # Errors
/// `Store`.
pub fn end(hub: &Hub, headers: &HeaderMap) -> Result<HeaderValue, HubError> {
    if let Some(cookie) = cookie(headers, SESSION) {
        hub.store().end_session(&hash(&cookie))?;
    }
    Ok(set_cookie(hub, SESSION, "", 0))
}

/// The token for the sign-in form: the one of its cookie, or a new one with the cookie to set.
#[must_use]
pub fn form_token(hub: &Hub, headers: &HeaderMap) -> (String, Option<HeaderValue>) {
    match cookie(headers, FORM) {
        Some(token) => (token, None),
        None => {
            let token = hub.clock.secret();
            let set = set_cookie(hub, FORM, &token, 3600);
            (token, Some(set))
        }
    }
}

/// Whether a sign-in form carries the token of its cookie.
#[must_use]
pub fn is_own_form(headers: &HeaderMap, token: &str) -> bool {
    cookie(headers, FORM).is_some_and(|cookie| hash(&cookie) == hash(token))
}

/// Whether a form of a session carries its token.
#[must_use]
pub fn is_own_form_of(session: &Session, token: &str) -> bool {
    hash(&session.csrf) == hash(token)
}

/// Compared as hashes, so that how long it takes says nothing of the secret.
fn hash(secret: &str) -> Hash {
    Hash::of(&[b"beatbook-session\n", secret.as_bytes()])
}

/// The value of a cookie, where it is one of ours: 64 hexadecimal digits.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let ours = |value: &str| value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && ours(value))
        .map(|(_, value)| value.to_owned())
}

fn set_cookie(hub: &Hub, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if hub.secure_cookies { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("hexadecimal digits and our own words")
}
