//! Records by what they are about: parts of a record, and what is known of a home; lists of every kind at once.
//!
//! Rule: the field tables say which fields name another record or a home; every question here has its index.

use beatbook_records::field::{Field, Kind, Shape};
use rusqlite::params;
use uuid::Uuid;

use super::records::{COLUMNS, stored};
use super::text::Id;
use super::{Reader, StoreError, Stored, time_text};

impl Reader<'_> {
    /// Records of a kind whose indexed field has this value, in the order they were written, voided ones too.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn records_with(self, kind: &Kind, field: &Field, value: &str) -> Result<Vec<Stored>, StoreError> {
        debug_assert!(field.indexed, "{}.{} has no index", kind.name, field.name);
        // Names from the field table, in the text itself: only so does the partial index of the kind apply.
        let text = format!(
            "SELECT {COLUMNS} FROM record WHERE kind = '{}' AND body -> 'values' ->> '{}' = ?1 ORDER BY seq",
            kind.name, field.name
        );
        let mut found = self.conn.prepare_cached(&text)?;
        let mut rows = found.query([value])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(stored(row)?);
        }
        Ok(records)
    }

    /// Records that name this one in a field of theirs: its parts, and what was written because of it.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn naming(self, kinds: &[Kind], record: Uuid) -> Result<Vec<Stored>, StoreError> {
        self.by_field(kinds, &record.to_string(), |field| matches!(field.shape, Shape::Id))
    }

    /// What is known of a home.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn of_home(self, kinds: &[Kind], uprn: &str) -> Result<Vec<Stored>, StoreError> {
        self.by_field(kinds, uprn, |field| field.name == "uprn")
    }

    fn by_field(
        self,
        kinds: &[Kind],
        value: &str,
        asked: impl Fn(&Field) -> bool,
    ) -> Result<Vec<Stored>, StoreError> {
        let mut records = Vec::<Stored>::new();
        for kind in kinds {
            for field in kind.fields.iter().filter(|field| field.indexed && asked(field)) {
                records.extend(self.records_with(kind, field, value)?);
            }
        }
        records.sort_by_key(|record| std::cmp::Reverse((record.occurred, record.seq)));
        records.dedup_by_key(|record| record.id);
        Ok(records)
    }

    /// The newest records of several kinds together. Each kind gives its newest from the index alone; only those that
    /// are shown are read.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn newest(self, kinds: &[&str], before: Option<Uuid>, limit: u32) -> Result<Vec<Stored>, StoreError> {
        let before = match before {
            Some(id) => self.record(id)?.map(|record| (time_text(record.occurred), record.seq)),
            None => None,
        };
        let (occurred, seq) = before.unwrap_or_else(|| ("~".into(), i64::MAX));
        let mut places = Vec::<(String, i64)>::new();
        let mut found = self.conn.prepare_cached(
            "SELECT occurred, seq FROM record WHERE kind = ?1 AND (occurred, seq) < (?2, ?3)
             ORDER BY occurred DESC, seq DESC LIMIT ?4",
        )?;
        for kind in kinds {
            let rows =
                found.query_map(params![kind, occurred, seq, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for place in rows {
                places.push(place?);
            }
        }
        places.sort_unstable_by(|one, other| other.cmp(one));
        places.truncate(limit as usize);
        let mut one = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE seq = ?1"))?;
        let mut records = Vec::new();
        for (_, seq) in places {
            records.push(one.query_row([seq], |row| Ok(stored(row)))??);
        }
        Ok(records)
    }

    /// Whether this device knows a record at all.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn has_record(self, id: Uuid) -> Result<bool, StoreError> {
        Ok(self.conn.prepare_cached("SELECT 1 FROM record WHERE id = ?1")?.exists([Id(id)])?)
    }
}
