//! The outbox: what the hub said of what waited.
//!
//! Rule: the queue is the entries themselves and their state; nothing about it is kept elsewhere. An
//! entry is never deleted for having been sent.

use beatbook_records::entry::{Hash, JournalId};
use beatbook_records::wire::{BATCH_ENTRIES, ExchangeReply, Reset, Verdict, VerdictRange};
use rusqlite::{OptionalExtension as _, params};

use super::text::Id;
use super::{Reader, StoreError, Tx};

impl Reader<'_> {
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

    /// The cursor and the epoch, as the last exchange left them.
    pub(super) fn cursor(self) -> Result<(Option<String>, Option<uuid::Uuid>), StoreError> {
        Ok(self
            .conn
            .prepare_cached("SELECT cursor, epoch FROM sync")?
            .query_row([], |row| Ok((row.get(0)?, row.get::<_, Option<Id>>(1)?.map(|id| id.0))))?)
    }
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
        // The hub has more of this journal than there is here: the book was put back to an earlier state. What it wrote
        // since then comes back as another's would, so the journal goes on as another.
        let put_back = reply.expected_seq > written_to + 1;
        if reply.forked || put_back {
            // The cursor stays where it is: were this history lost, nobody here would notice. So it confirms nothing.
            self.fork(journal)?;
            self.note_success()?;
            return Ok(false);
        }
        for range in &reply.verdicts {
            self.note_verdict(journal, range, reply.reached)?;
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

    fn note_verdict(
        &mut self,
        journal: JournalId,
        range: &VerdictRange,
        reached: Option<u64>,
    ) -> Result<(), StoreError> {
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
            state,
            // Where it stands is not known but for this.
            reached.map(u64::cast_signed)
        ];
        self.conn
            .prepare_cached(
                "UPDATE entry SET state = max(state, ?6), held = coalesce(?5, held),
                     commit_n = CASE ?6 WHEN 2 THEN ?7 ELSE commit_n END
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

    /// The words of the records of these entries are gone, by law.
    fn erase(&mut self, journal: JournalId, from: u64, to: u64) -> Result<(), StoreError> {
        let mut found = self.conn.prepare_cached(
            "UPDATE entry SET state = max(state, 2) WHERE own = 1 AND device = ?1 AND incarnation = ?2
               AND seq BETWEEN ?3 AND ?4 RETURNING record",
        )?;
        let place = params![
            Id(journal.device),
            journal.incarnation.cast_signed(),
            from.cast_signed(),
            to.cast_signed()
        ];
        let found = found.query_map(place, |row| row.get(0))?.collect::<Result<Vec<Id>, _>>()?;
        found.into_iter().try_for_each(|Id(record)| self.erase_record(record))?;
        self.write_digests()
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
        self.forget_confirmed()?;
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
                "UPDATE entry SET state = 2, commit_n = ?4
                 WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq < ?3 AND state < 3",
            )?
            .execute(params![
                Id(journal.device),
                journal.incarnation.cast_signed(),
                reset.next_seq.cast_signed(),
                reply.reached.map(u64::cast_signed)
            ])?;
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

    /// The hub lets the device in again: the next try is due at once.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn note_signed_in(&mut self) -> Result<(), StoreError> {
        self.conn.prepare_cached("UPDATE sync SET failures = 0, problem = NULL")?.execute([])?;
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
