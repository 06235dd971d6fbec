//! The head of the hub's history: epoch, commit number, chain.
//!
//! Rule: one row. Who writes locks it once everything else is ready and keeps it until the commit: numbers have no gap,
//! and nobody reads a number while an earlier one may still come.

use beatbook_records::entry::Hash;
use beatbook_records::plant::{Plant, is_on};
use uuid::Uuid;

use super::StoreResult;
use super::sql::{Row, Sql, args, broken};

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
    pub fn read(sql: &dyn Sql) -> StoreResult<Self> {
        let found = sql.one("SELECT epoch, commit_seq, chain FROM head", &[], head_row)?;
        found.ok_or_else(|| broken(0, "there: the book has no head"))
    }

    /// Read it once nobody else can move it before this transaction ends.
    pub fn lock(sql: &dyn Sql) -> StoreResult<Self> {
        #[cfg(feature = "sim")]
        if is_on(Plant::NaiveSeq) {
            return super::planted::numbered_by_a_sequence(sql);
        }
        let found = sql.one("SELECT epoch, commit_seq, chain FROM head FOR UPDATE", &[], head_row)?;
        found.ok_or_else(|| broken(0, "there: the book has no head"))
    }

    /// Write the number and the chain.
    pub fn write(&self, sql: &dyn Sql) -> StoreResult<()> {
        let text = if is_on(Plant::NaiveSeq) {
            "UPDATE head SET commit_seq = ?1, chain = ?2 WHERE commit_seq < ?1"
        } else {
            "UPDATE head SET commit_seq = ?1, chain = ?2"
        };
        sql.run(text, &args![self.commit_seq, &self.chain])?;
        Ok(())
    }

    /// How far a reader has got, as an opaque text.
    #[must_use]
    pub fn cursor(&self) -> String {
        format!("{}:{}:{}", self.epoch.simple(), self.commit_seq, &self.chain.to_string()[..16])
    }

    /// The number a cursor stands at, if it is of this history.
    pub fn of_cursor(&self, sql: &dyn Sql, cursor: &str) -> StoreResult<Option<u64>> {
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
        Ok(chain_at(sql, n)?.filter(|ours| ours.to_string()[..16] == *chain).map(|_| n))
    }

    /// The same history at an earlier number.
    pub fn at(&self, sql: &dyn Sql, n: u64) -> StoreResult<Self> {
        let chain = chain_at(sql, n)?.unwrap_or_default();
        Ok(Self { epoch: self.epoch, commit_seq: n, chain })
    }
}

fn head_row(row: &dyn Row) -> StoreResult<Head> {
    Ok(Head { epoch: row.get(0)?, commit_seq: row.get(1)?, chain: row.get(2)? })
}

/// The chain after a commit number, if the history has got there.
pub fn chain_at(sql: &dyn Sql, n: u64) -> StoreResult<Option<Hash>> {
    if n == 0 {
        return Ok(Some(Hash::ZERO));
    }
    sql.one("SELECT chain FROM entry WHERE commit_seq = ?1", &args![n], |row| row.get(0))
}
