//! Tokens by which other systems read the feed.
//!
//! Rule: a token is told once and kept as its hash; it reads the kinds it was made for, and of those only kinds that
//! concern no person.

use axum::http::{HeaderMap, header};
use beatbook_records::entry::Hash;
use beatbook_records::export;
use beatbook_records::field::Kind;
use beatbook_records::kinds::{self, KINDS};
use beatbook_records::role::Role;

use crate::clock::Clock;
use crate::error::HubError;
use crate::state::Hub;
use crate::store::{Book, StoreResult, TokenRow};

/// Other systems see what an analyst does, and nothing else.
pub const SEES: Role = Role::Analyst;

/// The kinds that a token can be made for.
pub fn kinds_offered() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(|kind| export::may_take(SEES, kind))
}

/// Make a token: itself, told this once; `None` where there is one of this name, also one that was revoked.
///
/// # Errors
/// When the database fails.
pub fn issue(
    store: &Book<'_>,
    clock: &dyn Clock,
    name: &str,
    kinds: Vec<String>,
) -> StoreResult<Option<String>> {
    let secret = clock.secret();
    let row = TokenRow { name: name.to_owned(), kinds, made_ms: clock.now_ms(), revoked_ms: None };
    Ok(store.add_token(&row, &hash(&secret))?.then_some(secret))
}

/// Whose token came with a request, and the kind that is asked for, where it may be read with it.
///
/// # Errors
/// `Forbidden` where there is no token in use, or it is for other kinds; `Store`.
pub fn reader(hub: &Hub, headers: &HeaderMap, kind: &str) -> Result<(TokenRow, &'static Kind), HubError> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|text| text.split_once(' '));
    let (_, token) =
        token.filter(|(how, _)| how.eq_ignore_ascii_case("bearer")).ok_or(HubError::Forbidden)?;
    let token = hub.store().token(&hash(token.trim()))?.ok_or(HubError::Forbidden)?;
    let kind = kinds::kind(kind).filter(|kind| export::may_take(SEES, kind)).ok_or(HubError::Forbidden)?;
    if token.kinds.iter().any(|own| own == kind.name) { Ok((token, kind)) } else { Err(HubError::Forbidden) }
}

fn hash(token: &str) -> Hash {
    Hash::of(&[b"beatbook-token\n", token.as_bytes()])
}
