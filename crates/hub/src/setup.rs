//! Who hands in and who signs in to the pages: invitations, codes, revocations and accounts, for pages and commands alike.
//!
//! Rule: what is about to be done is written down before it is, with who does it and never with a code or a password.
//! Nobody gives, or takes over, a role that sees more than their own.

use beatbook_records::role::Role;
use uuid::Uuid;

use crate::accounts;
use crate::clock::Clock;
use crate::enrol::{self, Issued};
use crate::ledger::{Event, Ledger};
use crate::organisation::Key;
use crate::sessions;
use crate::store::{AccountRow, Book, Invitation, SetupRow, StoreError, StoreResult};

/// The longest name or area, in bytes.
const NAME_MAX: usize = 200;

/// Something that is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Somebody was invited.
    Invited,
    /// A code was made that signs a device in again.
    SignInCode,
    /// A device was revoked.
    Revoked,
    /// An account was made or given a new password.
    Account,
}

impl Act {
    /// The code in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::SignInCode => "sign_in_code",
            Self::Revoked => "revoked",
            Self::Account => "account",
        }
    }

    /// What the log says of a code.
    #[must_use]
    pub fn words(code: &str) -> &str {
        match code {
            "invited" => "Made an invitation",
            "sign_in_code" => "Made a code that signs a device in again",
            "revoked" => "Revoked a device",
            "account" => "Gave an account a password",
            other => other,
        }
    }
}

/// Who does something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'b> {
    /// An account, or whoever typed a command.
    pub who: &'b str,
    /// When, Unix milliseconds.
    pub at_ms: i64,
}

/// Whether somebody of a role may make somebody else one of another, or take such a one's place.
#[must_use]
pub fn may_give(own: Role, given: Role) -> bool {
    sessions::may_set_up(own) && given.sees_up_to() <= own.sees_up_to()
}

/// A part of what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name.
    Name,
    /// The areas.
    Areas,
}

/// An invitation as somebody typed it; without areas it is for all of them.
///
/// # Errors
/// What is wrong with it, and where.
pub fn invitation(name: &str, role: Role, areas: &[String]) -> Result<Invitation, (Part, &'static str)> {
    let name = one_line(name).ok_or((
        Part::Name,
        "the name is empty, too long or not one line: enter one of at most 200 characters",
    ))?;
    let area = |area: &String| one_line(area).filter(|area| !area.contains('/'));
    let areas: Option<Vec<String>> = areas.iter().map(area).collect();
    let areas = areas.ok_or((
        Part::Areas,
        "an area is empty, too long or holds a slash: write each without one, in at most 200 characters",
    ))?;
    Ok(Invitation { name, role, areas })
}

/// A name as it is kept: not empty, not long, without control characters.
#[must_use]
pub fn one_line(text: &str) -> Option<String> {
    let text = text.trim();
    let right = !text.is_empty() && text.len() <= NAME_MAX && !text.chars().any(char::is_control);
    right.then(|| text.to_owned())
}

/// Somebody in words: name, role, areas.
fn told(of: &Invitation) -> String {
    let areas = if of.areas.is_empty() { "all areas".into() } else { of.areas.join(", ") };
    format!("{}, {}, {areas}", of.name, role_words(of.role))
}

/// A role in words.
#[must_use]
pub fn role_words(role: Role) -> &'static str {
    Role::LIST.words_of(role.code()).unwrap_or_default().trim()
}

fn note(book: &Book<'_>, by: By<'_>, act: Act, about: String) -> StoreResult<()> {
    book.note_setup(&SetupRow { at_ms: by.at_ms, who: by.who.into(), what: act.code().into(), about })
}

/// Make a code for somebody.
///
/// # Errors
/// When the database fails.
pub fn invite(
    book: &Book<'_>,
    (clock, key, address): (&dyn Clock, &Key, &str),
    of: &Invitation,
    by: By<'_>,
) -> StoreResult<Issued> {
    note(book, by, Act::Invited, told(of))?;
    enrol::issue(book, clock, key, of, address)
}

/// Make a code that signs a device in again; `None` where no device in use has this id.
///
/// # Errors
/// When the database fails.
pub fn sign_in_code(
    book: &Book<'_>,
    (clock, key, address): (&dyn Clock, &Key, &str),
    device: Uuid,
    by: By<'_>,
) -> StoreResult<Option<Issued>> {
    let Some(about) = in_use(book, device)? else { return Ok(None) };
    note(book, by, Act::SignInCode, about)?;
    enrol::issue_sign_in(book, clock, key, device, address)
}

/// Revoke a device; whether there was one in use.
///
/// # Errors
/// When the ledger or the database fails; the device is then still in use, or only the log knows of it.
pub fn revoke(book: &Book<'_>, ledger: &Ledger, device: Uuid, by: By<'_>) -> anyhow::Result<bool> {
    let Some(about) = in_use(book, device)? else { return Ok(false) };
    note(book, by, Act::Revoked, about)?;
    // First: what is not in the ledger would be forgotten by a restored book.
    ledger.append(Event::Revoked { device }, by.at_ms)?;
    Ok(book.revoke_device(device, by.at_ms)?)
}

/// A device in use, in words.
fn in_use(book: &Book<'_>, device: Uuid) -> StoreResult<Option<String>> {
    let row = book.device(device)?.filter(|row| !row.caller.revoked);
    Ok(row.map(|row| format!("{}, device {device}", row.caller.name)))
}

/// Make an account, or give the one of this name a new password and role.
///
/// # Errors
/// When the database fails.
pub fn account(book: &Book<'_>, account: &AccountRow, by: By<'_>) -> StoreResult<()> {
    note(book, by, Act::Account, format!("{}, {}", account.name, role_words(account.role)))?;
    book.put_account(account, by.at_ms)
}

/// Why an account is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// The name is none.
    #[error("the name is empty, too long or not one line: enter one of at most 200 characters")]
    Name,
    /// There is one of this name.
    #[error(
        "There is an account of this name. Tick the box to give it a new password, or choose another name"
    )]
    There,
    /// The role signs in to no page, or sees more than whoever gives it.
    #[error("Choose a role that signs in to the pages and sees no more than you do")]
    Role,
    /// Whoever has the account sees more.
    #[error("Ask a records manager: that account sees more than yours does")]
    Above,
}

/// Whether somebody of a role may make this account, or, where `again`, give it a new password.
///
/// # Errors
/// Why not.
pub fn may_make(own: Role, there: Option<Role>, role: Role, again: bool) -> Result<(), NotMade> {
    match there {
        Some(_) if !again => Err(NotMade::There),
        Some(there) if !may_give(own, there) => Err(NotMade::Above),
        _ if !sessions::may_see_reports(role) || !may_give(own, role) => Err(NotMade::Role),
        _ => Ok(()),
    }
}

/// Make an account as somebody of a role asks for it; its password, which is told once.
///
/// # Errors
/// Why it is not made, or the database fails.
pub fn account_for(
    (book, clock): (&Book<'_>, &dyn Clock),
    own: Role,
    (name, role, again): (&str, Role, bool),
    by: By<'_>,
) -> Result<Result<String, NotMade>, StoreError> {
    let Some(name) = one_line(name) else { return Ok(Err(NotMade::Name)) };
    let there = book.account(&name)?.map(|account| account.role);
    if let Err(why) = may_make(own, there, role, again) {
        return Ok(Err(why));
    }
    let password = accounts::made_up_password(clock);
    let hashed = accounts::hash_password(clock, &password).expect("a made-up password is short");
    account(book, &AccountRow { name, password: hashed, role, one_time: true }, by)?;
    Ok(Ok(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_a_role_that_sees_more_than_their_own() {
        let gives = |own| Role::ALL.iter().filter(|given| may_give(own, **given)).count();
        assert_eq!(gives(Role::RecordsManager), 6);
        assert_eq!(gives(Role::Supervisor), 5);
        assert!(!may_give(Role::Supervisor, Role::RecordsManager));
        for own in [Role::Analyst, Role::Installer, Role::EnforcementOfficer, Role::LicensingOfficer] {
            assert_eq!(gives(own), 0, "{own:?} sets nothing up");
        }
    }

    #[test]
    fn an_account_is_made_anew_only_where_that_is_said_and_never_from_below() {
        use Role::{Analyst, EnforcementOfficer, RecordsManager, Supervisor};
        assert_eq!(may_make(Supervisor, None, Analyst, false), Ok(()));
        assert_eq!(may_make(Supervisor, Some(Analyst), Analyst, false), Err(NotMade::There));
        assert_eq!(may_make(Supervisor, Some(Analyst), Analyst, true), Ok(()));
        assert_eq!(may_make(Supervisor, Some(RecordsManager), Analyst, true), Err(NotMade::Above));
        assert_eq!(may_make(RecordsManager, Some(RecordsManager), Analyst, true), Ok(()));
        assert_eq!(may_make(Supervisor, None, RecordsManager, false), Err(NotMade::Role));
        assert_eq!(may_make(Supervisor, None, EnforcementOfficer, false), Err(NotMade::Role), "no page");
        assert_eq!(may_make(Analyst, None, Analyst, false), Err(NotMade::Role));
    }

    #[test]
    fn an_invitation_is_kept_without_what_cannot_be_read() {
        let of = |name: &str, areas: &[&str]| {
            let areas: Vec<String> = areas.iter().map(|area| (*area).to_owned()).collect();
            invitation(name, Role::Installer, &areas)
        };
        let right = of(" Asha Okoro ", &[" north "]).expect("it is right");
        assert_eq!((right.name.as_str(), right.areas), ("Asha Okoro", vec!["north".to_owned()]));
        for (name, areas, part) in [
            ("", &[][..], Part::Name),
            ("A\nB", &[], Part::Name),
            ("Asha", &["north/south"], Part::Areas),
            ("Asha", &[" "], Part::Areas),
        ] {
            assert_eq!(of(name, areas).map_err(|(part, _)| part).err(), Some(part), "{name:?} {areas:?}");
        }
    }
}
