//! Books of the simulation: the same store, over a connection in memory that is copied instead of a file, or over an
//! encrypted file that is gone with the store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use tempfile::TempDir;

use super::open::FILE;
use super::reserve::Reserve;
use super::{Store, StoreError, migrate};
use crate::env::Env;
use crate::folder::SystemDisk;

/// Every encrypted book of a simulation has this key.
const KEY: [u8; 32] = [7; 32];
/// A folder in memory, where there is one: a simulation cuts no power, and need not wait for a disk.
const IN_MEMORY: &str = "/dev/shm";

/// A book as it was at one moment.
pub struct Image(Kept);

enum Kept {
    Memory(Connection),
    Encrypted(Vec<u8>),
}

impl Image {
    /// A book that was never opened.
    ///
    /// # Errors
    /// When the migrations fail.
    pub fn fresh() -> Result<Self, StoreError> {
        let mut conn = Connection::open_in_memory()?;
        migrate::to_newest(&mut conn)?;
        Ok(Self(Kept::Memory(conn)))
    }

    /// An encrypted book that was never opened.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn fresh_encrypted(env: Arc<dyn Env>) -> Result<Self, StoreError> {
        Self::of(&open_file(home()?, env)?)
    }

    /// A copy of the book in this store.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn of(store: &Store) -> Result<Self, StoreError> {
        if store.home.is_none() {
            return copy(&store.conn).map(|conn| Self(Kept::Memory(conn)));
        }
        store.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(Self(Kept::Encrypted(std::fs::read(store.dir.join(FILE))?)))
    }

    /// A store over a copy of it.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn open(&self, env: Arc<dyn Env>) -> Result<Store, StoreError> {
        match &self.0 {
            Kept::Memory(conn) => open_memory(copy(conn)?, env),
            Kept::Encrypted(bytes) => {
                let home = home()?;
                std::fs::write(home.path().join(FILE), bytes)?;
                open_file(home, env)
            }
        }
    }
}

fn home() -> std::io::Result<TempDir> {
    if Path::new(IN_MEMORY).is_dir() { tempfile::tempdir_in(IN_MEMORY) } else { tempfile::tempdir() }
}

fn open_file(home: TempDir, env: Arc<dyn Env>) -> Result<Store, StoreError> {
    let store = Store::open(home.path(), KEY, env)?;
    Ok(Store { home: Some(home), ..store })
}

fn open_memory(conn: Connection, env: Arc<dyn Env>) -> Result<Store, StoreError> {
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;")?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(Store {
        conn,
        env,
        observer: None,
        durable: true,
        reserve: Reserve::of(Path::new("")),
        disk: Arc::new(SystemDisk),
        dir: PathBuf::new(),
        key: None,
        doubtful: false,
        _lock: None,
        home: None,
    })
}

impl Store {
    /// A look past the store, for oracles and for planting what no app writes.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.conn
    }
}

fn copy(from: &Connection) -> Result<Connection, StoreError> {
    let mut to = Connection::open_in_memory()?;
    Backup::new(from, &mut to)?.step(-1)?;
    Ok(to)
}
