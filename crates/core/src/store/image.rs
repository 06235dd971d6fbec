//! Books in memory, for the simulation: the same store over a connection that is copied instead of a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::reserve::Reserve;
use super::{Store, StoreError, migrate};
use crate::env::Env;

/// A book as it was at one moment.
pub struct Image(Connection);

impl Image {
    /// A book that was never opened.
    ///
    /// # Errors
    /// When the migrations fail.
    pub fn fresh() -> Result<Self, StoreError> {
        let mut conn = Connection::open_in_memory()?;
        migrate::to_newest(&mut conn)?;
        Ok(Self(conn))
    }

    /// A copy of the book in this store.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn of(store: &Store) -> Result<Self, StoreError> {
        copy(&store.conn).map(Self)
    }

    /// A store over a copy of it.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn open(&self, env: Arc<dyn Env>) -> Result<Store, StoreError> {
        let conn = copy(&self.0)?;
        conn.execute_batch(
            "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
        )?;
        conn.set_prepared_statement_cache_capacity(128);
        Ok(Store {
            conn,
            env,
            observer: None,
            durable: true,
            reserve: Reserve::of(Path::new("")),
            dir: PathBuf::new(),
            key: None,
            doubtful: false,
            _lock: None,
        })
    }
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
