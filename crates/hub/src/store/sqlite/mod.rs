//! The book on embedded SQLite: the file, its pragmas, its migrations.

mod sql;

use std::path::Path;

use beatbook_records::field::Kind;
use beatbook_records::{kinds::KINDS, view};
use rusqlite::{Connection, OptionalExtension as _};

/// The migrations, in order; the file's `user_version` counts those applied.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../../../migrations/hub/sqlite/0001_first.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0002_blobs.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0003_operations.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0004_sign_in.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0005_places.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0006_powers.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0007_letters.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0008_contacts.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0009_police.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0010_watch.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0011_returns.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0012_exports.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0013_outcome_places.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0014_daily.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0015_targets.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0016_reports.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0017_setup_log.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0018_partner_figures.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0019_pages.sql"),
    include_str!("../../../../../migrations/hub/sqlite/0020_nudges.sql"),
];
/// The file in the data directory.
pub const FILE: &str = "hub.sqlite";

/// `BBHU`: says that a database is a hub's book.
const APPLICATION: i32 = 0x4242_4855;
/// The oldest SQLite whose WAL recovery we trust.
const SQLITE_OLDEST: i32 = 3_051_003;

/// Statements that are kept ready: more than there are.
const STATEMENTS: usize = 100;
/// How much of the book a connection keeps in memory, in KiB.
const PAGE_CACHE_KIB: i32 = 32 * 1024;

/// Open or make the book in a directory.
///
/// # Errors
/// When the file cannot be opened, is not a book, or is of a newer build.
pub fn open(dir: &Path) -> anyhow::Result<Connection> {
    anyhow::ensure!(rusqlite::version_number() >= SQLITE_OLDEST, "SQLite {} is too old", rusqlite::version());
    let mut conn = Connection::open(dir.join(FILE))?;
    refuse_foreign(&conn)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;",
    )?;
    conn.pragma_update(None, "cache_size", -PAGE_CACHE_KIB)?;
    migrate(&mut conn)?;
    Ok(conn)
}

/// How many migrations this build knows.
#[must_use]
pub const fn schema() -> usize {
    MIGRATIONS.len()
}

/// A book in memory: a new one, or a copy.
///
/// # Errors
/// When it cannot be made.
#[cfg(feature = "sim")]
pub fn in_memory(from: Option<&Connection>) -> anyhow::Result<Connection> {
    let mut conn = Connection::open_in_memory()?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    match from {
        Some(from) => drop(rusqlite::backup::Backup::new(from, &mut conn)?.step(-1)?),
        None => migrate(&mut conn)?,
    }
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")?;
    Ok(conn)
}

/// Copy a book into a folder, in one state, while others may write to it.
///
/// # Errors
/// When either file fails.
pub fn copy(from: &Connection, dir: &Path) -> anyhow::Result<()> {
    let mut to = Connection::open(dir.join(FILE))?;
    rusqlite::backup::Backup::new(from, &mut to)?.step(-1)?;
    Ok(())
}

/// A database that is not a hub's book is left as it is.
fn refuse_foreign(conn: &Connection) -> anyhow::Result<()> {
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    match (application, tables) {
        (APPLICATION, _) => Ok(()),
        (0, 0) => Ok(conn.pragma_update(None, "application_id", APPLICATION)?),
        (other, _) => anyhow::bail!("the file {FILE} is a database of another program ({other:#x})"),
    }
}

fn migrate(conn: &mut Connection) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let applied: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let newest = u32::try_from(MIGRATIONS.len()).expect("few migrations");
    for migration in MIGRATIONS.iter().skip(applied as usize) {
        tx.execute_batch(migration)?;
    }
    if applied < newest {
        tx.pragma_update(None, "user_version", newest)?;
    }
    for kind in KINDS {
        renew_view(&tx, kind)?;
    }
    tx.commit()
}

/// Make a kind's view, where this build's field table is not the one it was made from. The hub has no lists
/// that filter on a field, so it makes none of the indexes: each would read the body of every record anew.
fn renew_view(conn: &Connection, kind: &Kind) -> rusqlite::Result<()> {
    let (name, text) = (format!("v_{}", kind.name), view::create_view(kind));
    let made: Option<String> = conn
        .query_row("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?1", [name], |row| {
            row.get(0)
        })
        .optional()?;
    if made.as_deref() != Some(text.as_str()) {
        conn.execute_batch(&view::drop_view(kind))?;
        conn.execute_batch(&text)?;
    }
    Ok(())
}
