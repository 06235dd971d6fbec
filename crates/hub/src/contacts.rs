//! Whom to call: read from JSON, kept import by import, signed as it is served.
//!
//! Rule: a wrong number is worse than none, so a file is taken whole or not at all.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use beatbook_records::wire::{CONTACT_KINDS, CONTACTS_MAX, Contact, Contacts, SignedContacts, contacts_text};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::error::HubError;
use crate::state::Hub;

/// The most characters of a number.
const NUMBER_MAX: usize = 20;
/// The fewest digits of one.
const DIGITS_LEAST: usize = 3;

/// A file of numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// For whoever reads the file.
    #[serde(default)]
    #[expect(dead_code, reason = "it says something to people alone")]
    note: String,
    checked: NaiveDate,
    contacts: Vec<Contact>,
}

/// Read a file; the numbers, still without a version. `today` is the last day on which they can have been checked.
///
/// # Errors
/// Where anything in it is not right, and which.
pub fn read(text: &str, today: NaiveDate) -> anyhow::Result<Contacts> {
    let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .context("the file is not a JSON object with `checked` and `contacts`")?;
    ensure!(file.checked <= today, "`checked` is a day that is still to come");
    let count = file.contacts.len();
    ensure!((1..=CONTACTS_MAX).contains(&count), "there are {count} contacts: 1 to {CONTACTS_MAX} are kept");
    let mut seen = BTreeSet::new();
    for (n, Contact { kind, number }) in (1..).zip(&file.contacts) {
        ensure!(
            CONTACT_KINDS.contains(&kind.as_str()),
            "contact {n}: the kind is one of {}",
            CONTACT_KINDS.join(", ")
        );
        ensure!(is_number(number), "contact {n}: {number:?} is no telephone number");
        ensure!(seen.insert((kind, number)), "contact {n} is there twice");
    }
    Ok(Contacts { version: 0, checked: file.checked, contacts: file.contacts })
}

/// Digits in groups, with or without the plus of a country.
fn is_number(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let plain = |c: char| c.is_ascii_digit() || c == ' ';
    number.len() <= NUMBER_MAX
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(plain)
        && digits.chars().filter(char::is_ascii_digit).count() >= DIGITS_LEAST
}

/// The numbers, signed, and their ETag.
///
/// # Errors
/// `NotFound` before the first import; `Store`.
pub fn signed(hub: &Hub) -> Result<(SignedContacts, String), HubError> {
    let contacts = hub.store().contacts()?.ok_or(HubError::NotFound)?;
    let tag = format!("\"{}\"", contacts.version);
    let text = serde_json::to_string(&contacts).expect("plain data is JSON");
    let signature = hub.key.sign(&contacts_text(&text));
    Ok((SignedContacts { contacts: text, signature }, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_with(contacts: &str) -> Result<Contacts, String> {
        let text = format!("{{\"checked\": \"2026-03-01\", \"contacts\": {contacts}}}");
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
        read(&text, today).map_err(|why| why.to_string())
    }

    #[test]
    fn a_file_is_taken_whole_or_not_at_all() {
        let right = r#"[{"kind": "adults", "number": "01632 960001"}, {"kind": "children", "number": "+44 1632 960002"}]"#;
        assert_eq!(read_with(right).expect("it is right").contacts.len(), 2);
        for (wrong, named) in [
            ("[]", "0 contacts"),
            (
                r#"[{"kind": "adults", "number": "01632 960001"}, {"kind": "mayor", "number": "999"}]"#,
                "contact 2: the kind",
            ),
            (r#"[{"kind": "adults", "number": "ring me"}]"#, "contact 1: \"ring me\""),
            (r#"[{"kind": "adults", "number": "12"}]"#, "contact 1"),
            (r#"[{"kind": "adults", "number": "999;url=x"}]"#, "contact 1"),
            (
                r#"[{"kind": "adults", "number": "999"}, {"kind": "adults", "number": "999"}]"#,
                "contact 2 is there twice",
            ),
        ] {
            let why = read_with(wrong).expect_err(wrong);
            assert!(why.contains(named), "{wrong}: {why}");
        }
        let tomorrow = r#"{"checked": "2026-03-02", "contacts": []}"#;
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
        assert!(read(tomorrow, today).expect_err("to come").to_string().contains("still to come"));
    }
}
