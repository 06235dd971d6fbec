//! The hub's side: two routes over one table.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::BATCH;
use crate::record::id_of;

const TABLES: &str = "CREATE TABLE IF NOT EXISTS record (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;";

type Book = Arc<Mutex<Connection>>;
type Answer = Result<Vec<u8>, (StatusCode, String)>;

/// A hub on a thread of its own, until dropped.
pub struct Hub {
    /// Where it listens.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Hub {
    /// Serve the file at `path` on a free loopback port.
    ///
    /// # Errors
    /// When the file or the port cannot be opened.
    pub fn serve(path: &Path) -> anyhow::Result<Self> {
        let book: Book = Arc::new(Mutex::new(crate::open(path, TABLES)?));
        let app = Router::new().route("/push", post(push)).route("/pull", get(pull)).with_state(book);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let serve = axum::serve(listener, app);
            runtime.block_on(async {
                tokio::select! { _ = serve => (), _ = stopped => () }
            });
        });
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
        self.thread.take().map(JoinHandle::join);
    }
}

async fn push(State(book): State<Book>, body: Bytes) -> Answer {
    commit(&book, &body).map(|()| Vec::new()).map_err(refusal)
}

fn commit(book: &Book, body: &[u8]) -> anyhow::Result<()> {
    let text = zstd::bulk::decompress(body, 4 << 20)?;
    let mut db = book.lock().unwrap_or_else(PoisonError::into_inner);
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare_cached("INSERT INTO record (id, body) VALUES (?1, ?2)")?;
        for record in std::str::from_utf8(&text)?.lines() {
            insert.execute((id_of(record).context("an id")?, record))?;
        }
    }
    Ok(tx.commit()?)
}

#[derive(Debug)]
struct After(i64);

async fn pull(State(book): State<Book>, Query(query): Query<Vec<(String, String)>>) -> Answer {
    let after = query.first().and_then(|(_, after)| after.parse().ok()).map(After);
    let After(after) = after.ok_or((StatusCode::BAD_REQUEST, String::from("after?")))?;
    page(&book, after).map_err(refusal)
}

/// A page: the last number, then the records; nothing where there are none.
fn page(book: &Book, after: i64) -> anyhow::Result<Vec<u8>> {
    let db = book.lock().unwrap_or_else(PoisonError::into_inner);
    let mut select =
        db.prepare_cached("SELECT seq, body FROM record WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
    let mut rows = select.query((after, BATCH as i64))?;
    let (mut text, mut last) = (Vec::with_capacity(BATCH * 410), after);
    while let Some(row) = rows.next()? {
        last = row.get(0)?;
        text.push(b'\n');
        text.extend_from_slice(row.get_ref(1)?.as_bytes()?);
    }
    if last == after {
        return Ok(Vec::new());
    }
    text.splice(0..0, last.to_string().into_bytes());
    Ok(zstd::bulk::compress(&text, 1)?)
}

fn refusal(why: anyhow::Error) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, why.to_string())
}
