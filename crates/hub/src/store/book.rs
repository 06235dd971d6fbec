//! The book, and what one caller at a time does with it.
//!
//! Rule: one door for writes: a transaction that is dropped without a commit never was, and one that met another hub's
//! is tried again.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::postgres::{self, Lent, Pool};
use super::sql::{Begin, Sql, args};
use super::{StoreResult, sqlite};

/// How often a transaction is tried that meets others.
const TRIES: u32 = 20;

/// Where the book is.
#[derive(Debug)]
pub enum Store {
    /// In a file, or in memory.
    Sqlite(Mutex<rusqlite::Connection>),
    /// In a PostgreSQL database, perhaps with other hubs.
    Postgres(Box<Pool>),
}

/// The book, for one caller.
#[derive(Debug)]
pub enum Book<'s> {
    /// The one connection to the file.
    Sqlite(MutexGuard<'s, rusqlite::Connection>),
    /// A connection of its own.
    Postgres(Box<Lent<'s>>),
}

/// A transaction; dropped without a commit, it never was.
pub struct Tx<'b> {
    sql: &'b dyn Sql,
    open: bool,
}

/// An error that may be gone when the same is tried again at once.
pub trait Passing {
    /// Whether it is one.
    fn is_passing(&self) -> bool;
}

impl Store {
    /// Open or make the book in a directory, on embedded SQLite.
    ///
    /// # Errors
    /// When the file cannot be opened, is not a book, or is of a newer build.
    pub fn sqlite(dir: &Path) -> anyhow::Result<Self> {
        Ok(Self::Sqlite(Mutex::new(sqlite::open(dir)?)))
    }

    /// Open or make the book in a PostgreSQL database, for one authority of perhaps several in it.
    ///
    /// # Errors
    /// When the database cannot be reached or used, or is of a newer build.
    pub fn postgres(url: &str, authority: i32) -> anyhow::Result<Self> {
        Ok(Self::Postgres(Box::new(postgres::open(url, authority)?)))
    }

    /// A book in memory: a new one, or a copy.
    ///
    /// # Errors
    /// When it cannot be made.
    #[cfg(feature = "sim")]
    pub fn in_memory(from: Option<&Book<'_>>) -> anyhow::Result<Self> {
        Ok(Self::Sqlite(Mutex::new(sqlite::in_memory(from.map(Book::connection))?)))
    }

    /// The book, for one caller. A caller that panicked left a rolled-back transaction behind, so the book is fit for
    /// the next.
    pub fn book(&self) -> Book<'_> {
        match self {
            Self::Sqlite(connection) => {
                Book::Sqlite(connection.lock().unwrap_or_else(PoisonError::into_inner))
            }
            Self::Postgres(pool) => Book::Postgres(Box::new(pool.lend())),
        }
    }
}

impl Book<'_> {
    /// Ask and change outside a transaction.
    #[must_use]
    pub fn sql(&self) -> &dyn Sql {
        match self {
            Self::Sqlite(connection) => &**connection,
            Self::Postgres(lent) => &**lent,
        }
    }

    /// A look past the store, for oracles and for planting what no hub writes.
    ///
    /// # Panics
    /// Where the book is not on SQLite.
    #[cfg(feature = "sim")]
    #[must_use]
    pub fn connection(&self) -> &rusqlite::Connection {
        match self {
            Self::Sqlite(connection) => connection,
            Self::Postgres(_) => panic!("a book in memory is on SQLite"),
        }
    }

    /// Begin a transaction that will write.
    ///
    /// # Errors
    /// When the database fails or stays busy.
    pub fn begin(&self) -> StoreResult<Tx<'_>> {
        Tx::begin(self.sql(), Begin::Write)
    }

    /// Begin a transaction that reads from one state of the book, and writes at most what is news.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin_read(&self) -> StoreResult<Tx<'_>> {
        Tx::begin(self.sql(), Begin::Read)
    }

    /// Do something that writes, in one transaction, and again where another hub was in the way.
    ///
    /// # Errors
    /// What the work answers, or the database.
    pub fn write<T, E: From<super::StoreError> + Passing>(
        &self,
        work: impl FnMut(&dyn Sql) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within(Begin::Write, work)
    }

    /// Do something on one state of the book.
    ///
    /// # Errors
    /// What the work answers, or the database.
    pub fn read<T, E: From<super::StoreError> + Passing>(
        &self,
        work: impl FnMut(&dyn Sql) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within(Begin::Read, work)
    }

    fn within<T, E: From<super::StoreError> + Passing>(
        &self,
        begin: Begin,
        mut work: impl FnMut(&dyn Sql) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tries = 1;
        loop {
            let tx = Tx::begin(self.sql(), begin)?;
            let done = work(tx.sql).and_then(|done| tx.commit().map(|()| done).map_err(E::from));
            match done {
                Err(error) if error.is_passing() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    /// Say which key this hub signs enrolments with; the key that all hubs of this book sign with, which is the first
    /// one said. A book in a file has its key beside it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn shared_key(&self, own: &str) -> StoreResult<String> {
        if matches!(self, Self::Sqlite(_)) {
            return Ok(own.to_owned());
        }
        let text = "UPDATE head SET organisation_key = ?1 WHERE organisation_key IS NULL";
        self.sql().run(text, &args![own])?;
        let kept = self.sql().one("SELECT organisation_key FROM head", &[], |row| row.get(0))?;
        Ok(kept.unwrap_or_default())
    }

    /// Write the head row of a new book; an existing one is left as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn establish(&self, organisation: &str, epoch: Uuid) -> StoreResult<()> {
        self.sql().run(
            "INSERT INTO head (authority, organisation, epoch, commit_seq, chain) VALUES (?1, ?2, ?3, 0, ?4)
             ON CONFLICT DO NOTHING",
            &args![self.authority(), organisation, &epoch, &[0u8; 32]],
        )?;
        Ok(())
    }

    /// Go on as another history: what a restored book does, and a standby that was promoted, so that every device
    /// reads it anew and offers again what it has not got.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin_epoch(&self, epoch: Uuid) -> StoreResult<()> {
        self.sql().run("UPDATE head SET epoch = ?1", &args![&epoch])?;
        Ok(())
    }

    /// The organisation's name, once there is a head row.
    ///
    /// # Errors
    /// When the database fails.
    pub fn organisation(&self) -> StoreResult<Option<String>> {
        self.sql().one("SELECT organisation FROM head", &[], |row| row.get(0))
    }

    /// Which council of perhaps several in the database.
    #[must_use]
    pub fn authority(&self) -> i64 {
        match self {
            Self::Sqlite(_) => 1,
            Self::Postgres(lent) => lent.authority().into(),
        }
    }
}

impl<'b> Tx<'b> {
    fn begin(sql: &'b dyn Sql, begin: Begin) -> StoreResult<Self> {
        sql.begin(begin)?;
        Ok(Self { sql, open: true })
    }

    /// Keep what was written.
    ///
    /// # Errors
    /// When the database fails; nothing was then written.
    pub fn commit(mut self) -> StoreResult<()> {
        self.sql.commit()?;
        self.open = false;
        Ok(())
    }
}

impl<'b> Deref for Tx<'b> {
    type Target = dyn Sql + 'b;

    fn deref(&self) -> &Self::Target {
        self.sql
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        if self.open {
            self.sql.roll_back();
        }
    }
}
