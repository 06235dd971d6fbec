//! What the floor's hub keeps records in: one table, in a file or in a PostgreSQL database.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use postgres::{Client, NoTls, Statement};
use rusqlite::Connection;

use crate::BATCH;
use crate::record::id_of;

const TABLES: &str = "CREATE TABLE IF NOT EXISTS record (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;";
const TABLES_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS record
    (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bytea NOT NULL UNIQUE, body text NOT NULL)";
/// A batch is one statement: nothing that a client can do with this many rows is faster and still replaces what is there.
const UPSERT: &str = "INSERT INTO record (id, body) SELECT * FROM unnest($1::bytea[], $2::text[])
    ON CONFLICT (id) DO UPDATE SET body = excluded.body";
const PAGE: &str = "SELECT seq, body FROM record WHERE seq > $1 ORDER BY seq LIMIT $2";

/// The table, wherever it is.
pub enum Book {
    Sqlite(Mutex<Connection>),
    Postgres(Box<Mutex<Prepared>>),
}

/// A connection with its statements ready.
pub struct Prepared {
    client: Client,
    upsert: Statement,
    page: Statement,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Book {
    pub fn sqlite(path: &Path) -> anyhow::Result<Self> {
        Ok(Self::Sqlite(Mutex::new(crate::open(path, TABLES)?)))
    }

    pub fn postgres(url: &str) -> anyhow::Result<Self> {
        let mut client = Client::connect(url, NoTls)?;
        client.batch_execute(TABLES_POSTGRES)?;
        let (upsert, page) = (client.prepare(UPSERT)?, client.prepare(PAGE)?);
        Ok(Self::Postgres(Box::new(Mutex::new(Prepared { client, upsert, page }))))
    }

    /// Do something where it may be done: SQLite at once, PostgreSQL's client away from what serves.
    pub async fn work<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        match &*self {
            Self::Sqlite(_) => work(&self),
            Self::Postgres(_) => tokio::task::spawn_blocking(move || work(&self)).await?,
        }
    }

    /// Keep a batch, in one commit.
    pub fn commit(&self, body: &[u8]) -> anyhow::Result<()> {
        let text = zstd::bulk::decompress(body, 4 << 20)?;
        let records = std::str::from_utf8(&text)?.lines();
        match self {
            Self::Sqlite(db) => {
                let mut db = held(db);
                let tx = db.transaction()?;
                {
                    let mut insert = tx.prepare_cached("INSERT INTO record (id, body) VALUES (?1, ?2)")?;
                    for record in records {
                        insert.execute((id_of(record).context("an id")?, record))?;
                    }
                }
                Ok(tx.commit()?)
            }
            Self::Postgres(db) => {
                let bodies: Vec<&str> = records.collect();
                let ids: Option<Vec<[u8; 16]>> = bodies.iter().map(|body| id_of(body)).collect();
                let ids = ids.context("an id")?;
                let ids: Vec<&[u8]> = ids.iter().map(<[u8; 16]>::as_slice).collect();
                let Prepared { client, upsert, .. } = &mut *held(db);
                client.execute(&*upsert, &[&ids, &bodies])?;
                Ok(())
            }
        }
    }

    /// A page: the last number, then the records; nothing where there are none.
    pub fn page(&self, after: i64) -> anyhow::Result<Vec<u8>> {
        let (mut text, mut last) = (Vec::with_capacity(BATCH * 410), after);
        let mut put = |seq: i64, body: &[u8]| {
            last = seq;
            text.push(b'\n');
            text.extend_from_slice(body);
        };
        match self {
            Self::Sqlite(db) => {
                let db = held(db);
                let mut select =
                    db.prepare_cached("SELECT seq, body FROM record WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
                let mut rows = select.query((after, BATCH as i64))?;
                while let Some(row) = rows.next()? {
                    put(row.get(0)?, row.get_ref(1)?.as_bytes()?);
                }
            }
            Self::Postgres(db) => {
                let Prepared { client, page, .. } = &mut *held(db);
                for row in client.query(&*page, &[&after, &(BATCH as i64)])? {
                    put(row.get(0), row.get::<_, &str>(1).as_bytes());
                }
            }
        }
        if last == after {
            return Ok(Vec::new());
        }
        text.splice(0..0, last.to_string().into_bytes());
        Ok(zstd::bulk::compress(&text, 1)?)
    }
}
