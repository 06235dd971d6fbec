//! Connections, each lent to one caller at a time and used again by the next.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use postgres::{Client, Config, Statement};

use super::tls::Tls;
use crate::store::StoreResult;

/// Connections kept while nobody needs them.
const IDLE_MAX: usize = 16;

/// The connections of a hub.
pub struct Pool {
    config: Config,
    tls: Tls,
    authority: i32,
    idle: Mutex<Vec<Connection>>,
}

/// A connection with the statements it has ready.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) statements: HashMap<String, Statement>,
}

/// A connection for one caller, made when first needed.
pub struct Lent<'p> {
    pool: &'p Pool,
    connection: RefCell<Option<Connection>>,
    pub(super) in_transaction: Cell<bool>,
}

impl Pool {
    pub(super) const fn new(config: Config, tls: Tls, authority: i32) -> Self {
        Self { config, tls, authority, idle: Mutex::new(Vec::new()) }
    }

    /// A connection for one caller.
    pub fn lend(&self) -> Lent<'_> {
        Lent { pool: self, connection: RefCell::new(None), in_transaction: Cell::new(false) }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self) -> Result<Connection, postgres::Error> {
        let client = super::connect(&self.config, &self.tls, self.authority)?;
        Ok(Connection { client, statements: HashMap::new() })
    }
}

impl Lent<'_> {
    /// Which council's book it is.
    #[must_use]
    pub const fn authority(&self) -> i32 {
        self.pool.authority
    }

    /// Do something with the connection. One that was closed while it lay idle is replaced by a new one, and so are its
    /// neighbours: the server was stopped, or another took its place.
    pub(super) fn with<T>(
        &self,
        work: impl Fn(&mut Connection) -> Result<T, postgres::Error>,
    ) -> StoreResult<T> {
        let mut slot = self.connection.borrow_mut();
        let used = slot.is_some();
        let idle = if used { None } else { self.pool.idle().pop() };
        let fresh = !used && idle.is_none();
        let connection = match (&mut *slot, idle) {
            (Some(connection), _) => connection,
            (slot, Some(idle)) => slot.insert(idle),
            (slot, None) => slot.insert(self.pool.connect()?),
        };
        match work(connection) {
            Err(error) if error.is_closed() && !fresh && !self.in_transaction.get() => {
                self.pool.idle().clear();
                Ok(work(slot.insert(self.pool.connect()?))?)
            }
            done => Ok(done?),
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let mut idle = self.pool.idle();
        if !self.in_transaction.get() && !connection.client.is_closed() && idle.len() < IDLE_MAX {
            idle.push(connection);
        }
    }
}

impl Drop for Pool {
    /// A client ends its runtime when it is dropped, which a thread that serves must not do.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle());
        if !idle.is_empty() {
            let _ = std::thread::spawn(move || drop(idle)).join();
        }
    }
}

impl fmt::Debug for Pool {
    /// The configuration holds a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("authority", &self.authority).finish_non_exhaustive()
    }
}

impl fmt::Debug for Lent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pool.fmt(f)
    }
}
