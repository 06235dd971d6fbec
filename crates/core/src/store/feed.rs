//! The feed on the device: receipts, what others wrote, and the end of an exchange.
//!
//! Rule: nothing is decided here; what becomes of a record is in `confirmed`.

use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Content, JournalId, Payload};
use beatbook_records::kinds;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::record::Values;
use beatbook_records::settle::Outcome;
use beatbook_records::wire::{Entered, ExchangeReply, FeedItem, JournalRef, ReceiptRange, SnapshotRecord};
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::cells::cell;
use super::text::{Id, body_values, parse_json};
use super::{Owner, StoreError, Tx};

/// The reading of the device clock is heard only from readings that are not absurdly ahead of ours.
const OBSERVE_AHEAD_MS_MAX: i64 = 24 * 60 * 60 * 1000;

/// What is left to do after a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Another exchange should follow at once.
    pub more: bool,
    /// The hub has a newer hotspot pack.
    pub hotspots_wanted: bool,
    /// Some of what was written here need not be kept any more.
    pub shorten: bool,
}

/// Whether everything did: a time that was put right changes no value.
fn applied_as_written(outcome: Option<&Outcome>) -> bool {
    outcome.is_none_or(|outcome| *outcome == Outcome { at: outcome.at, ..Outcome::default() })
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
        for item in items {
            match item {
                FeedItem::Own(receipt) => self.confirm(&owner, receipt)?,
                FeedItem::Entry(entered) => {
                    if let Some(journal) = journals.get(entered.j) {
                        self.hear(journal, entered)?;
                    }
                }
                FeedItem::Gone { n, record } => self.gone(*n, *record)?,
                FeedItem::Body(record) if is_dropped(&record.kind) => {}
                FeedItem::Body(record) => self.put(record, None)?,
            }
        }
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
            self.note_failure("revoked", false)?;
            return Ok(Received { more: self.has_waiting()?, hotspots_wanted: false, shorten: false });
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
        self.carry_out(&reply.erasures)?;
        self.write_digests()?;
        let shorten = self.mark_safe(reply)?;
        if !reply.more {
            self.compare_digests(reply)?;
        }
        self.note_success()?;
        let more = reply.more || self.has_waiting()?;
        Ok(Received { more, hotspots_wanted: reply.hotspots.is_some(), shorten })
    }

    fn has_waiting(&self) -> Result<bool, StoreError> {
        let mut waiting = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE own = 1 AND state < 2 AND state = 0)",
        )?;
        Ok(waiting.query_row([], |row| row.get(0))?)
    }

    /// Own entries have their place in the hub's history.
    fn confirm(&mut self, owner: &Owner, receipt: &ReceiptRange) -> Result<(), StoreError> {
        let ours = self.read().link_at(owner.journal(), receipt.to.cast_signed())?;
        if ours != Some(receipt.link) {
            return Ok(()); // of another copy of this journal: the next hand-in tells that it has forked
        }
        let outcome = receipt.outcome.as_ref().map(|outcome| serde_json::json!(outcome).to_string());
        for (seq, n) in (receipt.from..=receipt.to).zip(receipt.commit..) {
            let found = self
                .conn
                .prepare_cached(
                    "UPDATE entry SET state = max(state, 2), commit_n = ?4, outcome = ?5, held = ?6
                     WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq = ?3
                     RETURNING id, record, content, coalesce(payload, ''), payload_commit IS NOT NULL",
                )?
                .query_row(
                    params![
                        Id(owner.device),
                        owner.incarnation.cast_signed(),
                        seq.cast_signed(),
                        n.cast_signed(),
                        outcome,
                        receipt.held.map(|held| held.code()),
                    ],
                    |row| {
                        Ok((
                            row.get::<_, Id>(0)?.0,
                            row.get::<_, Id>(1)?.0,
                            row.get::<_, String>(2)?,
                            row.get::<_, String>(3)?,
                            row.get::<_, bool>(4)?,
                        ))
                    },
                )
                .optional()?;
            let Some((entry, record, content, payload, erased)) = found else { continue };
            if receipt.held.is_none() && !erased {
                self.confirm_effect(entry, record, n, &content, &payload, receipt.outcome.as_ref())?;
            }
        }
        self.touch("entry");
        Ok(())
    }

    fn confirm_effect(
        &mut self,
        entry: Uuid,
        record: Uuid,
        n: u64,
        content: &str,
        payload: &str,
        outcome: Option<&Outcome>,
    ) -> Result<(), StoreError> {
        // What is shown is what the entry gave, only while its payload lies in the record.
        if applied_as_written(outcome) && payload.is_empty() && self.confirm_as_shown(entry, record, n)? {
            self.touch_record(record);
            return Ok(());
        }
        let content: Content = parse_json("entry.content", content)?;
        let values = match payload {
            "" => self.read().create_values(record)?,
            text => body_values(text)?,
        };
        let outcome = outcome.cloned().unwrap_or_default();
        self.advance(&content, &values, &outcome, n, None)?;
        if let Some(fixed) = content.fixes {
            self.conn
                .prepare_cached("UPDATE entry SET held = 'superseded' WHERE id = ?1 AND held IS NOT NULL")?
                .execute([Id(fixed)])?;
            self.relay(record)?;
        }
        Ok(())
    }

    /// The common case: the create that lay over nothing applied as written, so what is shown is now confirmed. Of a
    /// change that is not known: what it lay over may be another today.
    fn confirm_as_shown(&mut self, entry: Uuid, record: Uuid, n: u64) -> Result<bool, StoreError> {
        let changed = self
            .conn
            .prepare_cached(
                "UPDATE record SET head = ?2, head_n = ?3, unconfirmed = 0
                 WHERE id = ?1 AND ?1 = ?2 AND unconfirmed = 1 AND head IS NULL RETURNING area, class, month",
            )?
            .query_row(params![Id(record), Id(entry), n.cast_signed()], cell)
            .optional()?;
        let Some(cell) = changed else { return Ok(false) };
        self.move_digest(record, None, Some((&cell?, entry)));
        Ok(true)
    }

    /// Somebody else's entry, or one of an earlier life of this device.
    fn hear(&mut self, journal: &JournalRef, entered: &Entered) -> Result<(), StoreError> {
        let content_text = entered.parcel.content.get();
        let Ok(content) = serde_json::from_str::<Content>(content_text) else { return Ok(()) };
        let payload_text = entered.parcel.payload.as_deref().map(serde_json::value::RawValue::get);
        let values = match payload_text {
            Some(text) => parse_json::<Payload>("payload", text)?.values,
            None => Values::new(),
        };
        if is_dropped(&content.kind) {
            return Ok(());
        }
        self.observe(content.at)?;
        let id = JournalId { device: journal.device, incarnation: journal.incarnation };
        self.keep_heard(id, journal, entered, &content)?;
        // What was erased does nothing any more.
        if entered.held.is_none() && payload_text.is_some() {
            let outcome = entered.outcome.clone().unwrap_or_default();
            let by = Some((journal, payload_text));
            self.advance(&content, &values, &outcome, entered.n, by)?;
        }
        Ok(())
    }

    fn keep_heard(
        &mut self,
        journal: JournalId,
        named: &JournalRef,
        entered: &Entered,
        content: &Content,
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
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, 2, ?9, ?10, ?11, ?12)
                 ON CONFLICT (id) DO UPDATE SET state = max(state, 2), commit_n = excluded.commit_n,
                     outcome = excluded.outcome, held = excluded.held",
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
                named.name,
            ])?;
        self.touch("entry");
        Ok(())
    }

    fn observe(&mut self, at: Hlc) -> Result<(), StoreError> {
        if at.ms() > self.env.now().timestamp_millis() + OBSERVE_AHEAD_MS_MAX {
            return Ok(());
        }
        self.conn.prepare_cached("UPDATE sync SET observed = ?1 WHERE observed < ?1")?.execute([at.raw()])?;
        Ok(())
    }
}
