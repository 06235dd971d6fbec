//! Nudges: questions to the authors of records.
//!
//! Rule: one is open until its author said that the record is right, or anybody's later entry on the record was applied.
//! Its words go with the record's when that is erased.

use beatbook_records::wire::{NUDGES_MAX, Nudge};
use uuid::Uuid;

use super::head::Head;
use super::sql::{Columns, Row, Shape, Sql, args};
use super::{Book, StoreResult};

/// The columns, for copies.
pub const NUDGE: Columns = &[
    ("n", Shape::Int),
    ("record", Shape::Id),
    ("actor", Shape::Id),
    ("words", Shape::Text),
    ("who", Shape::Text),
    ("asked_ms", Shape::Int),
    ("position", Shape::Int),
    ("answered_ms", Shape::Int),
];

/// An entry that was applied to the record after the question.
const CHANGED: &str = "EXISTS (SELECT 1 FROM entry e WHERE e.record = q.record AND e.commit_seq > q.position AND e.held IS NULL)";

/// A question that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question.
    pub nudge: Nudge,
    /// Its author's name.
    pub officer: String,
    /// How it stands.
    pub answer: Answer,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nobody answered.
    Open,
    /// The author said that the record is right as it is.
    RightAsItIs,
    /// The record was changed since.
    Changed,
}

/// What an officer is asked now, in order.
pub fn open(sql: &dyn Sql, actor: Uuid) -> StoreResult<Vec<Nudge>> {
    let text = format!(
        "SELECT q.n, q.record, q.words, q.who, q.asked_ms FROM nudge q
         WHERE q.actor = ?1 AND q.answered_ms IS NULL AND NOT {CHANGED} ORDER BY q.n LIMIT ?2"
    );
    sql.list(&text, &args![&actor, NUDGES_MAX], nudge)
}

/// An officer said of these that the record is right as it is.
pub fn answer(sql: &dyn Sql, actor: Uuid, numbers: &[u64], now_ms: i64) -> StoreResult<()> {
    let text = "UPDATE nudge SET answered_ms = ?3 WHERE n = ?1 AND actor = ?2 AND answered_ms IS NULL";
    for n in numbers.iter().take(NUDGES_MAX as usize) {
        sql.run(text, &args![*n, &actor, now_ms])?;
    }
    Ok(())
}

/// The words of questions about a record that is being erased.
pub fn erase(sql: &dyn Sql, record: Uuid, now_ms: i64) -> StoreResult<()> {
    let text = "UPDATE nudge SET words = '', answered_ms = coalesce(answered_ms, ?2) WHERE record = ?1";
    sql.run(text, &args![&record, now_ms]).map(drop)
}

impl Book<'_> {
    /// Ask the author of a record; whether it has one.
    ///
    /// # Errors
    /// When the database fails; nothing is then asked.
    pub fn nudge(&self, record: Uuid, words: &str, who: &str, now_ms: i64) -> StoreResult<bool> {
        let author =
            "SELECT d.actor FROM entry e JOIN journal j ON j.n = e.journal JOIN device d ON d.id = j.device
             WHERE e.record = ?1 ORDER BY e.commit_seq LIMIT 1";
        let text = "INSERT INTO nudge (n, record, actor, words, who, asked_ms, position)
             SELECT coalesce(max(n), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6 FROM nudge";
        self.write(|sql| {
            let at = Head::lock(sql)?.commit_seq;
            let Some(actor) = sql.one(author, &args![&record], |row| row.get::<Uuid>(0))? else {
                return Ok(false);
            };
            sql.run(text, &args![&record, &actor, words, who, now_ms, at])?;
            Ok(true)
        })
    }

    /// What was asked about a record, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn nudges_of(&self, record: Uuid) -> StoreResult<Vec<Asked>> {
        self.sql().list(&asked("q.record = ?1 ORDER BY q.n DESC"), &args![&record], asked_row)
    }

    /// What was asked and not answered, the longest open first; at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn nudges_open(&self, most: u32) -> StoreResult<Vec<Asked>> {
        let which = format!("q.answered_ms IS NULL AND NOT {CHANGED} ORDER BY q.n LIMIT ?1");
        self.sql().list(&asked(&which), &args![most], asked_row)
    }
}

fn asked(which: &str) -> String {
    format!(
        "SELECT q.n, q.record, q.words, q.who, q.asked_ms,
           (SELECT min(d.name) FROM device d WHERE d.actor = q.actor), q.answered_ms IS NOT NULL, {CHANGED}
         FROM nudge q WHERE {which}"
    )
}

fn nudge(row: &dyn Row) -> StoreResult<Nudge> {
    Ok(Nudge {
        n: row.get(0)?,
        record: row.get(1)?,
        words: row.get(2)?,
        by: row.get(3)?,
        asked_ms: row.get(4)?,
    })
}

fn asked_row(row: &dyn Row) -> StoreResult<Asked> {
    let answer = match (row.get::<bool>(6)?, row.get::<bool>(7)?) {
        (true, _) => Answer::RightAsItIs,
        (false, true) => Answer::Changed,
        (false, false) => Answer::Open,
    };
    Ok(Asked { nudge: nudge(row)?, officer: row.get::<Option<String>>(5)?.unwrap_or_default(), answer })
}
