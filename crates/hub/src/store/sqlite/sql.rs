//! Questions and changes on SQLite.
//!
//! Rule: one process writes at a time, so nothing is locked row by row; asking costs no round trip, so many is a loop.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

use crate::store::StoreResult;
use crate::store::sql::{Arg, Begin, Change, Many, Next, Row, Sql, Take, Value, broken};

impl ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(n),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Row for rusqlite::Row<'_> {
    fn value(&self, index: usize) -> StoreResult<Value<'_>> {
        Ok(match self.get_ref(index)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(n) => Value::Int(n),
            ValueRef::Text(text) => {
                Value::Text(std::str::from_utf8(text).map_err(|_| broken(index, "UTF-8"))?)
            }
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
            ValueRef::Real(_) => return Err(broken(index, "a shape of ours")),
        })
    }
}

fn read(statement: &mut Statement<'_>, args: &[Arg<'_>], take: Take<'_>) -> StoreResult<()> {
    let mut rows = statement.query(rusqlite::params_from_iter(args))?;
    while let Some(row) = rows.next()? {
        if take(row)? == Next::Stop {
            break;
        }
    }
    Ok(())
}

impl Sql for Connection {
    fn begin(&self, begin: Begin) -> StoreResult<()> {
        let text = if begin == Begin::Write { "BEGIN IMMEDIATE" } else { "BEGIN" };
        self.prepare_cached(text)?.execute([])?;
        Ok(())
    }

    fn commit(&self) -> StoreResult<()> {
        self.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    fn grown(&self, _: u64, _: u64) -> StoreResult<()> {
        Ok(())
    }

    fn renumber(&self) -> StoreResult<()> {
        Ok(())
    }

    /// What was deleted is overwritten in the file already; the log is emptied.
    fn forget_erased(&self) -> StoreResult<()> {
        self.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn roll_back(&self) {
        // Where SQLite has rolled back by itself there is nothing left to do.
        let _ = self.execute_batch("ROLLBACK");
    }

    fn each(&self, text: &str, args: &[Arg<'_>], take: Take<'_>) -> StoreResult<()> {
        read(&mut *self.prepare_cached(unlocked(text))?, args, take)
    }

    fn each_of(&self, text: &str, many: &Many<'_>, take: Take<'_>) -> StoreResult<()> {
        let mut statement = self.prepare_cached(unlocked(text))?;
        many.rows().try_for_each(|row| read(&mut statement, row, take))
    }

    fn run(&self, text: &str, args: &[Arg<'_>]) -> StoreResult<usize> {
        Ok(self.prepare_cached(text)?.execute(rusqlite::params_from_iter(args))?)
    }

    fn run_of(&self, change: Change, table: &'static str, many: &Many<'_>) -> StoreResult<()> {
        let mut statement = self.prepare_cached(&text_of(change, table, many))?;
        for row in many.rows() {
            statement.execute(rusqlite::params_from_iter(row))?;
        }
        Ok(())
    }
}

/// There is one writer, and it has the whole book.
fn unlocked(text: &str) -> &str {
    text.strip_suffix("FOR UPDATE").unwrap_or(text)
}

fn text_of(change: Change, table: &str, many: &Many<'_>) -> String {
    let names = || many.columns.iter().map(|(name, _)| *name);
    let given = |from: usize, to: usize, between: &str| {
        let pairs = names().enumerate().take(to).skip(from).map(|(at, name)| format!("{name} = ?{}", at + 1));
        pairs.collect::<Vec<_>>().join(between)
    };
    let all = many.columns.len();
    match change {
        Change::Insert | Change::Ensure => {
            let places: Vec<_> = (1..=all).map(|at| format!("?{at}")).collect();
            let (names, places) = (names().collect::<Vec<_>>().join(", "), places.join(", "));
            format!("INSERT INTO {table} ({names}) VALUES ({places}){}", change.where_there())
        }
        Change::Update { keys, only } => {
            format!(
                "UPDATE {table} AS t SET {} WHERE {} AND {only}",
                given(keys, all, ", "),
                given(0, keys, " AND ")
            )
        }
        Change::Delete => format!("DELETE FROM {table} WHERE {}", given(0, all, " AND ")),
    }
}
