//! Forks: a journal that cannot go on as it was goes on in a new incarnation.
//!
//! Rule: entries get new places and new links, never another id or other words.

use beatbook_records::entry::{Hash, JournalId, content_hash, link_hash, payload_commit};
use rusqlite::params;

use super::text::Id;
use super::{StoreError, Tx};

/// Own entries whose bytes are all there: those of a damaged book may not be.
const WHOLE: &str = "own = 1 AND link IS NOT NULL AND (payload IS NOT NULL OR payload_commit IS NOT NULL
    OR EXISTS (SELECT 1 FROM record AS r WHERE r.id = e.record))";

impl Tx<'_> {
    /// Another copy of this journal exists: from the first entry that is not confirmed on, all goes on in a new one,
    /// with new links and the same content. An answer that was no receipt may be of a history that is gone; so may one
    /// that the hub gave from further on than was read here.
    pub(super) fn fork(&mut self, old: JournalId) -> Result<(), StoreError> {
        let old_place = params![Id(old.device), old.incarnation.cast_signed()];
        // Before the first page was read no answer is of a history that this phone would know again.
        let reads_history = self.read().cursor()?.0.is_some();
        let acknowledged: i64 = self
            .conn
            .prepare_cached(
                "SELECT coalesce(min(CASE WHEN state < 2 OR (state = 2 AND coalesce(commit_n, read.n + 1) > read.n)
                                          THEN seq END) - 1, max(seq), 0)
                 FROM entry, (SELECT coalesce(max(head_n), 0) AS n FROM record) AS read
                 WHERE own = 1 AND device = ?1 AND incarnation = ?2",
            )?
            .query_row(old_place, |row| row.get(0))?;
        let acknowledged = if reads_history { acknowledged } else { 0 };
        self.conn
            .prepare_cached(
                "UPDATE entry SET state = 0, held = NULL WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq > ?3",
            )?
            .execute(params![Id(old.device), old.incarnation.cast_signed(), acknowledged])?;
        let mut unsent = self.conn.prepare_cached(
            "SELECT id FROM entry WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq > ?3 ORDER BY seq",
        )?;
        let unsent = unsent
            .query_map(params![Id(old.device), old.incarnation.cast_signed(), acknowledged], |row| {
                row.get(0)
            })?
            .collect::<Result<Vec<Id>, _>>()?;
        self.branch(old, acknowledged, &unsent)
    }

    /// A new incarnation that goes on after this number of the old one, with these entries.
    pub(super) fn branch(
        &mut self,
        old: JournalId,
        acknowledged: i64,
        entries: &[Id],
    ) -> Result<(), StoreError> {
        let prev = self.read().link_before(old, acknowledged.cast_unsigned() + 1)?;
        let new = self.link_anew(old, prev, entries)?;
        let place = params![new.incarnation.cast_signed(), old.incarnation.cast_signed(), acknowledged];
        self.conn
            .prepare_cached("UPDATE device SET incarnation = ?1, parent_incarnation = ?2, parent_seq = ?3")?
            .execute(place)?;
        self.conn
            .prepare_cached(
                "INSERT INTO fork (incarnation, parent_incarnation, parent_seq) VALUES (?1, ?2, ?3)",
            )?
            .execute(place)?;
        Ok(())
    }

    /// The hub has another history, and of this journal or one it forked from not what is here: everything that was
    /// ever written here is offered again, in a journal that begins anew. What the hub has is a duplicate to it.
    pub(super) fn begin_anew(&mut self, old: JournalId) -> Result<(), StoreError> {
        let mut own =
            self.conn.prepare_cached(&format!("SELECT id FROM entry AS e WHERE {WHOLE} ORDER BY n"))?;
        let own = own.query_map([], |row| row.get(0))?.collect::<Result<Vec<Id>, _>>()?;
        self.conn.execute(&format!("UPDATE entry AS e SET state = 0, held = NULL WHERE {WHOLE}"), [])?;
        let new = self.link_anew(old, Hash::ZERO, &own)?;
        self.conn
            .prepare_cached(
                "UPDATE device SET incarnation = ?1, parent_incarnation = NULL, parent_seq = NULL",
            )?
            .execute([new.incarnation.cast_signed()])?;
        Ok(())
    }

    /// Whether anything that can be offered again lies in another journal than this.
    pub(super) fn has_other_journals(&self, journal: JournalId) -> Result<bool, StoreError> {
        Ok(self
            .conn
            .prepare_cached(&format!(
                "SELECT EXISTS (SELECT 1 FROM entry AS e WHERE {WHOLE} AND incarnation <> ?1)"
            ))?
            .query_row([journal.incarnation.cast_signed()], |row| row.get(0))?)
    }

    /// Give entries their places and links in a new incarnation.
    fn link_anew(&mut self, old: JournalId, mut prev: Hash, entries: &[Id]) -> Result<JournalId, StoreError> {
        let mut random = [0; 8];
        self.env.fill(&mut random);
        let new = JournalId { incarnation: u64::from_be_bytes(random) >> 1, ..old };
        self.drop_numbers()?;
        for (seq, entry) in (1..).zip(entries) {
            let (content, payload, commit) = self
                .conn
                .prepare_cached(
                    "SELECT e.content, coalesce(e.payload, r.body), e.payload_commit
                     FROM entry AS e LEFT JOIN record AS r ON r.id = e.record WHERE e.id = ?1",
                )?
                .query_row([entry], |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, Option<String>>(1)?,
                        row.get::<_, Option<[u8; 32]>>(2)?,
                    ))
                })?;
            let commit = commit.map_or_else(|| payload_commit(payload.unwrap_or_default().as_bytes()), Hash);
            let link = link_hash(&prev, new, seq, &content_hash(content.as_bytes(), &commit));
            self.conn
                .prepare_cached("UPDATE entry SET incarnation = ?2, seq = ?3, link = ?4 WHERE id = ?1")?
                .execute(params![entry, new.incarnation.cast_signed(), seq.cast_signed(), link.0])?;
            prev = link;
        }
        self.touch("device");
        self.touch("entry");
        Ok(new)
    }
}
