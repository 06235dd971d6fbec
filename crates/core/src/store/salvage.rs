//! Salvage: what can still be read of a damaged book, in a new one.
//!
//! Rule: rows are read one by one around what cannot be read, and copied as they are; nothing is guessed. What this
//! device wrote comes first; what the hub told is read from the hub again. How the journal goes on is in `mend`.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{StoreError, migrate};

/// The tables worth reading, and whether half of one is worth anything. Cells and what was overruled come from the
/// hub, whole.
const TABLES: &[(&str, bool)] = &[
    ("device", true),
    ("fork", true),
    ("sync", true),
    ("record", true),
    ("entry", true),
    ("shortened", true),
    ("draft", true),
    ("setting", true),
    ("hotspot", false),
    // Without its key no photo can be read, and without its row it is offered anew.
    ("photo_key", false),
    ("photo", true),
    ("photo_sync", false),
];

/// No row of ours is smaller: no file holds more rows than its length over this.
const ROW_BYTES_LEAST: i64 = 64;

/// Opens the damaged book anew: after an unreadable page a connection is not asked anything else.
pub(super) type Reopen<'o> = &'o dyn Fn() -> Result<Connection, StoreError>;

/// Copy what can be read into an empty database. Its shape is that of the damaged one, then of this build.
pub(super) fn copy(reopen: Reopen<'_>, damaged: &Path, to: &mut Connection) -> Result<(), StoreError> {
    let version: u32 = reopen()?.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    migrate::to_version(to, version as usize)?;
    to.pragma_update(None, "foreign_keys", "OFF")?;
    let bytes = damaged.metadata()?.len().cast_signed();
    let into = to.transaction()?;
    for (table, half_will_do) in TABLES {
        let columns = columns(&into, table)?;
        if columns.is_empty() {
            continue; // of a later version than the damaged book
        }
        into.execute(&format!("DELETE FROM {table}"), [])?;
        let mut insert = into.prepare(&insertion(table, &columns))?;
        let whole = each_row(reopen, table, &columns, bytes / ROW_BYTES_LEAST, |row| {
            insert.execute(params_from_iter(row)).map(drop)
        })?;
        drop(insert);
        if !whole {
            tracing::warn!(table, "some of it could not be read");
        }
        // Without the enrolment and its key nothing can be handed in: that is for a person to look at.
        if !whole
            && *table == "device"
            && into.query_row("SELECT count(*) = 0 FROM device", [], |row| row.get(0))?
        {
            return Err(StoreError::Damaged("who the device is cannot be read".into()));
        }
        if !whole && !half_will_do {
            into.execute(&format!("DELETE FROM {table}"), [])?;
        }
    }
    into.commit()?;
    migrate::to_newest(to)
}

fn columns(conn: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut names = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = names.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn insertion(table: &str, columns: &[String]) -> String {
    let places = vec!["?"; columns.len() + 1].join(", ");
    format!("INSERT OR IGNORE INTO {table} (rowid, {}) VALUES ({places})", columns.join(", "))
}

/// Hand over every row that can be read, its rowid first; whether that was all.
fn each_row(
    reopen: Reopen<'_>,
    table: &str,
    columns: &[String],
    rows_most: i64,
    mut take: impl FnMut(Vec<Value>) -> rusqlite::Result<()>,
) -> Result<bool, StoreError> {
    let ask = format!("SELECT rowid, {} FROM {table}", columns.join(", "));
    let width = columns.len() + 1;
    let walk = format!("{ask} WHERE rowid >= ?1 ORDER BY rowid");
    let mut next = match read_on(&reopen()?, &walk, i64::MIN, width, &mut take)? {
        Walk::Ended => return Ok(true),
        Walk::Stopped(last) => last.map_or(1, |last| last + 1),
    };
    // Past the first that cannot be read: one by one, to the last that any index still knows of.
    let last = last_row(reopen, table).unwrap_or(next + rows_most.min(100_000));
    let one = format!("{ask} WHERE rowid = ?1");
    let mut conn = reopen()?;
    while next <= last {
        if let Walk::Stopped(_) = read_on(&conn, &one, next, width, &mut take)? {
            conn = reopen()?;
        }
        next += 1;
    }
    Ok(false)
}

/// How far reading got.
enum Walk {
    Ended,
    /// After this row.
    Stopped(Option<i64>),
}

fn read_on(
    conn: &Connection,
    ask: &str,
    from: i64,
    width: usize,
    take: &mut impl FnMut(Vec<Value>) -> rusqlite::Result<()>,
) -> Result<Walk, StoreError> {
    let mut last = None;
    let Ok(mut statement) = conn.prepare_cached(ask) else { return Ok(Walk::Stopped(last)) };
    let Ok(mut rows) = statement.query([from]) else { return Ok(Walk::Stopped(last)) };
    loop {
        let read = match rows.next() {
            Ok(None) => return Ok(Walk::Ended),
            Ok(Some(row)) => (0..width).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>(),
            Err(_) => return Ok(Walk::Stopped(last)),
        };
        let Ok(values) = read else { return Ok(Walk::Stopped(last)) };
        // Where a page of a long value cannot be decrypted SQLCipher fills in zeros, and writes no more.
        if conn.is_readonly("main")? {
            return Ok(Walk::Stopped(last));
        }
        if let Some(Value::Integer(rowid)) = values.first() {
            last = Some(*rowid);
        }
        // A row that the new book refuses, as one with a broken value, is one that could not be read.
        match take(values) {
            Ok(()) => {}
            Err(error) if is_refusal(&error) => return Ok(Walk::Stopped(last)),
            Err(error) => return Err(error.into()),
        }
    }
}

fn is_refusal(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{ConstraintViolation, TypeMismatch};
    matches!(error.sqlite_error_code(), Some(ConstraintViolation | TypeMismatch))
}

/// The last rowid that the table or one of its indexes tells of; each index is pages of its own.
fn last_row(reopen: Reopen<'_>, table: &str) -> Option<i64> {
    let ask =
        |text: &str| -> Option<i64> { reopen().ok()?.query_row(text, [], |row| row.get(0)).ok().flatten() };
    let of_table = ask(&format!("SELECT max(rowid) FROM {table}"));
    let indexes: &[&str] = match table {
        "entry" => &["entry_place", "entry_record", "sqlite_autoindex_entry_1"],
        "record" => &["record_cell", "record_recent", "sqlite_autoindex_record_1"],
        _ => &[],
    };
    let of_indexes = indexes
        .iter()
        .filter_map(|index| ask(&format!("SELECT max(+rowid) FROM {table} INDEXED BY {index}")));
    of_table.into_iter().chain(of_indexes).max()
}
