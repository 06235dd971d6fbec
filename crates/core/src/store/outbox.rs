//! The outbox: what waits to be handed in, and what the hub said of it.
//!
//! Rule: the queue is the entries themselves and their state; nothing about it is kept elsewhere. An
//! entry is never deleted for having been sent.

use beatbook_records::cell::Scope;
use beatbook_records::digest::Digest;
use beatbook_records::entry::{Hash, JournalId, payload_commit};
use beatbook_records::wire::{
    BATCH_ENTRIES, ExchangeReply, ExchangeRequest, Parcel, Parent, Reset, Verdict, VerdictRange,
};
use rusqlite::{OptionalExtension as _, params};
use serde_json::value::RawValue;

use super::text::Id;
use super::{Reader, Store, StoreError, Tx};

/// About how many bytes of entries go into one batch, before compression.
const BATCH_BYTES: usize = 1024 * 1024;

/// What to send, and the link hash it ends in.
#[derive(Debug)]
pub struct Offer {
    /// The request.
    pub request: ExchangeRequest,
    /// The link hash of the last entry, or the one before the first.
    pub last_link: Hash,
    /// The number of the newest entry there was, handed in or not.
    pub written_to: u64,
}

/// Waiting entries, in order.
struct Waiting {
    first_seq: u64,
    prev: Hash,
    last_link: Hash,
    written_to: u64,
    scope: Option<u32>,
    parcels: Vec<Parcel>,
}

impl Store {
    /// The next request; `None` while nobody is enrolled.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn offer(&self) -> Result<Option<Offer>, StoreError> {
        let reader = self.read();
        let Some(owner) = reader.owner()? else { return Ok(None) };
        let waiting = reader.waiting_batch(owner.journal())?;
        let (cursor, _) = reader.cursor()?;
        let request = ExchangeRequest {
            digest: reader.digest_sum(&owner.scope)?.filter(|_| cursor.is_some()).map(Digest::to_hex),
            cursor,
            // Work done under an older scope is handed in before the newer one is acknowledged.
            scope: waiting.scope.map_or(owner.scope.version, |scope| scope.min(owner.scope.version)),
            incarnation: owner.incarnation,
            parent: reader.parent()?,
            first_seq: waiting.first_seq,
            prev: waiting.prev,
            entries: waiting.parcels,
            hotspots: reader.hotspots_version()?,
            device_time: self.env.now().timestamp_millis(),
        };
        Ok(Some(Offer { request, last_link: waiting.last_link, written_to: waiting.written_to }))
    }
}

impl Reader<'_> {
    fn waiting_batch(self, journal: JournalId) -> Result<Waiting, StoreError> {
        let most: i64 =
            self.conn.prepare_cached("SELECT batch_entries FROM sync")?.query_row([], |row| row.get(0))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT e.seq, e.content, coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN r.body END),
                    e.payload_commit, e.link
             FROM entry AS e INDEXED BY entry_unconfirmed LEFT JOIN record AS r ON e.payload IS NULL AND r.id = e.record
             WHERE e.own = 1 AND e.state < 2 AND e.state = 0 AND e.device = ?1 AND e.incarnation = ?2
             ORDER BY e.seq LIMIT ?3",
        )?;
        let mut rows =
            statement.query(params![Id(journal.device), journal.incarnation.cast_signed(), most])?;
        let head = self.journal_head(journal)?;
        let mut waiting = Waiting {
            first_seq: head.seq + 1,
            prev: head.link,
            last_link: head.link,
            written_to: head.seq,
            scope: None,
            parcels: Vec::new(),
        };
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            let content = raw("entry.content", row.get(1)?)?;
            let payload =
                row.get::<_, Option<String>>(2)?.map(|text| raw("entry.payload", text)).transpose()?;
            let seq = row.get::<_, i64>(0)?.cast_unsigned();
            if !waiting.parcels.is_empty() && seq != waiting.first_seq + waiting.parcels.len() as u64 {
                break; // one between them has its answer, and the phone died before the others had theirs
            }
            if waiting.parcels.is_empty() {
                waiting.first_seq = seq;
                waiting.prev = self.link_before(journal, waiting.first_seq)?;
                waiting.scope = scope_of(content.get());
            }
            bytes += content.get().len() + payload.as_deref().map_or(0, |payload| payload.get().len());
            if bytes > BATCH_BYTES && !waiting.parcels.is_empty() {
                break;
            }
            waiting.last_link = Hash(row.get(4)?);
            let commit = row.get::<_, Option<[u8; 32]>>(3)?.map(Hash);
            waiting.parcels.push(Parcel { content, payload, commit });
        }
        Ok(waiting)
    }

    /// Whether the hub has said something of an own entry.
    fn is_answered(self, journal: JournalId, seq: u64) -> Result<bool, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT state > 0 FROM entry WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq = ?3",
        )?;
        let key = params![Id(journal.device), journal.incarnation.cast_signed(), seq.cast_signed()];
        Ok(statement.query_row(key, |row| row.get(0)).optional()?.unwrap_or(false))
    }

    pub(super) fn link_before(self, journal: JournalId, seq: u64) -> Result<Hash, StoreError> {
        if seq == 1 {
            self.first_prev(journal)
        } else {
            Ok(self.link_at(journal, (seq - 1).cast_signed())?.unwrap_or(Hash::ZERO))
        }
    }

    fn parent(self) -> Result<Option<Parent>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT parent_incarnation, parent_seq FROM device WHERE parent_incarnation IS NOT NULL",
        )?;
        Ok(statement
            .query_row([], |row| {
                let number = |index| row.get::<_, i64>(index).map(i64::cast_unsigned);
                Ok(Parent { incarnation: number(0)?, seq: number(1)? })
            })
            .optional()?)
    }

    /// The cursor and the epoch, as the last exchange left them.
    pub(super) fn cursor(self) -> Result<(Option<String>, Option<uuid::Uuid>), StoreError> {
        Ok(self
            .conn
            .prepare_cached("SELECT cursor, epoch FROM sync")?
            .query_row([], |row| Ok((row.get(0)?, row.get::<_, Option<Id>>(1)?.map(|id| id.0))))?)
    }

    /// The sum over all cells; `None` while one is being read anew.
    fn digest_sum(self, scope: &Scope) -> Result<Option<Digest>, StoreError> {
        let mut sum = Digest::default();
        for cell in self.cells()? {
            if cell.wanted {
                return Ok(None);
            }
            if scope.covers(&cell.cell) {
                sum = sum.plus(cell.digest);
            }
        }
        Ok(Some(sum))
    }
}

fn raw(what: &'static str, text: String) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(text).map_err(|error| StoreError::Unreadable { what, why: error.to_string() })
}

fn scope_of(content: &str) -> Option<u32> {
    #[derive(serde::Deserialize)]
    struct Made {
        scope: u32,
    }
    serde_json::from_str::<Made>(content).ok().map(|made| made.scope)
}

impl Tx<'_> {
    /// The first part of a reply to an offer: verdicts, a fork, a reset, a changed scope. Whether the rest of the
    /// reply concerns this journal: after a fork it does not. `written_to` is the offer's: what was written since
    /// then, the hub cannot have.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn receive_verdicts(&mut self, reply: &ExchangeReply, written_to: u64) -> Result<bool, StoreError> {
        let owner = self.read().enrolled()?;
        let journal = owner.journal();
        for range in &reply.verdicts {
            self.note_verdict(journal, range)?;
        }
        // The hub has more of this journal than there is here: the book was put back to an earlier state. What it wrote
        // since then comes back as another's would, so the journal goes on as another.
        let put_back = reply.expected_seq > written_to + 1;
        if reply.forked || put_back {
            self.fork(journal)?;
            self.note_success()?;
            return Ok(false);
        }
        if let Some(scope) = &reply.new_scope {
            self.change_scope(scope, &reply.cells)?;
        }
        match reply.reset {
            // A revoked phone hears what of its work is missing, and nothing that it could read anew.
            Some(reset) if reply.revoked => self.offer_missing(journal, reset, reply),
            Some(reset) => self.start_anew(journal, reset, reply),
            // The hub has less than it had acknowledged: what it lacks waits again. If it lacks some, then the next it
            // expects; asked for first, because looking at all that waits would cost more with every entry.
            None if self.read().is_answered(journal, reply.expected_seq)? => {
                self.offer_again_from(journal, reply.expected_seq).map(|()| true)
            }
            None => Ok(true),
        }
    }

    fn note_verdict(&mut self, journal: JournalId, range: &VerdictRange) -> Result<(), StoreError> {
        let (from, to) = (range.from, range.to);
        let (state, held, erased) = match &range.verdict {
            Verdict::Retry => return Ok(()),
            Verdict::Held(reason) => (1, Some(reason.code()), false),
            Verdict::Erased => (1, None, true),
            // Its receipt may lie behind the cursor, after a fork or a reset; that it is there was just read.
            Verdict::Duplicate => (2, None, false),
            Verdict::Accepted => (1, None, false),
        };
        let place = params![
            Id(journal.device),
            journal.incarnation.cast_signed(),
            from.cast_signed(),
            to.cast_signed(),
            held,
            state
        ];
        self.conn
            .prepare_cached(
                "UPDATE entry SET state = max(state, ?6), held = coalesce(?5, held)
                 WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq BETWEEN ?3 AND ?4",
            )?
            .execute(place)?;
        if erased {
            self.erase(journal, from, to)?;
        }
        if range.verdict == Verdict::Duplicate {
            self.lay_anew(journal, from, to)?;
        }
        self.touch("entry");
        Ok(())
    }

    /// Show the records of own entries by what of them is confirmed now.
    fn lay_anew(&mut self, journal: JournalId, from: u64, to: u64) -> Result<(), StoreError> {
        let mut records = self.conn.prepare_cached(
            "SELECT DISTINCT e.record FROM entry AS e JOIN record AS r ON r.id = e.record
             WHERE e.own = 1 AND e.device = ?1 AND e.incarnation = ?2 AND e.seq BETWEEN ?3 AND ?4 AND r.unconfirmed > 0",
        )?;
        let place = params![
            Id(journal.device),
            journal.incarnation.cast_signed(),
            from.cast_signed(),
            to.cast_signed()
        ];
        let records = records.query_map(place, |row| row.get(0))?.collect::<Result<Vec<Id>, _>>()?;
        records.into_iter().try_for_each(|Id(record)| self.relay(record))
    }

    /// Drop the payloads that the law has taken; the chain stays whole by their commitments.
    fn erase(&mut self, journal: JournalId, from: u64, to: u64) -> Result<(), StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, record FROM entry WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq BETWEEN ?3 AND ?4",
        )?;
        let place = params![
            Id(journal.device),
            journal.incarnation.cast_signed(),
            from.cast_signed(),
            to.cast_signed()
        ];
        let found = statement.query_map(place, |row| Ok((row.get::<_, Id>(0)?, row.get::<_, Id>(1)?)))?;
        for (entry, record) in found.collect::<Result<Vec<_>, _>>()? {
            self.free_payload(record.0)?;
            let payload: Option<String> = self
                .conn
                .prepare_cached("SELECT payload FROM entry WHERE id = ?1")?
                .query_row([entry], |row| row.get(0))?;
            let Some(payload) = payload else { continue };
            self.conn
                .prepare_cached(
                    "UPDATE entry SET payload = NULL, payload_commit = ?2, state = 2 WHERE id = ?1",
                )?
                .execute(params![entry, payload_commit(payload.as_bytes()).0])?;
            self.conn.prepare_cached("DELETE FROM overruled WHERE entry = ?1")?.execute([entry])?;
            self.conn
                .prepare_cached("DELETE FROM record WHERE id = ?1 AND head IS NULL")?
                .execute([record])?;
            self.touch_record(record.0);
        }
        Ok(())
    }

    /// Entries from this number on wait again.
    fn offer_again_from(&mut self, journal: JournalId, seq: u64) -> Result<(), StoreError> {
        let again = self
            .conn
            .prepare_cached(
                "UPDATE entry SET state = 0, held = NULL WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq >= ?3 AND state > 0",
            )?
            .execute(params![Id(journal.device), journal.incarnation.cast_signed(), seq.cast_signed()])?;
        if again > 0 {
            self.touch("entry");
        }
        Ok(())
    }

    /// A new device, or a hub with another history: confirmed copies are read anew, and own entries
    /// that this hub does not have wait again.
    fn start_anew(
        &mut self,
        journal: JournalId,
        reset: Reset,
        reply: &ExchangeReply,
    ) -> Result<bool, StoreError> {
        let goes_on = self.offer_missing(journal, reset, reply)?;
        if goes_on {
            self.unsettle_all()?;
            self.want_cells(&reply.cells)?;
        }
        Ok(goes_on)
    }

    /// What this hub does not have of the own entries waits again; whether the journal goes on as it was.
    fn offer_missing(
        &mut self,
        journal: JournalId,
        reset: Reset,
        reply: &ExchangeReply,
    ) -> Result<bool, StoreError> {
        self.photos_wait_again()?;
        let ours = self.read().link_before(journal, reset.next_seq)?;
        // With a cursor it was the hub whose history changed, and it may lack what it acknowledged in other journals.
        let elsewhere = self.read().cursor()?.0.is_some() && self.has_other_journals(journal)?;
        if elsewhere || reset.head.is_some_and(|theirs| theirs != ours) {
            self.begin_anew(journal)?;
            return Ok(false);
        }
        self.conn
            .prepare_cached(
                "UPDATE entry SET state = 2 WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq < ?3 AND state < 2",
            )?
            .execute(params![Id(journal.device), journal.incarnation.cast_signed(), reset.next_seq.cast_signed()])?;
        let known = reset.next_seq.cast_signed() - 1;
        let batch_end = reply.verdicts.last().map_or(known, |range| known.max(range.to.cast_signed()));
        self.offer_again_from(journal, batch_end.cast_unsigned() + 1)?;
        Ok(true)
    }

    /// A try did not end well; a batch that was too much is halved, down to one entry.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn note_failure(&mut self, problem: &str, smaller: bool) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "UPDATE sync SET failures = failures + 1, problem = ?1, last_try_ms = ?2,
                     batch_entries = CASE WHEN ?3 THEN max(1, batch_entries / 2) ELSE batch_entries END",
            )?
            .execute(params![problem, self.env.now().timestamp_millis(), smaller])?;
        self.touch("sync");
        Ok(())
    }

    /// A try ended well; batches grow again, slowly, so that a limit on the way is not hit at every turn.
    pub(super) fn note_success(&mut self) -> Result<(), StoreError> {
        let now_ms = self.env.now().timestamp_millis();
        self.conn
            .prepare_cached(
                "UPDATE sync SET failures = 0, problem = NULL, last_try_ms = ?1, last_success_ms = ?1,
                     batch_entries = min(?2, batch_entries + max(1, batch_entries / 8))",
            )?
            .execute(params![now_ms, BATCH_ENTRIES as i64])?;
        self.touch("sync");
        Ok(())
    }
}
