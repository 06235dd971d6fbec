//! What is confirmed of a record, and what is shown over it.
//!
//! Rule: a confirmed record is what the hub's outcomes make of it, by the same `records::settle::apply`
//! that the hub ran; what is shown is that, with own unconfirmed entries over it. No record is taken
//! back to an earlier entry, so hearing a thing twice changes nothing.

use beatbook_records::cell::{Cell, cell_of};
use beatbook_records::entry::{Act, Content};
use beatbook_records::field::Kind;
use beatbook_records::kinds;
use beatbook_records::record::Values;
use beatbook_records::settle::{Outcome, apply};
use beatbook_records::wire::{JournalRef, SnapshotOverruled, SnapshotRecord};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::text::{Id, body_values, parse_json, parse_time, time_text};
use super::{StoreError, Tx};

/// A record with what is confirmed of it.
pub(super) struct Confirmed {
    id: Uuid,
    kind: String,
    occurred: DateTime<Utc>,
    /// The last confirmed entry and its commit number; `None` while the hub has confirmed none.
    head: Option<(Uuid, u64)>,
    values: Values,
    voided: bool,
    unconfirmed: u32,
}

impl Confirmed {
    fn kind(&self) -> Option<&'static Kind> {
        kinds::kind(&self.kind)
    }

    fn cell(&self) -> Cell {
        cell_of(self.kind(), &self.values, self.occurred)
    }

    fn is_past(&self, n: u64) -> bool {
        self.head.is_some_and(|(_, head_n)| n <= head_n)
    }
}

impl Tx<'_> {
    /// Move what is confirmed of a record on by one entry, and lay own unconfirmed ones over it again.
    pub(super) fn advance(
        &mut self,
        content: &Content,
        values: &Values,
        outcome: &Outcome,
        n: u64,
        by: Option<(&JournalRef, Option<&str>)>,
    ) -> Result<(), StoreError> {
        let standing = self.confirmed(content.record_id())?;
        self.advance_from(standing, content, values, outcome, n, by)
    }

    /// As [`Tx::advance`], over what was just read to be confirmed.
    pub(super) fn advance_from(
        &mut self,
        standing: Option<Confirmed>,
        content: &Content,
        values: &Values,
        outcome: &Outcome,
        n: u64,
        by: Option<(&JournalRef, Option<&str>)>,
    ) -> Result<(), StoreError> {
        let id = content.record_id();
        let record = match standing {
            // What it changes was never confirmed here: the snapshot of its cell tells of it.
            Some(record) if record.head.is_none() && content.act != Act::Create => return Ok(()),
            Some(record) => record,
            None if content.act == Act::Create => return self.insert_heard(content, values, n, by),
            // Of a cell that is not whole here yet: the snapshot tells of it, later than this.
            None => return Ok(()),
        };
        if record.is_past(n) {
            // The record was read with this in it; that it is confirmed, and lies over it no more, is new.
            return if record.unconfirmed > 0 { self.store_confirmed(&record) } else { Ok(()) };
        }
        let from = record.head.map(|(head, _)| (record.cell(), head));
        let mut record = record;
        self.free_payload(id)?;
        let lost = apply(record.kind(), &mut record.values, content.act, values, outcome);
        for seen in &outcome.seen {
            self.conn
                .prepare_cached("DELETE FROM overruled WHERE record = ?1 AND field = ?2 AND entry = ?3")?
                .execute(params![Id(id), seen.field, Id(seen.entry)])?;
        }
        for lost in lost {
            let (entry, by) = (lost.entry.unwrap_or(content.id), lost.by.unwrap_or(content.id));
            let lost = SnapshotOverruled { field: lost.field, value: lost.value, entry, by, n };
            self.keep_overruled(id, &lost)?;
        }
        if record.head.is_none() && content.act == Act::Create {
            record.occurred = content.occurred; // a fix of a held create may say it better
        }
        record.voided = outcome.voided.unwrap_or(record.voided);
        record.head = Some((content.id, n));
        let to = record.cell();
        self.move_digest(id, from.as_ref().map(|(cell, head)| (cell, *head)), Some((&to, content.id)));
        self.store_confirmed(&record)
    }

    fn insert_heard(
        &mut self,
        content: &Content,
        values: &Values,
        n: u64,
        by: Option<(&JournalRef, Option<&str>)>,
    ) -> Result<(), StoreError> {
        let id = content.record_id();
        let cell = cell_of(kinds::kind(&content.kind), values, content.occurred);
        let (device, name) = match by {
            Some((journal, _)) => (journal.device, journal.name.clone()),
            None => {
                let owner = self.read().enrolled()?;
                (owner.device, owner.name)
            }
        };
        let body = by.and_then(|(_, payload)| payload);
        let settled = body.map_or_else(|| body_text(values), str::to_owned);
        self.conn
            .prepare_cached(
                "INSERT INTO record (id, kind, area, class, month, body, occurred, device, by, head, head_n)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                Id(id),
                content.kind,
                cell.area,
                cell.class.word(),
                cell.month,
                settled,
                time_text(content.occurred),
                Id(device),
                name,
                Id(content.id),
                n.cast_signed(),
            ])?;
        self.move_digest(id, None, Some((&cell, content.id)));
        self.touch_record(id);
        Ok(())
    }

    /// A record as the hub has it now. What is told is never older than what was heard, so a later number here is of a
    /// history that is gone; and under the same number more may be told: an own record out of scope is not kept up, and
    /// what is heard once it is in scope again lies over a gap.
    pub(super) fn put(&mut self, told: &SnapshotRecord, reading: Option<i64>) -> Result<(), StoreError> {
        let values = body_values(told.body.get())?;
        let standing = self.confirmed(told.id)?;
        let from = standing.as_ref().and_then(|record| record.head.map(|(head, _)| (record.cell(), head)));
        let record = Confirmed {
            id: told.id,
            kind: told.kind.clone(),
            occurred: told.occurred,
            head: Some((told.head, told.n)),
            values,
            voided: told.voided,
            unconfirmed: standing.as_ref().map_or(0, |record| record.unconfirmed),
        };
        let cell = record.cell();
        if standing.is_some() {
            self.free_payload(told.id)?;
        } else {
            self.conn
                .prepare_cached(
                    "INSERT INTO record (id, kind, area, class, month, body, occurred, device, by)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    Id(told.id),
                    told.kind,
                    cell.area,
                    cell.class.word(),
                    cell.month,
                    r#"{"values":{}}"#,
                    time_text(told.occurred),
                    Id(told.device),
                    told.by,
                ])?;
        }
        self.move_digest(told.id, from.as_ref().map(|(cell, head)| (cell, *head)), Some((&cell, told.head)));
        self.store_confirmed(&record)?;
        self.put_overruled(told)?;
        self.mark(told.id, reading)
    }

    fn put_overruled(&mut self, told: &SnapshotRecord) -> Result<(), StoreError> {
        self.conn.prepare_cached("DELETE FROM overruled WHERE record = ?1")?.execute([Id(told.id)])?;
        for lost in &told.overruled {
            self.keep_overruled(told.id, lost)?;
        }
        Ok(())
    }

    fn keep_overruled(&mut self, record: Uuid, lost: &SnapshotOverruled) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO overruled (record, field, value, entry, by, n) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (record, field, entry) DO UPDATE SET value = excluded.value, by = excluded.by, n = excluded.n",
            )?
            .execute(params![
                Id(record),
                lost.field,
                lost.value.to_string(),
                Id(lost.entry),
                Id(lost.by),
                lost.n.cast_signed()
            ])?;
        self.touch("overruled");
        Ok(())
    }

    fn mark(&mut self, record: Uuid, reading: Option<i64>) -> Result<(), StoreError> {
        if let Some(reading) = reading {
            self.conn
                .prepare_cached("UPDATE record SET mark = ?2 WHERE id = ?1")?
                .execute(params![Id(record), reading])?;
        }
        Ok(())
    }

    /// A record left the device's cells. Own records and unsent work stay readable.
    pub(super) fn gone(&mut self, n: u64, record: Uuid) -> Result<(), StoreError> {
        let Some(standing) = self.confirmed(record)? else { return Ok(()) };
        if standing.is_past(n) {
            return Ok(());
        }
        if let Some((head, _)) = standing.head {
            self.move_digest(record, Some((&standing.cell(), head)), None);
        }
        if standing.unconfirmed > 0 { self.unsettle(record, n) } else { self.drop_record(record) }
    }

    /// Nothing of a record is confirmed any more, as of a commit number; own work stays shown.
    pub(super) fn unsettle(&mut self, record: Uuid, n: u64) -> Result<(), StoreError> {
        self.conn
            .prepare_cached("UPDATE record SET head = NULL, head_n = ?2, confirmed = NULL WHERE id = ?1")?
            .execute(params![Id(record), n.cast_signed()])?;
        self.conn.prepare_cached("DELETE FROM overruled WHERE record = ?1")?.execute([Id(record)])?;
        self.touch_record(record);
        Ok(())
    }

    /// After a reset nothing of another history is believed: the snapshot tells of every record anew, and own work waits
    /// over it.
    pub(super) fn unsettle_all(&mut self) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE record SET head = NULL, head_n = 0, confirmed = NULL, unconfirmed =
                 (SELECT count(*) FROM entry AS e WHERE e.record = record.id AND e.own = 1 AND e.state < 2)",
            [],
        )?;
        self.conn.execute("DELETE FROM overruled", [])?;
        Ok(())
    }

    pub(super) fn confirmed(&self, id: Uuid) -> Result<Option<Confirmed>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, occurred, head, head_n, CASE WHEN unconfirmed = 0 THEN body ELSE confirmed END,
                    CASE WHEN unconfirmed = 0 THEN voided ELSE confirmed_voided END, unconfirmed
             FROM record WHERE id = ?1",
        )?;
        let mut rows = statement.query([Id(id)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let head: Option<Id> = row.get(2)?;
        let body: Option<String> = row.get(4)?;
        Ok(Some(Confirmed {
            id,
            kind: row.get(0)?,
            occurred: parse_time("record.occurred", &row.get::<_, String>(1)?)?,
            head: head
                .map(|Id(head)| Ok::<_, rusqlite::Error>((head, row.get::<_, i64>(3)?.cast_unsigned())))
                .transpose()?,
            values: body
                .as_deref()
                .filter(|_| head.is_some())
                .map(body_values)
                .transpose()?
                .unwrap_or_default(),
            voided: head.is_some() && row.get(5)?,
            unconfirmed: row.get(6)?,
        }))
    }

    /// Lay own unconfirmed entries over what is confirmed, from the stored confirmed state.
    pub(super) fn relay(&mut self, record: Uuid) -> Result<(), StoreError> {
        match self.confirmed(record)? {
            Some(confirmed) if confirmed.head.is_some() => self.store_confirmed(&confirmed),
            _ => Ok(()),
        }
    }

    /// Show a record of which an own unconfirmed entry tells, whether or not it is there still. One that others
    /// created and that is not comes with the snapshot of its cell.
    pub(super) fn show_again(&mut self, content: &Content) -> Result<(), StoreError> {
        let id = content.record_id();
        if content.act == Act::Create && self.confirmed(id)?.is_none() {
            let owner = self.read().enrolled()?;
            self.conn
                .prepare_cached(
                    "INSERT INTO record (id, kind, area, class, month, body, occurred, device, by)
                     VALUES (?1, ?2, '', '', 0, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    Id(id),
                    content.kind,
                    body_text(&Values::new()),
                    time_text(content.occurred),
                    Id(owner.device),
                    owner.name
                ])?;
        }
        match self.confirmed(id)? {
            Some(confirmed) => self.store_confirmed(&confirmed),
            None => Ok(()),
        }
    }

    /// Write what is confirmed of a record, and what is shown over it.
    fn store_confirmed(&mut self, record: &Confirmed) -> Result<(), StoreError> {
        let mut shown = record.values.clone();
        let mut voided = record.voided;
        let mut unconfirmed = 0;
        for (content, values) in self.read().laid_over(record.id)? {
            apply(record.kind(), &mut shown, content.act, &values, &Outcome::default());
            voided = voided || content.act == Act::Void;
            unconfirmed += 1;
        }
        let cell = cell_of(record.kind(), &shown, record.occurred);
        let (head, n) = record.head.unzip();
        let confirmed = (unconfirmed > 0).then(|| body_text(&record.values));
        self.conn
            .prepare_cached(
                "UPDATE record SET body = ?2, voided = ?3, area = ?4, class = ?5, month = ?6, head = ?7, head_n = ?8,
                     unconfirmed = ?9, confirmed = ?10, confirmed_voided = ?11, occurred = ?12 WHERE id = ?1",
            )?
            .execute(params![
                Id(record.id),
                body_text(&shown),
                voided,
                cell.area,
                cell.class.word(),
                cell.month,
                head.map(Id),
                n.unwrap_or(0).cast_signed(),
                unconfirmed,
                confirmed,
                record.voided,
                time_text(record.occurred),
            ])?;
        self.touch_record(record.id);
        Ok(())
    }
}

fn body_text(values: &Values) -> String {
    serde_json::json!({ "values": values }).to_string()
}

impl super::Reader<'_> {
    /// Own entries that are not confirmed, or held and not replaced, in order.
    fn laid_over(self, record: Uuid) -> Result<Vec<(Content, Values)>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT content, coalesce(payload, '') FROM entry
             WHERE record = ?1 AND own = 1 AND payload_commit IS NULL
               AND (state < 2 OR (held IS NOT NULL AND held <> 'superseded')) ORDER BY n",
        )?;
        let mut rows = statement.query([Id(record)])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let payload: String = row.get(1)?;
            let values = if payload.is_empty() { Values::new() } else { body_values(&payload)? };
            entries.push((parse_json("entry.content", &row.get::<_, String>(0)?)?, values));
        }
        Ok(entries)
    }

    /// The values of a create whose payload lies in the record alone.
    pub(super) fn create_values(self, record: Uuid) -> Result<Values, StoreError> {
        let body: Option<String> = self
            .conn
            .prepare_cached("SELECT body FROM record WHERE id = ?1")?
            .query_row([Id(record)], |row| row.get(0))
            .optional()?;
        body.as_deref().map_or_else(|| Ok(Values::new()), body_values)
    }
}
