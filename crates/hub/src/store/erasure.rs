//! Erasure: the words of a record go, everywhere they are kept; that it was there, and its place in the chains, stay.
//!
//! Rule: payloads, overruled values and the settled body go, and nothing else. What was erased is never taken in again.

use beatbook_records::entry::payload_commit;
use beatbook_records::wire::Erasure;
use uuid::Uuid;

use super::cells::CellChanges;
use super::daily;
use super::head::Head;
use super::nudges;
use super::sql::{Sql, args};
use super::{Book, StoreResult};

/// The most erasures that one answer tells of.
const TOLD_MAX: u64 = 500;

/// Whether anything was ever erased.
pub fn any(sql: &dyn Sql) -> StoreResult<bool> {
    Ok(sql.one("SELECT EXISTS (SELECT 1 FROM erasure)", &[], |row| row.get(0))?.unwrap_or(false))
}

/// The erasures after a number, in order.
pub fn after(sql: &dyn Sql, n: u64) -> StoreResult<Vec<Erasure>> {
    let text = "SELECT n, record FROM erasure WHERE n > ?1 ORDER BY n LIMIT ?2";
    sql.list(text, &args![n, TOLD_MAX], |row| Ok(Erasure { n: row.get(0)?, record: row.get(1)? }))
}

impl Book<'_> {
    /// Erase a record, also one that is not here: a device may still offer it. How many entries lost their words; `None`
    /// where it was erased before.
    ///
    /// # Errors
    /// When the database fails; nothing was then erased.
    pub fn erase(&self, record: Uuid, reason: &str, now_ms: i64) -> StoreResult<Option<usize>> {
        let erased = self.write(|sql| erase(sql, record, reason, now_ms))?;
        if erased.is_some() {
            self.sql().forget_erased()?;
        }
        Ok(erased)
    }
}

fn erase(sql: &dyn Sql, record: Uuid, reason: &str, now_ms: i64) -> StoreResult<Option<usize>> {
    let known = "SELECT n FROM erasure WHERE record = ?1";
    if sql.one(known, &args![&record], |row| row.get::<u64>(0))?.is_some() {
        return Ok(None);
    }
    let text = "INSERT INTO erasure (n, record, reason, erased_ms)
         SELECT coalesce(max(n), 0) + 1, ?1, ?2, ?3 FROM erasure";
    sql.run(text, &args![&record, reason, now_ms])?;
    let standing = sql.one(
        "SELECT area, class, month, head FROM record WHERE id = ?1 FOR UPDATE",
        &args![&record],
        |row| Ok((row.cell(0)?, row.get(3)?)),
    )?;
    let text = "SELECT e.id, coalesce(e.payload, CAST(r.body AS TEXT))
         FROM entry e LEFT JOIN record r ON r.id = e.record WHERE e.record = ?1 AND e.payload_commit IS NULL";
    let words: Vec<(Uuid, Option<String>)> =
        sql.list(text, &args![&record], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (entry, payload) in &words {
        let commit = payload_commit(payload.as_deref().unwrap_or_default().as_bytes());
        let text = "UPDATE entry SET payload = NULL, payload_commit = ?2 WHERE id = ?1";
        sql.run(text, &args![entry, &commit])?;
    }
    let days = daily::days_of_standing(sql, [&record])?;
    nudges::erase(sql, record, now_ms)?;
    sql.run("DELETE FROM overruled WHERE record = ?1", &args![&record])?;
    sql.run("DELETE FROM record WHERE id = ?1", &args![&record])?;
    if let Some((cell, head)) = standing {
        let mut cells = CellChanges::default();
        cells.leave(&cell, record, head);
        let at = Head::lock(sql)?;
        cells.write(sql, at.commit_seq)?;
        // An erasure has no number of its own: nothing that was counted up to here stands.
        daily::change(sql, &days, at.commit_seq + 1)?;
    }
    Ok(Some(words.len()))
}
