//! The feed on the device: what others wrote, and the end of an exchange.
//!
//! Rule: nothing is decided here; what becomes of a record is in `confirmed`, of own entries in `receipts`.

use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Act, Content, Payload};
use beatbook_records::kinds;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::record::Values;
use beatbook_records::wire::{Entered, ExchangeReply, FeedItem, JournalRef, SnapshotRecord};
use rusqlite::params;

use super::text::{Id, parse_json};
use super::{StoreError, Tx};

/// The reading of the device clock is heard only from readings that are not absurdly ahead of ours.
const OBSERVE_AHEAD_MS_MAX: i64 = 24 * 60 * 60 * 1000;

/// What is left to do after a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Another exchange should follow at once.
    pub more: bool,
    /// The hub has a newer hotspot pack.
    pub hotspots_wanted: bool,
    /// Whether the hub has told of another powers pack.
    pub powers_wanted: bool,
    /// Whether the hub has told of other numbers to call.
    pub contacts_wanted: bool,
    /// Some of what was written here need not be kept any more.
    pub shorten: bool,
}

/// Nothing is: a kind that this build does not know is kept as it came.
fn is_dropped(kind: &str) -> bool {
    is_on(Plant::DropUnknown) && kinds::kind(kind).is_none()
}

impl Tx<'_> {
    /// Take a slice of a page in.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn receive_feed(&mut self, journals: &[JournalRef], items: &[FeedItem]) -> Result<(), StoreError> {
        let owner = self.read().enrolled()?;
        let mut clocks = Vec::new();
        for item in items {
            match item {
                FeedItem::Own(receipt) => self.confirm(&owner, receipt)?,
                FeedItem::Entry(entered) => {
                    let content = serde_json::from_str::<Content>(entered.parcel.content.get());
                    let (Some(journal), Ok(content)) = (journals.get(entered.j), content) else { continue };
                    if !is_dropped(&content.kind) {
                        clocks.push(content.at);
                        self.hear(journal, entered, &content)?;
                    }
                }
                FeedItem::Gone { n, record } => self.gone(*n, *record)?,
                FeedItem::Body(record) if is_dropped(&record.kind) => {}
                FeedItem::Body(record) => self.put(record, None)?,
            }
        }
        self.observe(clocks.into_iter())?;
        self.note_confirmed(items)?;
        self.write_digests()
    }

    /// Take records of a snapshot in.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn receive_records(&mut self, records: &[SnapshotRecord], reading: i64) -> Result<(), StoreError> {
        let mut records = records.iter().filter(|record| !is_dropped(&record.kind));
        records.try_for_each(|record| self.put(record, Some(reading)))?;
        self.write_digests()
    }

    /// The last part of a reply: the cursor moves, in the same transaction as what is left to do.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn receive_end(&mut self, reply: &ExchangeReply) -> Result<Received, StoreError> {
        if reply.revoked {
            self.conn
                .prepare_cached("UPDATE sync SET epoch = ?1, cursor = ?2")?
                .execute(params![Id(reply.epoch), reply.cursor])?;
            self.conn.execute("UPDATE cell SET wanted = 0", [])?; // it would be refused
            self.want_no_places()?;
            self.note_failure("revoked", false)?;
            return Ok(Received {
                more: self.has_waiting()?,
                hotspots_wanted: false,
                powers_wanted: false,
                contacts_wanted: false,
                shorten: false,
            });
        }
        let now_ms = self.env.now().timestamp_millis();
        self.conn
            .prepare_cached(
                "UPDATE sync SET epoch = ?1, cursor = ?2, skew_ms = ?3, horizon = ?4, hotspots_wanted = ?5",
            )?
            .execute(params![
                Id(reply.epoch),
                reply.cursor,
                now_ms - reply.hub_time,
                reply.horizon.map(u64::cast_signed),
                reply.hotspots
            ])?;
        self.want_places(reply.places)?;
        self.carry_out(&reply.erasures)?;
        if let Some(nudges) = &reply.nudges {
            self.put_nudges(nudges)?;
        }
        self.write_digests()?;
        let shorten = self.mark_safe(reply)?;
        if !reply.more {
            self.compare_digests(reply)?;
        }
        self.note_success()?;
        let more = reply.more || self.has_waiting()?;
        let (hotspots_wanted, powers_wanted) = (reply.hotspots.is_some(), reply.powers.is_some());
        let contacts_wanted = reply.contacts.is_some();
        Ok(Received { more, hotspots_wanted, powers_wanted, contacts_wanted, shorten })
    }

    fn has_waiting(&self) -> Result<bool, StoreError> {
        let mut waiting = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE own = 1 AND state < 2 AND state = 0)",
        )?;
        Ok(waiting.query_row([], |row| row.get(0))?)
    }

    /// Somebody else's entry, or one of an earlier life of this device. The payload of a create that makes a record here
    /// lies in that record alone.
    fn hear(&mut self, journal: &JournalRef, entered: &Entered, content: &Content) -> Result<(), StoreError> {
        let payload_text = entered.parcel.payload.as_deref().map(serde_json::value::RawValue::get);
        let values = match payload_text {
            Some(text) => parse_json::<Payload>("payload", text)?.values,
            None => Values::new(),
        };
        let standing = if entered.held.is_none() { self.confirmed(content.record_id())? } else { None };
        // What was erased does nothing any more.
        let applies = entered.held.is_none() && payload_text.is_some();
        let makes_record = applies && standing.is_none() && content.act == Act::Create;
        self.keep_heard(journal, entered, content, makes_record)?;
        if !applies {
            return Ok(());
        }
        let outcome = entered.outcome.clone().unwrap_or_default();
        let by = Some((journal, payload_text));
        self.advance_from(standing, content, &values, &outcome, entered.n, by)
    }

    fn keep_heard(
        &mut self,
        journal: &JournalRef,
        entered: &Entered,
        content: &Content,
        makes_record: bool,
    ) -> Result<(), StoreError> {
        let payload = entered.parcel.payload.as_deref().map(serde_json::value::RawValue::get);
        let commit = match payload {
            Some(_) => None,
            None => entered.parcel.commit,
        };
        let outcome = entered.outcome.as_ref().map(|outcome| serde_json::json!(outcome).to_string());
        self.conn
            .prepare_cached(
                "INSERT INTO entry (id, record, device, incarnation, seq, own, content, payload, payload_commit, state,
                     held, commit_n, outcome, by)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, CASE WHEN ?13 THEN NULL ELSE ?7 END, ?8, 2, ?9, ?10, ?11, ?12)
                 ON CONFLICT (id) DO UPDATE SET state = max(state, 2), commit_n = excluded.commit_n,
                     outcome = excluded.outcome, held = excluded.held,
                     payload = CASE WHEN ?13 THEN NULL ELSE payload END",
            )?
            .execute(params![
                Id(content.id),
                Id(content.record_id()),
                Id(journal.device),
                journal.incarnation.cast_signed(),
                entered.s.cast_signed(),
                entered.parcel.content.get(),
                payload,
                commit.map(|commit| commit.0),
                entered.held.map(|held| held.code()),
                entered.n.cast_signed(),
                outcome,
                journal.name,
                makes_record,
            ])?;
        self.touch("entry");
        Ok(())
    }

    /// The clock follows the latest reading heard, of those that are not absurd.
    fn observe(&self, heard: impl Iterator<Item = Hlc>) -> Result<(), StoreError> {
        let most = self.env.now().timestamp_millis() + OBSERVE_AHEAD_MS_MAX;
        let Some(latest) = heard.filter(|at| at.ms() <= most).max() else { return Ok(()) };
        self.conn
            .prepare_cached("UPDATE sync SET observed = ?1 WHERE observed < ?1")?
            .execute([latest.raw()])?;
        Ok(())
    }
}
