//! Exhibit references: what an officer calls a photo in a statement, like `AO-7K3F/12`.
//!
//! Rule: minted in the transaction that writes the record, from a counter that only goes up. Initials alone would meet
//! somebody else's, or the officer's own on another phone; the mark between is this device's and this history's.

use beatbook_records::entry::{Hash, JournalId};
use beatbook_records::kinds::Evidence;
use beatbook_records::record::Record as _;
use uuid::Uuid;

use crate::store::text::Id;
use crate::store::{Owner, Reader, StoreError, Tx};

/// The setting that keeps the last number.
const LAST: &str = "exhibits";
/// The most initials of a name.
const INITIALS_MAX: usize = 4;
/// Digits without letters that look or sound alike.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Tx<'_> {
    /// The next one. No number comes twice, whatever becomes of the records.
    pub(super) fn next_exhibit(&mut self) -> Result<String, StoreError> {
        let owner = self.read().enrolled()?;
        let last = match self.read().setting::<u64>(LAST)? {
            Some(last) => last,
            // A book that was salvaged begins after the records it still has.
            None => self.read().last_exhibit(owner.device)?,
        };
        self.put_setting(LAST, &(last + 1))?;
        Ok(reference(&owner, last + 1))
    }
}

impl Reader<'_> {
    fn last_exhibit(self, device: Uuid) -> Result<u64, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT body -> 'values' ->> 'exhibit_ref' FROM record WHERE kind = ?1 AND device = ?2",
        )?;
        let mut rows = found.query(rusqlite::params![Evidence::KIND.name, Id(device)])?;
        let mut last = 0;
        while let Some(row) = rows.next()? {
            let reference: Option<String> = row.get(0)?;
            let number = reference.as_deref().and_then(|text| text.rsplit_once('/')?.1.parse().ok());
            last = last.max(number.unwrap_or(0));
        }
        Ok(last)
    }
}

fn reference(owner: &Owner, number: u64) -> String {
    format!("{}-{}/{number}", initials(&owner.name), mark(owner.journal()))
}

/// The first letter of each word of a name.
fn initials(name: &str) -> String {
    let words = name.split(|character: char| character.is_whitespace() || character == '-');
    let letters = words.filter_map(|word| word.chars().find(|character| character.is_alphabetic()));
    let initials: String = letters.take(INITIALS_MAX).flat_map(char::to_uppercase).collect();
    if initials.is_empty() { "X".into() } else { initials }
}

/// Twenty bits of device and incarnation: a phone that was cloned or put back counts under another mark.
fn mark(journal: JournalId) -> String {
    let hash = Hash::of(&[journal.device.as_bytes(), &journal.incarnation.to_be_bytes()]).0;
    hash.iter().take(4).map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letters_of_a_name() {
        for (name, expected) in [
            ("Asha Okoro", "AO"),
            ("Siân ap Rhys-Jones", "SARJ"),
            ("éva", "É"),
            ("Jean Luc Marie Anne de Bois", "JLMA"),
            ("O'Neill", "O"),
            ("(4)", "X"),
            ("", "X"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_clone_and_another_device_have_marks_of_their_own() {
        let journal = JournalId { device: Uuid::from_u128(1), incarnation: 5 };
        let marks = [
            mark(journal),
            mark(JournalId { incarnation: 6, ..journal }),
            mark(JournalId { device: Uuid::from_u128(2), ..journal }),
        ];
        assert!(marks.iter().all(|mark| mark.len() == 4));
        assert!(marks[0] != marks[1] && marks[0] != marks[2] && marks[1] != marks[2], "{marks:?}");
        assert_eq!(marks[0], mark(journal));
    }
}
