//! The device's side: an outbox, and a mark of what was handed in and read.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use rusqlite::Connection;

use crate::BATCH;
use crate::line::Line;
use crate::record::{Record, id_of};

const TABLES: &str = "CREATE TABLE IF NOT EXISTS record (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS mark (one INTEGER PRIMARY KEY, sent INTEGER NOT NULL, read INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO mark (one, sent, read) VALUES (1, 0, 0);";
const INSERT: &str = "INSERT INTO record (id, body) VALUES (?1, ?2)";

/// A device with a file of its own and one connection to the hub.
pub struct Device {
    db: Connection,
    line: Line,
}

/// A batch on its way.
struct Batch {
    last: i64,
    count: usize,
    body: Vec<u8>,
}

impl Device {
    /// Open or make the file at `path`; `hub` is where the hub listens.
    ///
    /// # Errors
    /// When the file or the connection cannot be opened.
    pub fn open(path: &Path, hub: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { db: crate::open(path, TABLES)?, line: Line::to(hub)? })
    }

    /// Save one record durably: the raw commit.
    ///
    /// # Errors
    /// When the commit fails.
    pub fn save(&mut self, record: &Record) -> anyhow::Result<()> {
        self.db.prepare_cached(INSERT)?.execute((&record.id, &record.body))?;
        Ok(())
    }

    /// Save many in one commit.
    ///
    /// # Errors
    /// When the commit fails.
    pub fn save_all(&mut self, records: &[Record]) -> anyhow::Result<()> {
        let tx = self.db.transaction()?;
        {
            let mut insert = tx.prepare_cached(INSERT)?;
            records.iter().try_for_each(|record| insert.execute((&record.id, &record.body)).map(|_| ()))?;
        }
        Ok(tx.commit()?)
    }

    /// Hand in everything since the mark; gives how many. Each batch is marked in a commit of its own.
    ///
    /// # Errors
    /// When the hub refuses or a commit fails.
    pub fn push(&mut self) -> anyhow::Result<usize> {
        let sent: i64 = self.db.query_row("SELECT sent FROM mark", [], |row| row.get(0))?;
        let mut next = self.batch(sent)?;
        let mut count = 0;
        while let Some(batch) = next {
            self.line.send("POST", "/push", &batch.body)?;
            next = self.batch(batch.last)?;
            self.line.receive()?;
            self.db.prepare_cached("UPDATE mark SET sent = ?1")?.execute([batch.last])?;
            count += batch.count;
        }
        Ok(count)
    }

    fn batch(&self, after: i64) -> anyhow::Result<Option<Batch>> {
        let mut select =
            self.db.prepare_cached("SELECT seq, body FROM record WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
        let mut rows = select.query((after, BATCH as i64))?;
        let (mut text, mut last, mut count) = (Vec::with_capacity(BATCH * 410), after, 0);
        while let Some(row) = rows.next()? {
            last = row.get(0)?;
            text.extend_from_slice(row.get_ref(1)?.as_bytes()?);
            text.push(b'\n');
            count += 1;
        }
        let body = || zstd::bulk::compress(&text, 1);
        if count == 0 { Ok(None) } else { Ok(Some(Batch { last, count, body: body()? })) }
    }

    /// Read everything after the mark; gives how many. Page and mark are one commit.
    ///
    /// # Errors
    /// When the hub refuses or a commit fails.
    pub fn pull(&mut self) -> anyhow::Result<usize> {
        let mut after: i64 = self.db.query_row("SELECT read FROM mark", [], |row| row.get(0))?;
        let mut count = 0;
        self.line.send("GET", &format!("/pull?after={after}"), b"")?;
        loop {
            let page = self.line.receive()?;
            if page.is_empty() {
                return Ok(count);
            }
            let page = zstd::bulk::decompress(&page, 4 << 20)?;
            let (last, records) = std::str::from_utf8(&page)?.split_once('\n').context("a first line")?;
            after = last.parse()?;
            self.line.send("GET", &format!("/pull?after={after}"), b"")?;
            count += self.keep(records, after)?;
        }
    }

    fn keep(&mut self, records: &str, read: i64) -> anyhow::Result<usize> {
        let tx = self.db.transaction()?;
        let mut count = 0;
        {
            let mut insert = tx.prepare_cached(INSERT)?;
            for body in records.lines() {
                count += insert.execute((id_of(body).context("an id")?, body))?;
            }
            tx.prepare_cached("UPDATE mark SET read = ?1")?.execute([read])?;
        }
        tx.commit()?;
        Ok(count)
    }

    /// Every record on the device, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all(&self) -> anyhow::Result<Vec<Record>> {
        let mut select = self.db.prepare("SELECT id, body FROM record ORDER BY seq")?;
        let rows = select.query_map([], |row| Ok(Record { id: row.get(0)?, body: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
