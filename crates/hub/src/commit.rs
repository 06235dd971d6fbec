//! Commit: the entries of a batch settled one after the other, in memory.
//!
//! Rule: pure. It is handed the world that the batch touches and answers with verdicts and rows; what an entry did is
//! known to the next one. Decisions are made in `arrival`, `judge` and `records::settle`; here they are carried out.

mod erased;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use beatbook_records::cell::{Cell, cell_of};
use beatbook_records::clock::{Hlc, effective};
use beatbook_records::entry::{Act, Content, Hash, Payload};
use beatbook_records::field::Kind;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::record::Values;
use beatbook_records::settle::{Incoming, Outcome, Standing, VOID, apply, settle};
use beatbook_records::wire::{HeldReason, Verdict};
use uuid::Uuid;

use crate::arrival::Arrival;
use crate::judge::{Writer, judge};
use crate::powers::Covered;
use crate::rows::{EntryRow, OverruledRow, PROVISIONAL, RecordRow, Rows};
use crate::store::cells::CellChanges;
use crate::store::journals::Journal;
use crate::world::{Applied, Kept, StandingRecord, World};

/// The body of a record whose payload was erased before it came.
const NO_BODY: &str = r#"{"values":{}}"#;

/// When and by whom a batch came.
#[derive(Debug, Clone, Copy)]
pub struct Coming<'a> {
    /// Who wrote it.
    pub writer: Writer<'a>,
    /// What they may do.
    pub covered: Covered<'a>,
    /// Hub time.
    pub now_ms: i64,
    /// How far the device's clock is ahead.
    pub skew_ms: i64,
}

/// A batch being settled.
pub struct Commit<'a> {
    coming: Coming<'a>,
    world: World<'a>,
    journal: Journal,
    entries: Vec<EntryRow<'a>>,
    held: HashMap<Uuid, usize>,
    repeats: Vec<(u64, Uuid, Hash)>,
    /// Records of this batch, in order, each with the place of its create among the entries.
    made: Vec<Uuid>,
    creates: HashMap<Uuid, usize>,
    changed: BTreeSet<Uuid>,
    moved_payloads: Vec<(Uuid, String)>,
    forgotten: BTreeSet<(Uuid, String, Uuid)>,
    overruled: BTreeSet<(Uuid, String, Uuid)>,
    superseded: BTreeMap<Uuid, Uuid>,
    cells: CellChanges,
}

/// What is written of an entry besides its bytes.
struct Place {
    id: Uuid,
    record: Uuid,
    at: Hlc,
    outcome: Option<Outcome>,
    held: Option<HeldReason>,
    makes_record: bool,
    moved_from: Option<Cell>,
    cell: Cell,
}

impl<'a> Commit<'a> {
    /// Start on a batch of this journal.
    #[must_use]
    pub fn new(coming: Coming<'a>, world: World<'a>, journal: Journal) -> Self {
        Self {
            coming,
            world,
            journal,
            entries: Vec::new(),
            held: HashMap::new(),
            repeats: Vec::new(),
            made: Vec::new(),
            creates: HashMap::new(),
            changed: BTreeSet::new(),
            moved_payloads: Vec::new(),
            forgotten: BTreeSet::new(),
            overruled: BTreeSet::new(),
            superseded: BTreeMap::new(),
            cells: CellChanges::default(),
        }
    }

    /// Take the next entry of the journal.
    pub fn take(&mut self, arrival: &'a Arrival<'a>) -> Verdict {
        let (content, payload) = match &arrival.read {
            Ok(read) => read,
            Err(reason) => return self.hold_strange(arrival, *reason),
        };
        if let Some(kept) = self.world.kept.get(&content.id).copied() {
            if kept.content_hash != arrival.content_hash {
                return self.hold_strange(arrival, HeldReason::IdTaken);
            }
            self.repeat(arrival, content.id);
            return if kept.erased { Verdict::Erased } else { Verdict::Duplicate };
        }
        if self.world.erased.contains(&content.record_id()) {
            return self.take_without_words(arrival, content);
        }
        let area = self.world.records.get(&content.record_id()).map(|record| record.cell.area.as_str());
        match judge(self.coming.writer, content, payload, area) {
            Err(reason) => self.hold(arrival, content.id, reason),
            Ok(kind) => {
                self.settle_in(arrival, kind, content, payload);
                Verdict::Accepted
            }
        }
    }

    /// What is to be written, once every entry was taken.
    #[must_use]
    pub fn finish(self) -> Rows<'a> {
        let Self { mut world, journal, entries, repeats, .. } = self;
        let lost = self.overruled.into_iter().filter_map(|(record, field, entry)| {
            let key = (field, entry);
            let lost = world.records.get(&record)?.overruled.get(&key)?.clone();
            Some(OverruledRow { record, field: key.0, entry, value: lost.value, by: lost.by, n: lost.n })
        });
        let overruled = lost.collect();
        let mut row = |id: Uuid| world.records.remove(&id).map(|record| record_row(id, record));
        Rows {
            journal,
            entries,
            repeats,
            made: self.made.into_iter().filter_map(&mut row).collect(),
            changed: self.changed.into_iter().filter_map(&mut row).collect(),
            moved_payloads: self.moved_payloads,
            forgotten: self.forgotten,
            overruled,
            superseded: self.superseded,
            cells: self.cells,
        }
    }

    fn hold(&mut self, arrival: &'a Arrival<'a>, id: Uuid, reason: HeldReason) -> Verdict {
        let read = arrival.read.as_ref().ok();
        let record = read.map_or(id, |(content, _)| content.record_id());
        let occurred = read.map_or(chrono::DateTime::UNIX_EPOCH, |(content, _)| content.occurred);
        let place = Place {
            id,
            record,
            at: self.next_at(arrival),
            outcome: None,
            held: Some(reason),
            makes_record: false,
            moved_from: None,
            cell: cell_of(None, &Values::new(), occurred),
        };
        self.held.insert(id, self.entries.len());
        self.place(arrival, place);
        Verdict::Held(reason)
    }

    /// Hold what has no id of its own under one that follows from its bytes; the same bytes again are a duplicate.
    fn hold_strange(&mut self, arrival: &'a Arrival<'a>, reason: HeldReason) -> Verdict {
        let id = arrival.derived_id();
        if !self.world.kept.contains_key(&id) {
            return self.hold(arrival, id, reason);
        }
        self.repeat(arrival, id);
        Verdict::Duplicate
    }

    /// The same entry under a new number: it keeps its place in the new chain and does nothing.
    fn repeat(&mut self, arrival: &Arrival<'_>, id: Uuid) {
        self.repeats.push((arrival.seq, id, arrival.link));
        self.journal.advance(arrival.seq, arrival.link, None);
    }

    fn settle_in(
        &mut self,
        arrival: &'a Arrival<'a>,
        kind: Option<&'static Kind>,
        content: &'a Content,
        payload: &'a Payload,
    ) {
        let at = self.next_at(arrival);
        let standing = self.world.records.remove(&content.record_id());
        let own_record = standing.as_ref().is_some_and(|record| record.is_created_by(&self.journal));
        let (act, values, schema) = (content.act, &payload.values, content.schema);
        let incoming = Incoming { id: content.id, at, act, own_record, values, schema };
        let mut outcome = match &standing {
            None => settle(kind, None, &[], incoming),
            Some(record) => self.settle_against(kind, record, content, incoming),
        };
        outcome.flags.extend(self.coming.covered.flags(content, payload));
        outcome.at = (at != content.at).then_some(at);
        let makes_record = standing.is_none();
        let (mut record, moved_from) = match standing {
            None => (self.create(arrival, kind, content, payload, &outcome), None),
            Some(record) => self.change(kind, record, arrival, (content, payload), &outcome, own_record),
        };
        if let Some(fixed) = content.fixes {
            self.supersede(fixed, content.id);
        }
        let cell = record.cell.clone();
        record.applied.push(Applied::new(
            self.next_n(),
            self.next_place(),
            at,
            Cow::Borrowed(content),
            &outcome,
        ));
        self.world.records.insert(content.record_id(), record);
        let outcome = (outcome != Outcome::default()).then_some(outcome);
        let (id, record) = (content.id, content.record_id());
        self.place(arrival, Place { id, record, at, outcome, held: None, makes_record, moved_from, cell });
    }

    fn settle_against(
        &self,
        kind: Option<&'static Kind>,
        record: &StandingRecord<'_>,
        content: &Content,
        incoming: Incoming<'_>,
    ) -> Outcome {
        let seen = content.seen.and_then(|seen| self.world.seen.get(&seen.entry));
        let seen_n = seen.filter(|(of, _)| *of == content.record_id()).map_or(0, |(_, n)| *n);
        let overruled_known = record.overruled_known(seen_n, &self.journal);
        let voided = record.voided_by(seen_n, &self.journal);
        let standing = Standing { values: &record.values, voided, overruled_known: &overruled_known };
        settle(kind, Some(standing), &record.earlier(seen_n, &self.journal), incoming)
    }

    fn create(
        &mut self,
        arrival: &'a Arrival<'a>,
        kind: Option<&'static Kind>,
        content: &'a Content,
        payload: &'a Payload,
        outcome: &Outcome,
    ) -> StandingRecord<'a> {
        let cell = cell_of(kind, &payload.values, content.occurred);
        let record = content.record_id();
        self.cells.enter(&cell, record, content.id);
        self.creates.insert(record, self.entries.len());
        self.made.push(record);
        StandingRecord {
            kind: Cow::Borrowed(&content.kind),
            cell,
            body: Cow::Borrowed(arrival.payload_text.unwrap_or(NO_BODY)),
            values: Cow::Borrowed(&payload.values),
            is_as_created: arrival.payload_text.is_some(),
            head: content.id,
            head_n: self.next_n(),
            voided: outcome.voided == Some(true),
            void_own: false,
            void_n: None,
            journal: self.journal.n,
            first_seq: None,
            occurred: content.occurred.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            applied: Vec::new(),
            overruled: BTreeMap::new(),
        }
    }

    /// Carry an outcome out on a record that stands; the record, and the cell that it left if it did.
    fn change(
        &mut self,
        kind: Option<&'static Kind>,
        mut record: StandingRecord<'a>,
        arrival: &Arrival<'_>,
        (content, payload): (&Content, &Payload),
        outcome: &Outcome,
        own_record: bool,
    ) -> (StandingRecord<'a>, Option<Cell>) {
        let (n, id) = (self.next_n(), content.record_id());
        let lost = match content.act {
            // What a void says besides is overruled like anything else, and changes no body.
            Act::Void => {
                apply(kind, &mut record.values.clone().into_owned(), Act::Void, &payload.values, outcome)
            }
            act => apply(kind, record.values.to_mut(), act, &payload.values, outcome),
        };
        for seen in &outcome.seen {
            let key = (seen.field.clone(), seen.entry);
            let before = record.overruled.remove(&key);
            self.overruled.remove(&(id, key.0.clone(), key.1));
            if before.is_some_and(|lost| lost.n < PROVISIONAL) {
                self.forgotten.insert((id, key.0, key.1));
            }
        }
        for value in lost {
            let place = (self.journal.n, arrival.seq);
            let ((field, entry), before) = record.overrule(value, content.id, n, place);
            if before.is_some_and(|lost| lost.n < PROVISIONAL) {
                self.forgotten.insert((id, field.clone(), entry));
            }
            self.overruled.insert((id, field, entry));
        }
        let mut cell = record.cell.clone();
        if content.act != Act::Void {
            self.move_payload(id, &mut record);
            record.body = Cow::Owned(body_text(&record.values));
            cell = cell_of(kind, &record.values, record.occurred.parse().unwrap_or_default());
        }
        let void_lost = outcome.lost.iter().any(|contest| contest.field == VOID);
        record.voided = outcome.voided.unwrap_or(record.voided);
        record.void_own |= content.act == Act::Void && !void_lost && own_record;
        // A repeated void changes nothing: those who knew of the first one knew that it is voided.
        record.void_n = if outcome.voided == Some(true) { Some(n) } else { record.void_n };
        self.cells.leave(&record.cell, id, record.head);
        self.cells.enter(&cell, id, content.id);
        (record.head, record.head_n) = (content.id, n);
        if !self.creates.contains_key(&id) {
            self.changed.insert(id);
        }
        let left = std::mem::replace(&mut record.cell, cell);
        let moved_from = (left != record.cell).then_some(left);
        (record, moved_from)
    }

    /// Before a record's body changes for the first time, its create's payload moves to its entry.
    fn move_payload(&mut self, id: Uuid, record: &mut StandingRecord<'a>) {
        if !std::mem::take(&mut record.is_as_created) {
            return;
        }
        match (self.creates.get(&id), &record.body) {
            (Some(create), Cow::Borrowed(payload)) => self.entries[*create].payload = Some(payload),
            _ => self.moved_payloads.push((id, record.body.to_string())),
        }
    }

    fn supersede(&mut self, held: Uuid, fix: Uuid) {
        match self.held.get(&held) {
            Some(at) => self.entries[*at].superseded_by = Some(fix),
            None => drop(self.superseded.insert(held, fix)),
        }
    }

    fn next_n(&self) -> u64 {
        PROVISIONAL + self.entries.len() as u64 + 1
    }

    const fn next_place(&self) -> (i64, u64) {
        (self.journal.n, self.journal.next_seq)
    }

    fn next_at(&self, arrival: &Arrival<'_>) -> Hlc {
        let Coming { now_ms, skew_ms, .. } = self.coming;
        let at = arrival.read.as_ref().map_or_else(|_| Hlc::at_ms(now_ms), |(content, _)| content.at);
        if is_on(Plant::WallClock) {
            return at;
        }
        effective(at, skew_ms, now_ms, self.journal.last_at)
    }

    fn place(&mut self, arrival: &'a Arrival<'a>, place: Place) {
        let n = self.next_n();
        let kept = Kept { content_hash: arrival.content_hash, erased: arrival.payload_text.is_none() };
        self.world.kept.insert(place.id, kept);
        self.world.seen.insert(place.id, (place.record, n));
        self.journal.advance(arrival.seq, arrival.link, Some(place.at));
        self.entries.push(EntryRow {
            id: place.id,
            record: place.record,
            seq: arrival.seq,
            content: arrival.content_text,
            // A create's payload is kept once, as the body of its record, until the record is first amended.
            payload: if place.makes_record { None } else { arrival.payload_text },
            commit: arrival.payload_text.is_none().then_some(arrival.commit),
            at: place.at,
            outcome: place.outcome.map(|outcome| serde_json::to_string(&outcome).expect("plain JSON")),
            held: place.held,
            superseded_by: None,
            moved_from: place.moved_from,
            cell: place.cell,
            link: arrival.link,
            chain: Hash::ZERO,
        });
    }
}

fn record_row(id: Uuid, record: StandingRecord<'_>) -> RecordRow<'_> {
    let StandingRecord {
        kind, cell, body, head, head_n, voided, void_own, void_n, journal, occurred, ..
    } = record;
    RecordRow { id, kind, cell, body, head, head_n, voided, void_own, void_n, journal, occurred }
}

/// A settled body as it is stored.
fn body_text(values: &Values) -> String {
    let body = BTreeMap::from([("values", values)]);
    serde_json::to_string(&body).expect("values are JSON")
}
