//! Opening the book: ours, encrypted, alone, and sound; or not at all.
//!
//! Rule: a file that is refused is left exactly as it was found. One that is ours and damaged is copied aside, and what
//! can be read of it goes on in a new one.

use std::fs::{self, File, TryLockError};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::OptionalExtension as _;
use rusqlite::config::DbConfig;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::reserve::{self, Reserve};
use super::{Salvaged, Store, StoreError, Tx, damage, migrate, salvage};
use crate::env::Env;
use crate::folder::SystemDisk;

/// The raw key of the database, wiped when it goes.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// The file of the book, in its folder.
pub(super) const FILE: &str = "book.db";
/// The file whose lock says that the book is open.
pub(super) const LOCK: &str = "book.lock";
/// How much of the book a connection keeps in memory, in KiB.
const PAGE_CACHE_KIB: i32 = 16 * 1024;
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
        refuse_plain(&dir.join(FILE))?;
        let key = Zeroizing::new(key);
        match Self::open_with(dir, Some(&key), Arc::clone(&env)) {
            // Even opening needs some room; what is saved must be readable on a full disk.
            Err(StoreError::Full) if reserve::release(dir) => Self::open_with(dir, Some(&key), env),
            opened => opened,
        }
    }

    /// Open a book without encryption, or begin one: for tests that compare the two.
    ///
    /// # Errors
    /// As [`Store::open`].
    #[cfg(feature = "testing")]
    pub fn open_unencrypted(dir: &Path, env: Arc<dyn Env>) -> Result<Self, StoreError> {
        Self::open_with(dir, None, env)
    }

    /// The key as SQLCipher is told it, for a look into the file past the app.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn key_text(key: [u8; 32]) -> Zeroizing<String> {
        key_and_salt(&Zeroizing::new(key))
    }

    fn open_with(dir: &Path, key: Option<&Key>, env: Arc<dyn Env>) -> Result<Self, StoreError> {
        fs::create_dir_all(dir)?;
        let lock = lock(&dir.join(LOCK))?;
        let conn = open_or_replace(dir, key, &*env)?;
        Ok(Self {
            conn,
            env,
            observer: None,
            durable: true,
            reserve: Reserve::of(dir),
            disk: Arc::new(SystemDisk),
            dir: dir.into(),
            key: key.cloned(),
            doubtful: false,
            _lock: Some(lock),
            #[cfg(feature = "sim")]
            home: None,
        })
    }

    /// Open the file anew after something went wrong with it: SQLCipher asks a connection nothing more once a page
    /// could not be read, though the next try might. While the file cannot be opened the old connection stays.
    pub(super) fn reopen(&mut self) -> Result<(), StoreError> {
        #[cfg(feature = "sim")]
        if self.dir.as_os_str().is_empty() {
            return Ok(()); // in memory: there is no file to open anew
        }
        let conn = match open_sound(&self.dir, self.key.as_ref()) {
            Err(StoreError::Damaged(_)) => {
                self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
                self.conn = Connection::open_in_memory()?;
                open_or_replace(&self.dir, self.key.as_ref(), &*self.env)?
            }
            opened => opened?,
        };
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        self.conn = conn;
        (self.durable, self.doubtful) = (true, false);
        Ok(())
    }
}

fn open_or_replace(dir: &Path, key: Option<&Key>, env: &dyn Env) -> Result<Connection, StoreError> {
    damage::put_in_place(dir)?;
    match open_sound(dir, key) {
        Err(StoreError::Damaged(found)) => {
            tracing::error!(found, "the book is damaged: what can be read is put into a new one");
            replace_damaged(dir, key, env)?;
            open_sound(dir, key)
        }
        opened => opened,
    }
}

/// The book, in the shape of this build. One that is refused is closed as it was found.
fn open_sound(dir: &Path, key: Option<&Key>) -> Result<Connection, StoreError> {
    // What the last run left in the log was not moved into the file: it did not end in order.
    let crashed = fs::metadata(dir.join(format!("{FILE}-wal"))).is_ok_and(|wal| wal.len() > 0);
    let mut conn = connect(&dir.join(FILE), key)?;
    refuse_unfit_build(&conn)?;
    refuse_foreign(&conn)?;
    configure(&conn)?;
    if crashed || damage::is_suspect(dir) {
        refuse_damaged(&conn)?;
        damage::trust(dir);
    }
    migrate::to_newest(&mut conn)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(conn)
}

/// A connection that, closed, leaves file and log as they are.
fn connect(path: &Path, key: Option<&Key>) -> Result<Connection, StoreError> {
    let conn = Connection::open(path)?;
    if let Some(key) = key {
        // What goes wrong is told by the call that it went wrong in; SQLCipher would say it on the error stream, too.
        conn.pragma_update(None, "cipher_log_level", "NONE")?;
        conn.pragma_update(None, "key", key_and_salt(key).as_str())?;
    }
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(conn)
}

/// The raw key and the salt of the pages' authentication. Left to itself SQLCipher reads the salt from the beginning of
/// the file, where a power cut during a checkpoint may have left garbage, and draws another when reading fails. It need
/// not be secret: it follows from the key.
fn key_and_salt(key: &Key) -> Zeroizing<String> {
    let salt = Sha256::new().chain_update(b"beatbook salt 1").chain_update(**key).finalize();
    let key = Zeroizing::new(hex::encode(**key));
    Zeroizing::new(format!("x'{}{}'", *key, hex::encode(&salt[..16])))
}

/// Put a new book with what can be read into the place of a damaged one, which is copied aside first. A book of which
/// too little can be read is left as it is.
fn replace_damaged(dir: &Path, key: Option<&Key>, env: &dyn Env) -> Result<(), StoreError> {
    let mended =
        salvage_into(&damage::new_book(dir), dir, key, env).inspect_err(|_| drop(damage::new_book(dir)))?;
    let aside = damage::copy_aside(dir, env.now())?;
    tracing::warn!(lost = mended.lost, aside = %aside.display(), "the damaged book was copied aside");
    damage::is_complete(dir)?;
    damage::put_in_place(dir)?;
    damage::trust(dir);
    Ok(())
}

fn salvage_into(new: &Path, dir: &Path, key: Option<&Key>, env: &dyn Env) -> Result<Salvaged, StoreError> {
    let damaged = dir.join(FILE);
    let mut new = connect(new, key)?;
    new.pragma_update(None, "application_id", APPLICATION)?;
    salvage::copy(&|| connect(&damaged, key), &damaged, &mut new)?;
    let transaction = new.transaction()?;
    let mended = Tx::on(&transaction, env).mend()?;
    transaction.commit()?;
    Ok(mended)
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
    // Each page not in memory is read, authenticated and decrypted anew.
    conn.pragma_update(None, "cache_size", -PAGE_CACHE_KIB)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn refuse_damaged(conn: &Connection) -> Result<(), StoreError> {
    let found: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found)) }
}
