//! Commit: entries take their place in the hub's history, in one transaction with their effect.
//!
//! Rule: decisions are made in `arrival`, `judge` and `records::settle`; here they are carried out.
//! The head of the history is read first and written last.

use std::collections::BTreeMap;

use beatbook_records::cell::{Cell, cell_of};
use beatbook_records::clock::{Hlc, effective};
use beatbook_records::entry::{Act, Content, Payload, feed_hash};
use beatbook_records::field::Kind;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::record::Values;
use beatbook_records::settle::{Incoming, Outcome, Standing, VOID, apply, settle};
use beatbook_records::wire::{HeldReason, Verdict};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::cells::CellChanges;
use super::head::Head;
use super::history::{self, StandingRecord};
use super::journals::Journal;
use super::{StoreResult, overruled};
use crate::arrival::Arrival;
use crate::judge::{Writer, judge};

/// A batch being committed.
pub struct Commit<'t> {
    conn: &'t Connection,
    writer: Writer<'t>,
    now_ms: i64,
    skew_ms: i64,
    /// The head of the hub's history, advanced with every entry.
    pub head: Head,
    /// The journal, advanced with every entry.
    pub journal: Journal,
    cells: CellChanges,
}

/// What is written of an entry besides its bytes.
struct Place<'p> {
    id: Uuid,
    record: Uuid,
    at: Hlc,
    outcome: Option<&'p Outcome>,
    held: Option<HeldReason>,
    makes_record: bool,
    moved_from: Option<&'p Cell>,
    cell: &'p Cell,
}

impl<'t> Commit<'t> {
    /// Start on a batch of this journal.
    pub fn new(
        conn: &'t Connection,
        writer: Writer<'t>,
        head: Head,
        journal: Journal,
        now_ms: i64,
        skew_ms: i64,
    ) -> Self {
        Self { conn, writer, now_ms, skew_ms, head, journal, cells: CellChanges::default() }
    }

    /// Take the next entry of the journal; its verdict is stored with its effect.
    pub fn take(&mut self, arrival: &Arrival<'_>) -> StoreResult<Verdict> {
        let (content, payload) = match &arrival.read {
            Ok(read) => read,
            Err(reason) => return self.hold_strange(arrival, *reason),
        };
        if let Some((known, erased)) = history::content_hash_of(self.conn, content.id)? {
            if known != arrival.content_hash {
                return self.hold_strange(arrival, HeldReason::IdTaken);
            }
            self.repeat(arrival, content.id)?;
            return Ok(if erased { Verdict::Erased } else { Verdict::Duplicate });
        }
        let standing = history::record(self.conn, content.record_id())?;
        let area = standing.as_ref().map(|record| record.cell.area.as_str());
        match judge(self.writer, content, payload, area) {
            Err(reason) => self.hold(arrival, content.id, reason),
            Ok(kind) => {
                self.settle_in(arrival, kind, standing, content, payload)?;
                Ok(Verdict::Accepted)
            }
        }
    }

    /// Write the digests of the touched cells, the journal and the head: the last step.
    pub fn finish(self) -> StoreResult<Head> {
        self.cells.write(self.conn, self.head.commit_seq)?;
        self.journal.write(self.conn)?;
        self.head.write(self.conn)?;
        Ok(self.head)
    }

    fn hold(&mut self, arrival: &Arrival<'_>, id: Uuid, reason: HeldReason) -> StoreResult<Verdict> {
        let record = arrival.read.as_ref().map_or(id, |(content, _)| content.record_id());
        let values = Values::new();
        let occurred =
            arrival.read.as_ref().map_or_else(|_| chrono::DateTime::UNIX_EPOCH, |(c, _)| c.occurred);
        let cell = cell_of(None, &values, occurred);
        let place = Place {
            id,
            record,
            at: self.next_at(arrival),
            outcome: None,
            held: Some(reason),
            makes_record: false,
            moved_from: None,
            cell: &cell,
        };
        self.place(arrival, &place)?;
        Ok(Verdict::Held(reason))
    }

    /// Hold what has no id of its own under one that follows from its bytes; the same bytes again are a duplicate.
    fn hold_strange(&mut self, arrival: &Arrival<'_>, reason: HeldReason) -> StoreResult<Verdict> {
        let id = arrival.derived_id();
        if history::content_hash_of(self.conn, id)?.is_none() {
            return self.hold(arrival, id, reason);
        }
        self.repeat(arrival, id)?;
        Ok(Verdict::Duplicate)
    }

    /// The same entry under a new number: it keeps its place in the new chain and does nothing.
    fn repeat(&mut self, arrival: &Arrival<'_>, id: Uuid) -> StoreResult<()> {
        self.conn
            .prepare_cached("INSERT INTO repeat (journal, seq, entry, link) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.journal.n, arrival.seq as i64, id.as_bytes(), &arrival.link.0])?;
        self.journal.advance(arrival.seq, arrival.link, None);
        Ok(())
    }

    fn settle_in(
        &mut self,
        arrival: &Arrival<'_>,
        kind: Option<&'static Kind>,
        standing: Option<StandingRecord>,
        content: &Content,
        payload: &Payload,
    ) -> StoreResult<()> {
        let at = self.next_at(arrival);
        let own_record = match &standing {
            Some(record) => history::created_by(self.conn, record, &self.journal)?,
            None => false,
        };
        let makes_record = standing.is_none();
        let incoming = Incoming {
            id: content.id,
            at,
            act: content.act,
            own_record,
            values: &payload.values,
            schema: content.schema,
        };
        let mut outcome = match &standing {
            None => settle(kind, None, &[], incoming),
            Some(record) => self.settle_against(kind, record, content, incoming)?,
        };
        outcome.at = (at != content.at).then_some(at);
        let (cell, moved_from) = match standing {
            None => (self.create(arrival, kind, content, payload, &outcome)?, None),
            Some(record) => self.change(kind, record, content, payload, &outcome, own_record)?,
        };
        if let Some(fixed) = content.fixes {
            self.supersede(fixed, content.id)?;
        }
        let outcome = (outcome != Outcome::default()).then_some(&outcome);
        let (id, record) = (content.id, content.record_id());
        let moved_from = moved_from.as_ref();
        self.place(
            arrival,
            &Place { id, record, at, outcome, held: None, makes_record, moved_from, cell: &cell },
        )
    }

    fn settle_against(
        &self,
        kind: Option<&'static Kind>,
        record: &StandingRecord,
        content: &Content,
        incoming: Incoming<'_>,
    ) -> StoreResult<Outcome> {
        let seen_n = match content.seen {
            Some(seen) => history::commit_of(self.conn, record.id, seen.entry)?.unwrap_or(0),
            None => 0,
        };
        let earlier = history::earlier(self.conn, record.id, seen_n, &self.journal)?;
        let overruled_known = overruled::known(self.conn, record.id, seen_n, &self.journal)?;
        let voided = record.voided_by(seen_n, &earlier);
        let entries: Vec<_> = earlier.into_iter().map(|(_, entry)| entry).collect();
        let standing = Standing { values: &record.values, voided, overruled_known: &overruled_known };
        Ok(settle(kind, Some(standing), &entries, incoming))
    }

    fn create(
        &mut self,
        arrival: &Arrival<'_>,
        kind: Option<&'static Kind>,
        content: &Content,
        payload: &Payload,
        outcome: &Outcome,
    ) -> StoreResult<Cell> {
        let cell = cell_of(kind, &payload.values, content.occurred);
        let record = content.record_id();
        self.conn
            .prepare_cached(
                "INSERT INTO record (id, kind, area, class, month, body, head, head_n, voided, journal, occurred)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                record.as_bytes(),
                content.kind,
                cell.area,
                cell.class.word(),
                cell.month,
                arrival.payload_text.unwrap_or(r#"{"values":{}}"#),
                content.id.as_bytes(),
                self.head.commit_seq as i64 + 1,
                outcome.voided == Some(true),
                self.journal.n,
                content.occurred.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            ])?;
        self.cells.enter(&cell, record, content.id);
        Ok(cell)
    }

    /// Carry an outcome out on a record that stands; its cell now, and the one it left if it did.
    fn change(
        &mut self,
        kind: Option<&'static Kind>,
        record: StandingRecord,
        content: &Content,
        payload: &Payload,
        outcome: &Outcome,
        own_record: bool,
    ) -> StoreResult<(Cell, Option<Cell>)> {
        let n = self.head.commit_seq as i64 + 1;
        let mut values = record.values;
        let lost = apply(kind, &mut values, content.act, &payload.values, outcome);
        overruled::record(self.conn, record.id, content.id, &lost, &outcome.seen, n)?;
        let cell = if content.act == Act::Void {
            record.cell.clone()
        } else {
            history::keep_create_payload(self.conn, record.id)?;
            cell_of(kind, &values, record.occurred)
        };
        let voided = outcome.voided.unwrap_or(record.voided.is_some());
        let void_lost = outcome.lost.iter().any(|contest| contest.field == VOID);
        let void_own = content.act == Act::Void && !void_lost && own_record;
        // A repeated void changes nothing: those who knew of the first one knew that it is voided.
        let void_n = (outcome.voided == Some(true)).then_some(n);
        self.conn
            .prepare_cached(
                "UPDATE record SET area = ?2, class = ?3, month = ?4, body = CASE WHEN ?5 IS NULL THEN body ELSE ?5 END,
                     head = ?6, head_n = ?7, voided = ?8,
                     void_own = max(void_own, ?9), void_n = coalesce(?10, void_n)
                 WHERE id = ?1",
            )?
            .execute(params![
                record.id.as_bytes(),
                cell.area,
                cell.class.word(),
                cell.month,
                (content.act != Act::Void).then(|| body_text(&values)),
                content.id.as_bytes(),
                n,
                voided,
                void_own,
                void_n,
            ])?;
        self.cells.leave(&record.cell, record.id, record.head);
        self.cells.enter(&cell, record.id, content.id);
        let moved_from = (cell != record.cell).then_some(record.cell);
        Ok((cell, moved_from))
    }

    fn supersede(&self, held: Uuid, fix: Uuid) -> StoreResult<()> {
        self.conn
            .prepare_cached("UPDATE entry SET superseded_by = ?2 WHERE id = ?1 AND held IS NOT NULL")?
            .execute(params![held.as_bytes(), fix.as_bytes()])?;
        Ok(())
    }

    fn next_at(&self, arrival: &Arrival<'_>) -> Hlc {
        let at = arrival.read.as_ref().map_or_else(|_| Hlc::at_ms(self.now_ms), |(content, _)| content.at);
        if is_on(Plant::WallClock) {
            return at;
        }
        effective(at, self.skew_ms, self.now_ms, self.journal.last_at)
    }

    fn place(&mut self, arrival: &Arrival<'_>, place: &Place<'_>) -> StoreResult<()> {
        let n = self.head.commit_seq + 1;
        let chain = feed_hash(&self.head.chain, n, &arrival.link);
        // A create's payload is kept once, as the body of its record, until the record is first amended.
        let payload = if place.makes_record { None } else { arrival.payload_text };
        let commit = arrival.payload_text.is_none().then_some(&arrival.commit.0);
        self.conn
            .prepare_cached(
                "INSERT INTO entry (commit_seq, id, record, journal, seq, content, payload, payload_commit, at,
                     outcome, held, moved_from, area, class, month, link, chain, received_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            )?
            .execute(params![
                n as i64,
                place.id.as_bytes(),
                place.record.as_bytes(),
                self.journal.n,
                arrival.seq as i64,
                arrival.content_text,
                payload,
                commit,
                place.at.raw(),
                place.outcome.map(|outcome| serde_json::to_string(outcome).expect("an outcome is plain JSON")),
                place.held.map(HeldReason::code),
                place.moved_from.map(ToString::to_string),
                place.cell.area,
                place.cell.class.word(),
                place.cell.month,
                &arrival.link.0,
                &chain.0,
                self.now_ms,
            ])?;
        self.head = Head { commit_seq: n, chain, ..self.head.clone() };
        self.journal.advance(arrival.seq, arrival.link, Some(place.at));
        Ok(())
    }
}

/// A settled body as it is stored.
#[must_use]
pub fn body_text(values: &Values) -> String {
    let body = BTreeMap::from([("values", values)]);
    serde_json::to_string(&body).expect("values are JSON")
}

/// The payload of an entry, wherever it lives.
pub fn payload_of(conn: &Connection, entry: Uuid) -> StoreResult<Option<String>> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN r.body END)
             FROM entry e LEFT JOIN record r ON r.id = e.record WHERE e.id = ?1",
        )?
        .query_row([entry.as_bytes()], |row| row.get(0))
        .optional()?
        .flatten())
}
