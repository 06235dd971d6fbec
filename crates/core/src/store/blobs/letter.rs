//! The pages of letters: a file like a photo's, named by the letter itself.
//!
//! Rule: the file first, then its row with the letter and its number in one transaction. A file that no letter names was
//! never one: it may go, since nobody was told its number.

use beatbook_records::entry::Hash;
use beatbook_records::kinds::Letter;
use beatbook_records::record::Record as _;
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::{PhotoState, SealedPhoto};
use crate::store::text::Id;
use crate::store::{Reader, Store, StoreError, Tx};

/// The pages of a letter on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterPages {
    /// Their file.
    pub file: String,
    /// How many bytes they are.
    pub bytes: u64,
    /// How far they are on their way.
    pub state: PhotoState,
    /// Why, where they are refused.
    pub reason: Option<String>,
}

impl Reader<'_> {
    /// The pages of this hash, where this device has them.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn letter_pages(self, words: &Hash) -> Result<Option<LetterPages>, StoreError> {
        let mut found =
            self.conn.prepare_cached("SELECT file, bytes, state, reason FROM photo WHERE sha256 = ?1")?;
        let pages = found.query_row([words.to_string()], |row| {
            let state = PhotoState::of(Some(row.get(2)?));
            let bytes = row.get::<_, i64>(1)?.cast_unsigned();
            Ok(LetterPages { file: row.get(0)?, bytes, state, reason: row.get(3)? })
        });
        Ok(pages.optional()?)
    }

    /// The letters whose pages cannot be handed in, and why.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn letters_refused(self) -> Result<Vec<(Uuid, String)>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT r.id, coalesce(p.reason, '') FROM photo AS p
             CROSS JOIN record AS r ON r.kind = ?1 AND r.body -> 'values' ->> 'words' = p.sha256
             WHERE p.state = 2 ORDER BY p.n",
        )?;
        let rows = found.query_map([Letter::KIND.name], |row| Ok((row.get::<_, Id>(0)?.0, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a letter names these pages.
    fn is_letter(self, words: &Hash) -> Result<bool, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM record WHERE kind = ?1 AND body -> 'values' ->> 'words' = ?2)",
        )?;
        Ok(found.query_row(params![Letter::KIND.name, words.to_string()], |row| row.get(0))?)
    }
}

impl Tx<'_> {
    /// Write down the pages of a letter, whose file is in its place.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn keep_letter(&mut self, pages: &SealedPhoto) -> Result<(), StoreError> {
        self.keep_photo(pages).map(drop)
    }
}

impl Store {
    /// Files of letters that no row names: those that a letter names get theirs again, as after a salvage, and those of
    /// an app that ended before there was a letter go. Nobody is writing one meanwhile.
    ///
    /// # Errors
    /// When the book or the folder cannot be read.
    pub(crate) fn tidy_letters(&mut self) -> Result<(), StoreError> {
        let folder = self.photos()?;
        let named = self.read().photo_files()?;
        for file in folder.letters()?.into_iter().filter(|file| !named.contains(file)) {
            // What cannot be read as a whole is left where it is.
            let Ok(pages) = folder.examine(&file) else { continue };
            if self.read().is_letter(&pages.sha256)? {
                self.write(|tx| tx.keep_letter(&pages))?;
            } else {
                folder.forget(&file);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use beatbook_records::entry::JournalId;
    use uuid::Uuid;

    use crate::env::TestEnv;
    use crate::store::{PhotoState, Store, StoreError};

    const SERIES: &str = "letter";

    fn store(dir: &std::path::Path) -> Store {
        let env = TestEnv::new("2026-11-23T10:00:00Z".parse().expect("a time"), 1);
        Store::open(dir, [7; 32], Arc::new(env)).expect("it opens")
    }

    #[test]
    fn a_number_is_used_with_what_bears_it_or_not_at_all() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut store = store(dir.path());
        store.write(|tx| tx.put_numbers(SERIES, 5, 6)).expect("kept");
        store.write(|tx| tx.put_numbers(SERIES, 20, 20)).expect("kept");
        let failed: Result<_, StoreError> = store.write(|tx| {
            assert_eq!(tx.use_number(SERIES)?, Some(5));
            Err::<(), _>(StoreError::Full)
        });
        assert!(failed.is_err());
        let mut used = Vec::new();
        while let (Some(number), _) = store.write(|tx| tx.use_number(SERIES)).expect("a number") {
            used.push(number);
        }
        assert_eq!(used, [5, 6, 20], "the one that failed again, each once, then none");
        store.write(|tx| tx.put_numbers(SERIES, 5, 6)).expect("a block told twice");
        assert_eq!(store.read().numbers_left(SERIES).expect("a count"), 0, "it stays used");
    }

    #[test]
    fn another_copy_of_the_book_leaves_a_gap_and_no_number_twice() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut store = store(dir.path());
        store.write(|tx| tx.put_numbers(SERIES, 5, 9)).expect("kept");
        let journal = JournalId { device: Uuid::from_u128(1), incarnation: 5 };
        store.write(|tx| tx.begin_anew(journal)).expect("another journal");
        assert_eq!(store.read().next_number(SERIES).expect("a look"), None);
    }

    #[test]
    fn pages_that_no_letter_names_go_and_those_with_a_row_stay() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut store = store(dir.path());
        let folder = store.photos().expect("a folder");
        let (kept, left) = (
            folder.seal_letter(b"%PDF-1.7 kept").expect("sealed"),
            folder.seal_letter(b"%PDF-1.7 left").expect("sealed"),
        );
        store.write(|tx| tx.keep_letter(&kept)).expect("a row");
        assert_eq!(folder.files().expect("files"), [""; 0], "none of them is a photo");
        store.tidy_letters().expect("tidied");
        assert_eq!(folder.letters().expect("files"), std::slice::from_ref(&kept.file));
        assert_eq!(folder.read_whole(&kept.file).expect("readable"), b"%PDF-1.7 kept");
        let pages = store.read().letter_pages(&kept.sha256).expect("a row").expect("there");
        assert_eq!((pages.state, pages.bytes), (PhotoState::Waiting, 13));
        assert_eq!(store.read().letter_pages(&left.sha256).expect("a look"), None);
    }
}
