//! Records as they are shown: what is confirmed, with the device's own unconfirmed entries over it.
//!
//! Rule: the payload of a create lies in the record alone until somebody lays another entry over it.

use beatbook_records::cell::cell_of;
use beatbook_records::entry::{Act, Content, Payload, Seen};
use beatbook_records::field::Kind;
use beatbook_records::record::Values;
use beatbook_records::settle::{Outcome, apply};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};
use uuid::Uuid;

use super::journal::Written;
use super::text::{Id, body_values, parse_json};
use super::{Owner, Reader, StoreError, Tx, parse_time, time_text};

/// A record as it is shown.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: Uuid,
    /// Its place in the order of arrival.
    pub seq: i64,
    /// Its kind, which this build may not know.
    pub kind: String,
    /// Its values.
    pub values: Values,
    /// Whether it is voided.
    pub voided: bool,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// The device that created it.
    pub device: Uuid,
    /// The name of that device's officer.
    pub by: String,
    /// Its last confirmed entry.
    pub head: Option<Uuid>,
}

/// An entry of a record's history.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// What was done.
    pub content: Content,
    /// The values and the reason; `None` once erased.
    pub payload: Option<Payload>,
    /// Whether this device wrote it.
    pub own: bool,
    /// 0 waiting, 1 sent, 2 confirmed, 3 safe.
    pub state: u8,
    /// Why the hub holds it, if it does.
    pub held: Option<String>,
    /// Who wrote it.
    pub by: String,
}

/// Which records of a kind to list.
#[derive(Debug, Clone, Copy)]
pub struct Page<'p> {
    /// The kind.
    pub kind: &'p str,
    /// Only those older than this record.
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: u32,
}

impl Tx<'_> {
    /// Carry out an own entry on its record. Returns whether its payload now lies there alone.
    pub(super) fn show(
        &mut self,
        kind: &'static Kind,
        owner: &Owner,
        written: &Written,
    ) -> Result<bool, StoreError> {
        let content = &written.content;
        let known = match content.record {
            Some(id) => self.read().record(id)?.is_some(),
            None => false,
        };
        if content.act == Act::Create && !known {
            self.insert_record(kind, owner, written)?;
            return Ok(true);
        }
        self.lay_over(kind, content, &written.payload.values)?;
        Ok(false)
    }

    fn insert_record(&self, kind: &Kind, owner: &Owner, written: &Written) -> Result<(), StoreError> {
        let content = &written.content;
        let cell = cell_of(Some(kind), &written.payload.values, content.occurred);
        self.conn
            .prepare_cached(
                "INSERT INTO record (id, kind, area, class, month, body, occurred, device, by, unconfirmed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1)",
            )?
            .execute(params![
                Id(content.record_id()),
                content.kind,
                cell.area,
                cell.class.word(),
                cell.month,
                written.payload_text,
                time_text(content.occurred),
                Id(owner.device),
                owner.name,
            ])?;
        Ok(())
    }

    /// Lay an own entry over a record that is there already, and keep what was confirmed.
    fn lay_over(&mut self, kind: &Kind, content: &Content, given: &Values) -> Result<(), StoreError> {
        let id = content.record_id();
        self.free_payload(id)?;
        let mut standing = self.read().known_record(id)?;
        apply(Some(kind), &mut standing.values, content.act, given, &Outcome::default());
        let cell = cell_of(Some(kind), &standing.values, standing.occurred);
        let body = serde_json::json!({ "values": standing.values }).to_string();
        self.conn
            .prepare_cached(
                "UPDATE record SET
                   confirmed = CASE WHEN head IS NOT NULL AND unconfirmed = 0 THEN body ELSE confirmed END,
                   confirmed_voided = CASE WHEN unconfirmed = 0 THEN voided ELSE confirmed_voided END,
                   unconfirmed = unconfirmed + 1,
                   body = ?2, area = ?3, voided = voided OR ?4
                 WHERE id = ?1",
            )?
            .execute(params![Id(id), body, cell.area, content.act == Act::Void])?;
        Ok(())
    }

    /// Move a payload that lies in the record alone into its entry, before the record changes.
    pub(crate) fn free_payload(&self, record: Uuid) -> Result<(), StoreError> {
        let freed = self
            .conn
            .prepare_cached(
                "UPDATE entry SET payload = (SELECT body FROM record WHERE id = ?1)
                 WHERE record = ?1 AND payload IS NULL AND payload_commit IS NULL",
            )?
            .execute([Id(record)])?;
        if freed == 0 { self.lengthen(record) } else { Ok(()) }
    }
}

pub(super) const COLUMNS: &str = "id, seq, kind, body, voided, occurred, device, by, head";

impl Reader<'_> {
    /// A record.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn record(self, id: Uuid) -> Result<Option<Stored>, StoreError> {
        let mut found = self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE id = ?1"))?;
        let mut rows = found.query([Id(id)])?;
        rows.next()?.map(stored).transpose()
    }

    /// A record that must be there.
    ///
    /// # Errors
    /// [`StoreError::UnknownRecord`] when it is not.
    pub fn known_record(self, id: Uuid) -> Result<Stored, StoreError> {
        self.record(id)?.ok_or(StoreError::UnknownRecord(id))
    }

    /// Records of a kind, newest first.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn records(self, page: Page<'_>) -> Result<Vec<Stored>, StoreError> {
        let before = match page.before {
            Some(id) => self.record(id)?.map(|record| (time_text(record.occurred), record.seq)),
            None => None,
        };
        // Later than any time there is.
        let (occurred, seq) = before.unwrap_or_else(|| ("~".into(), i64::MAX));
        let mut found = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND (occurred, seq) < (?2, ?3)
             ORDER BY occurred DESC, seq DESC LIMIT ?4"
        ))?;
        let mut rows = found.query(params![page.kind, occurred, seq, page.limit])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(stored(row)?);
        }
        Ok(records)
    }

    /// The entries of a record, in order of arrival.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn history(self, record: Uuid) -> Result<Vec<EntryRow>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT e.content, coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN r.body END),
                    e.own, e.state, e.held, e.by
             FROM entry AS e LEFT JOIN record AS r ON r.id = e.record WHERE e.record = ?1 ORDER BY e.n",
        )?;
        let mut rows = found.query([Id(record)])?;
        let mut entries = Vec::new();
        if let Some(short) = self.short(record)? {
            entries.push(EntryRow {
                content: short.content,
                payload: Some(parse_json("entry.payload", &short.payload)?),
                own: true,
                state: 3,
                held: None,
                by: short.by,
            });
        }
        while let Some(row) = rows.next()? {
            let payload: Option<String> = row.get(1)?;
            entries.push(EntryRow {
                content: parse_json("entry.content", row.get_ref(0)?.as_str().unwrap_or_default())?,
                payload: payload.map(|text| parse_json("entry.payload", &text)).transpose()?,
                own: row.get(2)?,
                state: row.get(3)?,
                held: row.get(4)?,
                by: row.get(5)?,
            });
        }
        Ok(entries)
    }

    /// What somebody who looks at the record now has in view: nothing while it is unconfirmed.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn seen_now(self, record: Uuid) -> Result<Option<Seen>, StoreError> {
        let mut seen = self.conn.prepare_cached(
            "SELECT epoch, head FROM sync, record WHERE id = ?1 AND epoch IS NOT NULL AND head IS NOT NULL",
        )?;
        let found = seen.query_row([Id(record)], |row| {
            Ok(Seen { epoch: row.get::<_, Id>(0)?.0, entry: row.get::<_, Id>(1)?.0 })
        });
        Ok(found.optional()?)
    }
}

pub(super) fn stored(row: &Row<'_>) -> Result<Stored, StoreError> {
    Ok(Stored {
        id: row.get::<_, Id>(0)?.0,
        seq: row.get(1)?,
        kind: row.get(2)?,
        values: body_values(row.get_ref(3)?.as_str().unwrap_or_default())?,
        voided: row.get(4)?,
        occurred: parse_time("record.occurred", row.get_ref(5)?.as_str().unwrap_or_default())?,
        device: row.get::<_, Id>(6)?.0,
        by: row.get(7)?,
        head: row.get::<_, Option<Id>>(8)?.map(|id| id.0),
    })
}
