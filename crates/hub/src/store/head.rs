//! The head of the hub's history: epoch, commit number, chain.
//!
//! Rule: one row, read when a batch begins and written when it ends, so that commit numbers have no gap.

use beatbook_records::entry::Hash;
use beatbook_records::plant::{Plant, is_on};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::{StoreResult, columns};

/// Where the history stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// New after every restore.
    pub epoch: Uuid,
    /// The last commit number; 0 before the first.
    pub commit_seq: u64,
    /// The chain after it.
    pub chain: Hash,
}

impl Head {
    /// Read it.
    pub fn read(conn: &Connection) -> StoreResult<Self> {
        conn.prepare_cached("SELECT epoch, commit_seq, chain FROM head")?.query_row([], |row| {
            Ok(Self {
                epoch: columns::uuid(row, 0)?,
                commit_seq: row.get::<_, i64>(1)?.cast_unsigned(),
                chain: columns::hash(row, 2)?,
            })
        })
    }

    /// Write the number and the chain.
    pub fn write(&self, conn: &Connection) -> StoreResult<()> {
        conn.prepare_cached("UPDATE head SET commit_seq = ?1, chain = ?2")?
            .execute(params![self.commit_seq.cast_signed(), &self.chain.0])?;
        Ok(())
    }

    /// How far a reader has got, as an opaque text.
    #[must_use]
    pub fn cursor(&self) -> String {
        format!("{}:{}:{}", self.epoch.simple(), self.commit_seq, &self.chain.to_string()[..16])
    }

    /// The number a cursor stands at, if it is of this history.
    pub fn of_cursor(&self, conn: &Connection, cursor: &str) -> StoreResult<Option<u64>> {
        let mut parts = cursor.split(':');
        let (Some(epoch), Some(n), Some(chain)) = (parts.next(), parts.next(), parts.next()) else {
            return Ok(None);
        };
        let (Ok(epoch), Ok(n)) = (epoch.parse::<Uuid>(), n.parse::<u64>()) else { return Ok(None) };
        if is_on(Plant::NoEpoch) || (is_on(Plant::RestoreKeepsEpoch) && epoch == self.epoch) {
            return Ok(Some(n.min(self.commit_seq)));
        }
        if epoch != self.epoch || n > self.commit_seq {
            return Ok(None);
        }
        Ok(chain_at(conn, n)?.filter(|ours| ours.to_string()[..16] == *chain).map(|_| n))
    }

    /// The same history at an earlier number.
    pub fn at(&self, conn: &Connection, n: u64) -> StoreResult<Self> {
        let chain = chain_at(conn, n)?.unwrap_or_default();
        Ok(Self { epoch: self.epoch, commit_seq: n, chain })
    }
}

fn chain_at(conn: &Connection, n: u64) -> StoreResult<Option<Hash>> {
    if n == 0 {
        return Ok(Some(Hash::ZERO));
    }
    conn.prepare_cached("SELECT chain FROM entry WHERE commit_seq = ?1")?
        .query_row([n.cast_signed()], |row| columns::hash(row, 0))
        .optional()
}
