//! Opening the book: ours, encrypted, alone, and sound; or not at all.
//!
//! Rule: a file that is refused is left exactly as it was found.

use std::fs::{self, File, TryLockError};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::OptionalExtension as _;
use rusqlite::config::DbConfig;
use zeroize::Zeroizing;

use super::{Store, StoreError, migrate};
use crate::env::Env;

/// The file of the book, in its folder.
const FILE: &str = "book.db";
/// The file whose lock says that the book is open.
const LOCK: &str = "book.lock";
/// `BBOK`: says that a database is ours.
const APPLICATION: i32 = 0x4242_4f4b;
/// The oldest SQLite whose WAL recovery we trust.
const SQLITE_OLDEST: i32 = 3_051_003;
/// How a database without encryption begins.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

impl Store {
    /// Whether there is a book in this folder, openable or not.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        dir.join(FILE).exists()
    }

    /// Tell early when another copy of the app has the book of this folder open.
    ///
    /// # Errors
    /// [`StoreError::InUse`]; when the folder cannot be made.
    pub fn refuse_in_use(dir: &Path) -> Result<(), StoreError> {
        fs::create_dir_all(dir)?;
        lock(&dir.join(LOCK)).map(drop)
    }

    /// Open the book in this folder, or begin one. The key is the raw key of the database.
    ///
    /// # Errors
    /// When the folder, the file, the key or this build is not fit, or another copy has it open.
    pub fn open(dir: &Path, key: [u8; 32], env: Arc<dyn Env>) -> Result<Self, StoreError> {
        fs::create_dir_all(dir)?;
        let lock = lock(&dir.join(LOCK))?;
        let path = dir.join(FILE);
        refuse_plain(&path)?;
        // What the last run left in the log was not moved into the file: it did not end in order.
        let crashed = fs::metadata(dir.join(format!("{FILE}-wal"))).is_ok_and(|wal| wal.len() > 0);
        let mut conn = Connection::open(&path)?;
        let key = Zeroizing::new(hex::encode(key));
        conn.pragma_update(None, "key", Zeroizing::new(format!("x'{}'", *key)).as_str())?;
        // Refused, a file with a log beside it is closed without moving the one into the other.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        refuse_unfit_build(&conn)?;
        refuse_foreign(&conn)?;
        configure(&conn)?;
        if crashed {
            refuse_damaged(&conn)?;
        }
        migrate::to_newest(&mut conn)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok(Self { conn, env, observer: None, _lock: Some(lock) })
    }
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn refuse_plain(path: &Path) -> Result<(), StoreError> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    let mut header = Vec::with_capacity(PLAIN_HEADER.len());
    file.take(PLAIN_HEADER.len() as u64).read_to_end(&mut header)?;
    if header == PLAIN_HEADER { Err(StoreError::NotEncrypted) } else { Ok(()) }
}

fn refuse_unfit_build(conn: &Connection) -> Result<(), StoreError> {
    // A build without SQLCipher answers the question with no row at all.
    let cipher: Option<String> = conn.query_row("PRAGMA cipher_version", [], |row| row.get(0)).optional()?;
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(StoreError::Unfit("built without SQLCipher".into()));
    }
    if rusqlite::version_number() < SQLITE_OLDEST {
        return Err(StoreError::Unfit(format!("SQLite {}", rusqlite::version())));
    }
    Ok(())
}

/// Reading the schema needs the right key; a database of ours says so.
fn refuse_foreign(conn: &Connection) -> Result<(), StoreError> {
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    match (application, tables) {
        (APPLICATION, _) => Ok(()),
        (0, 0) => Ok(conn.pragma_update(None, "application_id", APPLICATION)?),
        (other, _) => Err(StoreError::Foreign(other)),
    }
}

fn configure(conn: &Connection) -> Result<(), StoreError> {
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Unfit(format!("journal mode {mode}")));
    }
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
    )?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn refuse_damaged(conn: &Connection) -> Result<(), StoreError> {
    let found: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found)) }
}
