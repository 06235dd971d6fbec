//! Journals: where each device's chain stands, and what it forked from.

use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Hash, JournalId};
use beatbook_records::wire::Parent;

use super::StoreResult;
use super::sql::{Next, Sql, args};

/// A journal and its ancestry.
#[derive(Debug, Clone)]
pub struct Journal {
    /// Its row; 0 before its first entry.
    pub n: i64,
    id: JournalId,
    /// The number expected next.
    pub next_seq: u64,
    /// The link hash before that number.
    pub head: Hash,
    /// The effective time of its last entry.
    pub last_at: Option<Hlc>,
    /// The link hash before its first entry.
    origin: Hash,
    parent: Option<(i64, u64)>,
    /// The journals it forked from, each up to a number.
    ancestry: Vec<(i64, u64)>,
}

impl Journal {
    /// Read it, or prepare one that begins after `origin`; nothing is written before its first entry.
    pub fn open(sql: &dyn Sql, id: JournalId, parent: Option<Parent>, origin: Hash) -> StoreResult<Self> {
        if let Some(journal) = Self::find(sql, id)? {
            return Ok(journal);
        }
        let mut new = Self {
            n: 0,
            id,
            next_seq: 1,
            head: origin,
            last_at: None,
            origin,
            parent: None,
            ancestry: Vec::new(),
        };
        // It continues its parent's chain only where both have the same link.
        if let Some(parent) = parent
            && let Some(from) = Self::find(sql, JournalId { incarnation: parent.incarnation, ..id })?
            && from.link_at(sql, parent.seq)? == Some(origin)
        {
            new.parent = Some((from.n, parent.seq));
        }
        Ok(new)
    }

    /// Whether anything of it was ever written here.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.n == 0
    }

    /// Give a new one its row, before its first entry.
    pub fn begin(self, sql: &dyn Sql) -> StoreResult<Self> {
        if !self.is_new() {
            return Ok(self);
        }
        sql.run(
            "INSERT INTO journal (device, incarnation, parent, parent_seq, origin, head) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            &args![
                &self.id.device,
                self.id.incarnation,
                self.parent.map(|(n, _)| n),
                self.parent.map(|(_, seq)| seq),
                &self.origin,
            ],
        )?;
        Ok(Self::find(sql, self.id)?.expect("the row was just written"))
    }

    /// Read it, and let nobody else go on with it before this transaction ends.
    pub fn lock(sql: &dyn Sql, id: JournalId) -> StoreResult<()> {
        let text = "SELECT n FROM journal WHERE device = ?1 AND incarnation = ?2 FOR UPDATE";
        sql.each(text, &args![&id.device, id.incarnation], &mut |_| Ok(Next::Stop))
    }

    /// Read it.
    pub fn find(sql: &dyn Sql, id: JournalId) -> StoreResult<Option<Self>> {
        let text = "SELECT n, next_seq, head, last_at, origin, parent, parent_seq FROM journal
             WHERE device = ?1 AND incarnation = ?2";
        let found = sql.one(text, &args![&id.device, id.incarnation], |row| {
            let last_at: i64 = row.get(3)?;
            let parent: Option<i64> = row.get(5)?;
            let parent_seq: Option<u64> = row.get(6)?;
            Ok(Self {
                n: row.get(0)?,
                id,
                parent: parent.zip(parent_seq),
                next_seq: row.get(1)?,
                head: row.get(2)?,
                last_at: (last_at != 0).then(|| Hlc::from_raw(last_at)),
                origin: row.get(4)?,
                ancestry: Vec::new(),
            })
        })?;
        match found {
            Some(journal) if journal.parent.is_some() => journal.with_ancestry(sql).map(Some),
            found => Ok(found),
        }
    }

    fn with_ancestry(mut self, sql: &dyn Sql) -> StoreResult<Self> {
        let text = "WITH RECURSIVE up (n, seq) AS (
                 SELECT parent, parent_seq FROM journal WHERE n = ?1 AND parent IS NOT NULL
                 UNION SELECT j.parent, j.parent_seq FROM up JOIN journal j ON j.n = up.n WHERE j.parent IS NOT NULL)
             SELECT n, seq FROM up";
        self.ancestry = sql.list(text, &args![self.n], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(self)
    }

    /// Whether the next entry of this journal was written knowing the entry at a place in a journal.
    #[must_use]
    pub fn knows(&self, (journal, seq): (i64, u64)) -> bool {
        journal == self.n || self.ancestry.iter().any(|(n, up_to)| *n == journal && seq <= *up_to)
    }

    /// The journals it forked from, each up to a number.
    #[must_use]
    pub fn has_parents(&self) -> bool {
        !self.ancestry.is_empty()
    }

    /// An entry took its place.
    pub fn advance(&mut self, seq: u64, link: Hash, at: Option<Hlc>) {
        self.next_seq = seq + 1;
        self.head = link;
        self.last_at = at.or(self.last_at);
    }

    /// Write where it stands.
    pub fn write(&self, sql: &dyn Sql) -> StoreResult<()> {
        let last_at = self.last_at.unwrap_or_default().raw();
        sql.run(
            "UPDATE journal SET next_seq = ?2, head = ?3, last_at = ?4 WHERE n = ?1",
            &args![self.n, self.next_seq, &self.head, last_at],
        )?;
        Ok(())
    }

    /// The link hash at a number, whether the entry was new there or repeated.
    pub fn link_at(&self, sql: &dyn Sql, seq: u64) -> StoreResult<Option<Hash>> {
        if seq == 0 {
            return Ok(Some(self.origin));
        }
        if seq + 1 == self.next_seq {
            return Ok(Some(self.head));
        }
        Ok(self.links(sql, seq, seq)?.pop())
    }

    /// The link hashes of some numbers, first and last included.
    pub fn links(&self, sql: &dyn Sql, first: u64, last: u64) -> StoreResult<Vec<Hash>> {
        let text = "SELECT link, seq FROM entry WHERE journal = ?1 AND seq BETWEEN ?2 AND ?3
             UNION ALL SELECT link, seq FROM repeat WHERE journal = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq";
        sql.list(text, &args![self.n, first, last], |row| row.get(0))
    }
}
