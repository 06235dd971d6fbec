//! Journals: where each device's chain stands, and what it forked from.

use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Hash, JournalId};
use beatbook_records::wire::Parent;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{StoreResult, columns};

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
    pub fn open(conn: &Connection, id: JournalId, parent: Option<Parent>, origin: Hash) -> StoreResult<Self> {
        if let Some(journal) = Self::find(conn, id)? {
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
            && let Some(from) = Self::find(conn, JournalId { incarnation: parent.incarnation, ..id })?
            && from.link_at(conn, parent.seq)? == Some(origin)
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
    pub fn begin(self, conn: &Connection) -> StoreResult<Self> {
        if !self.is_new() {
            return Ok(self);
        }
        conn.prepare_cached(
            "INSERT INTO journal (device, incarnation, parent, parent_seq, origin, head) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        )?
        .execute(params![
            self.id.device.as_bytes(),
            self.id.incarnation.cast_signed(),
            self.parent.map(|(n, _)| n),
            self.parent.map(|(_, seq)| seq.cast_signed()),
            &self.origin.0,
        ])?;
        Ok(Self::find(conn, self.id)?.expect("the row was just written"))
    }

    /// Read it.
    pub fn find(conn: &Connection, id: JournalId) -> StoreResult<Option<Self>> {
        let found = conn
            .prepare_cached(
                "SELECT n, next_seq, head, last_at, origin FROM journal WHERE device = ?1 AND incarnation = ?2",
            )?
            .query_row(params![id.device.as_bytes(), id.incarnation.cast_signed()], |row| {
                let last_at: i64 = row.get(3)?;
                Ok(Self {
                    n: row.get(0)?,
                    id,
                    parent: None,
                    next_seq: row.get::<_, i64>(1)?.cast_unsigned(),
                    head: columns::hash(row, 2)?,
                    last_at: (last_at != 0).then(|| Hlc::from_raw(last_at)),
                    origin: columns::hash(row, 4)?,
                    ancestry: Vec::new(),
                })
            })
            .optional()?;
        found.map(|journal| journal.with_ancestry(conn)).transpose()
    }

    fn with_ancestry(mut self, conn: &Connection) -> StoreResult<Self> {
        let mut statement = conn.prepare_cached(
            "WITH RECURSIVE up (n, seq) AS (
                 SELECT parent, parent_seq FROM journal WHERE n = ?1 AND parent IS NOT NULL
                 UNION SELECT j.parent, j.parent_seq FROM up JOIN journal j ON j.n = up.n WHERE j.parent IS NOT NULL)
             SELECT n, seq FROM up",
        )?;
        let rows =
            statement.query_map([self.n], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))?;
        self.ancestry = rows.collect::<rusqlite::Result<_>>()?;
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
    pub fn write(&self, conn: &Connection) -> StoreResult<()> {
        conn.prepare_cached("UPDATE journal SET next_seq = ?2, head = ?3, last_at = ?4 WHERE n = ?1")?
            .execute(params![
                self.n,
                self.next_seq.cast_signed(),
                &self.head.0,
                self.last_at.unwrap_or_default().raw()
            ])?;
        Ok(())
    }

    /// The link hash at a number, whether the entry was new there or repeated.
    pub fn link_at(&self, conn: &Connection, seq: u64) -> StoreResult<Option<Hash>> {
        if seq == 0 {
            return Ok(Some(self.origin));
        }
        conn.prepare_cached(
            "SELECT link FROM entry WHERE journal = ?1 AND seq = ?2
                 UNION ALL SELECT link FROM repeat WHERE journal = ?1 AND seq = ?2",
        )?
        .query_row(params![self.n, seq.cast_signed()], |row| columns::hash(row, 0))
        .optional()
    }
}
