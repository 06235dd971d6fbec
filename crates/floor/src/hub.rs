//! The hub's side: two routes over one table.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio::sync::oneshot;

use crate::book::Book;

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
        Self::over(Book::sqlite(path)?)
    }

    /// Serve a PostgreSQL database on a free loopback port.
    ///
    /// # Errors
    /// When the database or the port cannot be opened.
    pub fn serve_postgres(url: &str) -> anyhow::Result<Self> {
        Self::over(Book::postgres(url)?)
    }

    fn over(book: Book) -> anyhow::Result<Self> {
        let book = Arc::new(book);
        let state = Arc::clone(&book);
        let app = Router::new().route("/push", post(push)).route("/pull", get(pull)).with_state(state);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let serve = axum::serve(listener, app);
            runtime.block_on(async {
                tokio::select! { _ = serve => (), _ = stopped => () }
            });
            drop(runtime);
            drop(book); // a client of PostgreSQL must not end where something is served
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

async fn push(State(book): State<Arc<Book>>, body: Bytes) -> Answer {
    book.work(move |book| book.commit(&body)).await.map(|()| Vec::new()).map_err(refusal)
}

async fn pull(State(book): State<Arc<Book>>, Query(query): Query<Vec<(String, String)>>) -> Answer {
    let after = query.first().and_then(|(_, after)| after.parse().ok());
    let after = after.ok_or((StatusCode::BAD_REQUEST, String::from("after?")))?;
    book.work(move |book| book.page(after)).await.map_err(refusal)
}

fn refusal(why: anyhow::Error) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, why.to_string())
}
