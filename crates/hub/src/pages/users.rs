//! The page of users and enrolment: who hands in, who signs in to the pages, and what was done about it.
//!
//! Rule: only those who may set up see it; a form is obeyed only where it carries its session's token. A code and a password
//! are in the answer that makes them and nowhere else.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use beatbook_records::role::Role;
use beatbook_records::wire::Refusal;
use maud::Markup;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::HubError;
use crate::pages::for_role;
use crate::pages::users_view::{self, Shown, Wrong};
use crate::pages::views::Viewer;
use crate::sessions;
use crate::setup::{self, By, NotMade, Part};
use crate::state::Hub;
use crate::store::{Book, DeviceLine};

/// The most lines of the log on the page.
const LINES_MAX: u32 = 100;

/// What the form of an invitation sends.
#[derive(Debug, Default, Clone, Deserialize, ToSchema)]
pub struct InviteForm {
    /// The session's token.
    pub token: String,
    /// The officer's name.
    #[serde(default)]
    pub name: String,
    /// The code of the officer's role.
    #[serde(default)]
    pub role: String,
    /// The officer's areas, one a line.
    #[serde(default)]
    pub areas: String,
    /// `yes` where the officer works in all areas.
    #[serde(default)]
    pub all: String,
}

/// What the form of an account sends.
#[derive(Debug, Default, Clone, Deserialize, ToSchema)]
pub struct AccountForm {
    /// The session's token.
    pub token: String,
    /// The name to sign in with.
    #[serde(default)]
    pub account: String,
    /// The code of the role.
    #[serde(default)]
    pub account_role: String,
    /// `yes` where the account of this name gets a new password.
    #[serde(default)]
    pub again: String,
}

/// What the forms of a device send.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DeviceForm {
    /// The session's token.
    pub token: String,
    /// `yes` where it was confirmed.
    #[serde(default)]
    pub sure: String,
}

/// Who hands in and who signs in.
#[utoipa::path(get, path = "/users", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; somebody who may not: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn users_page(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_setter(hub, &headers, None, |store, viewer| {
            Ok((StatusCode::OK, page(hub, store, viewer, &Shown::default())?))
        })
    })
    .await
}

/// Invite an officer: the page with the code, once.
#[utoipa::path(post, path = "/users/invitations", tag = "page", security(("session" = [])),
    request_body(content = InviteForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "the code", content_type = "text/html"),
        (status = "4XX", description = "the form again, with what is wrong; nobody is signed in: the sign-in form; somebody who may not, not the session's own form: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn invite(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    Form(form): Form<InviteForm>,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_setter(hub, &headers, Some(&form.token), |store, viewer| {
            let areas: Vec<String> = match form.all == "yes" {
                true => Vec::new(),
                false => form
                    .areas
                    .lines()
                    .map(Into::into)
                    .filter(|area: &String| !area.trim().is_empty())
                    .collect(),
            };
            let mut wrongs = Vec::new();
            let role = Role::from_code(&form.role).filter(|role| setup::may_give(viewer.session.role, *role));
            if role.is_none() {
                wrongs.push(Wrong::new("role", "Role", "Choose one of the roles"));
            }
            if areas.is_empty() && form.all != "yes" {
                wrongs.push(Wrong::new("areas", "Areas", "Enter an area, or tick the box for all areas"));
            }
            let of = setup::invitation(&form.name, role.unwrap_or(Role::Installer), &areas);
            match of {
                Err((Part::Name, why)) => wrongs.insert(0, Wrong::new("name", "Name", why)),
                Err((Part::Areas, why)) => wrongs.push(Wrong::new("areas", "Areas", why)),
                Ok(of) if wrongs.is_empty() => {
                    let with = (hub.clock.as_ref(), &hub.key, hub.address.as_str());
                    let issued = setup::invite(store, with, &of, by(hub, viewer))?;
                    return Ok((StatusCode::OK, users_view::invited(hub, viewer, &of, &issued)));
                }
                Ok(_) => {}
            }
            let shown = Shown { invite: form.clone(), wrongs, ..Shown::default() };
            Ok((StatusCode::BAD_REQUEST, page(hub, store, viewer, &shown)?))
        })
    })
    .await
}

/// Make an account, or give one a new password: the page with the password, once.
#[utoipa::path(post, path = "/users/accounts", tag = "page", security(("session" = [])),
    request_body(content = AccountForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "the password", content_type = "text/html"),
        (status = "4XX", description = "the form again, with what is wrong; nobody is signed in: the sign-in form; somebody who may not, not the session's own form: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn make_account(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    Form(form): Form<AccountForm>,
) -> Result<Response, HubError> {
    let _turn = hub.limits.passwords.acquire().await.map_err(|_| HubError::Busy)?;
    hub.work(move |hub| {
        for_setter(hub, &headers, Some(&form.token), |store, viewer| {
            let asked = Role::from_code(&form.account_role)
                .map(|role| (form.account.as_str(), role, form.again == "yes"));
            let made = match asked {
                Some(asked) => {
                    let with = (store, hub.clock.as_ref());
                    setup::account_for(with, viewer.session.role, asked, by(hub, viewer))?
                }
                None => Err(NotMade::Role),
            };
            let why = match made {
                Ok(password) => {
                    let name = form.account.trim();
                    return Ok((StatusCode::OK, users_view::account_made(hub, viewer, name, &password)));
                }
                Err(why) => why,
            };
            let wrong = match why {
                NotMade::Role => Wrong::new("account_role", "Role", why.to_string()),
                NotMade::There => Wrong::new("again", "New password", why.to_string()),
                NotMade::Name | NotMade::Above => {
                    Wrong::new("account", "Name to sign in with", why.to_string())
                }
            };
            let shown = Shown { account: form.clone(), wrongs: vec![wrong], ..Shown::default() };
            Ok((StatusCode::BAD_REQUEST, page(hub, store, viewer, &shown)?))
        })
    })
    .await
}

/// One device, and what can be done about it.
#[utoipa::path(get, path = "/users/devices/{device}", tag = "page", params(("device" = Uuid, Path)), security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; no such device, somebody who may not: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn device_page(
    State(hub): State<Arc<Hub>>,
    Path(device): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_setter(hub, &headers, None, |store, viewer| {
            Ok((StatusCode::OK, users_view::device(hub, viewer, &found(store, device)?, None)))
        })
    })
    .await
}

/// Make a code that signs a device in again: the page with the code, once.
#[utoipa::path(post, path = "/users/devices/{device}/sign-in", tag = "page", params(("device" = Uuid, Path)), security(("session" = [])),
    request_body(content = DeviceForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "the code", content_type = "text/html"),
        (status = "4XX", description = "not confirmed, or revoked meanwhile: the page; nobody is signed in: the sign-in form; no such device, somebody who may not: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn sign_in_code(
    State(hub): State<Arc<Hub>>,
    Path(device): Path<Uuid>,
    headers: HeaderMap,
    Form(form): Form<DeviceForm>,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_setter(hub, &headers, Some(&form.token), |store, viewer| {
            let of = found(store, device)?;
            if form.sure != "yes" {
                let why = Wrong::new("known", "Who asks", "Tick the box once you know who is asking");
                return Ok((StatusCode::BAD_REQUEST, users_view::device(hub, viewer, &of, Some(&why))));
            }
            let with = (hub.clock.as_ref(), &hub.key, hub.address.as_str());
            match setup::sign_in_code(store, with, device, by(hub, viewer))? {
                Some(issued) => Ok((StatusCode::OK, users_view::signs_in(hub, viewer, &of, &issued))),
                None => Ok((StatusCode::CONFLICT, users_view::device(hub, viewer, &of, None))),
            }
        })
    })
    .await
}

/// Revoke a device.
#[utoipa::path(post, path = "/users/devices/{device}/revoke", tag = "page", params(("device" = Uuid, Path)), security(("session" = [])),
    request_body(content = DeviceForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "revoked: its page"),
        (status = "4XX", description = "not confirmed: the page; nobody is signed in: the sign-in form; no such device, somebody who may not: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn revoke(
    State(hub): State<Arc<Hub>>,
    Path(device): Path<Uuid>,
    headers: HeaderMap,
    Form(form): Form<DeviceForm>,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let mut done = false;
        let page = for_setter(hub, &headers, Some(&form.token), |store, viewer| {
            let of = found(store, device)?;
            done = form.sure == "yes";
            if done {
                setup::revoke(store, &hub.ledger, device, by(hub, viewer))
                    .map_err(|error| HubError::Internal(format!("{error:#}")))?;
            }
            let why = Wrong::new("sure", "Revoke", "Tick the box to say that you mean this device");
            Ok((StatusCode::BAD_REQUEST, users_view::device(hub, viewer, &of, Some(&why))))
        })?;
        Ok(if done { Redirect::to(&format!("/users/devices/{device}")).into_response() } else { page })
    })
    .await
}

/// A page for somebody who may set up, and who sent this token where one was sent.
fn for_setter(
    hub: &Hub,
    headers: &HeaderMap,
    token: Option<&str>,
    page: impl FnOnce(&Book<'_>, &Viewer) -> Result<(StatusCode, Markup), HubError>,
) -> Result<Response, HubError> {
    for_role(hub, headers, sessions::may_set_up, |store, viewer| {
        let own = token.is_none_or(|token| sessions::is_own_form_of(&viewer.session, token));
        if own { page(store, viewer) } else { Err(HubError::Forbidden) }
    })
}

fn by<'v>(hub: &Hub, viewer: &'v Viewer) -> By<'v> {
    By { who: &viewer.session.account, at_ms: hub.clock.now_ms() }
}

fn found(store: &Book<'_>, device: Uuid) -> Result<DeviceLine, HubError> {
    store.devices()?.into_iter().find(|line| line.device == device).ok_or(HubError::NotFound)
}

fn page(hub: &Hub, store: &Book<'_>, viewer: &Viewer, shown: &Shown) -> Result<Markup, HubError> {
    let mut areas: Vec<String> = store.hotspots()?.hotspots.into_iter().map(|hotspot| hotspot.area).collect();
    areas.sort();
    areas.dedup();
    let stands = users_view::Stands {
        devices: store.devices()?,
        invitations: store.invitations(hub.clock.now_ms())?,
        accounts: store.accounts()?,
        log: store.setup_log(LINES_MAX)?,
        areas,
    };
    Ok(users_view::page(hub, viewer, &stands, shown))
}
