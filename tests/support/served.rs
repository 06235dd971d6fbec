//! The hub as it is served, in this process or in one of its own, and phones that reach it over HTTP as the app does.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use beatbook_core::sync::http::HttpCentral;
use beatbook_core::{Book, Config, NoCamera, NoLocation, SystemEnv};
use serde_json::{Value, json};

use crate::Town;

/// A town's hub, served in this process by the town's clock, until this is dropped.
pub struct Serving {
    /// Where it listens.
    pub on: SocketAddr,
    _server: tokio::runtime::Runtime,
}

impl Town {
    /// Serve the hub on a free port.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn serve(&self) -> Serving {
        self.serve_on(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Serve it where it was served before.
    ///
    /// # Panics
    /// Where somebody else is there now.
    #[must_use]
    pub fn serve_on(&self, on: SocketAddr) -> Serving {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let server = runtime.worker_threads(1).enable_all().build().expect("a thread");
        let listener = server.block_on(tokio::net::TcpListener::bind(on)).expect("a free port");
        let on = listener.local_addr().expect("an address");
        let service = beatbook_hub::app(Arc::clone(&self.hub));
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        server.spawn(async move { axum::serve(listener, service).await });
        Serving { on, _server: server }
    }
}

/// The hub's program, built beside this test, with these words.
///
/// # Panics
/// Where it is not built.
#[must_use]
pub fn hub_command(words: &[&str]) -> Command {
    let beside = std::env::current_exe().expect("this program");
    let beside = beside.parent().and_then(Path::parent).expect("a folder of programs").to_path_buf();
    let program = std::env::var_os("BEATBOOK_BIN").map_or(beside, PathBuf::from).join("beatbook-hub");
    assert!(program.is_file(), "{} is not built: cargo build -p beatbook-hub", program.display());
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null());
    command
}

/// A hub's process, ended when dropped.
pub struct ServedHub {
    child: Child,
    /// Where it listens: host and port.
    pub listening: String,
}

impl ServedHub {
    /// Start it by a `serve` command, and wait until it says where it is.
    ///
    /// # Panics
    /// Where it does not.
    #[must_use]
    pub fn start(mut serve: Command) -> Self {
        let mut child = serve.stdout(Stdio::piped()).spawn().expect("the hub starts");
        let mut said = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut said).expect("it says where it is");
        let said: Value = serde_json::from_str(&said).expect("in JSON");
        let on = said["listening"].as_str().expect("an address").trim_start_matches("http://");
        Self { child, listening: on.to_owned() }
    }

    /// The number of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// End it at once.
    ///
    /// # Panics
    /// Where it runs no more.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ended");
    }
}

impl Drop for ServedHub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The book in a folder, enrolled with what `enrol --json` says; with `sync`, it syncs by itself.
///
/// # Panics
/// Where the command or the enrolment fails.
#[must_use]
pub fn enrolled_book(mut enrol: Command, dir: &Path, sync: bool) -> Book {
    let said: Value =
        serde_json::from_slice(&enrol.output().expect("the command runs").stdout).expect("a code in JSON");
    let book = Book::open(Config {
        dir: dir.into(),
        key: [7; 32],
        env: Arc::new(SystemEnv::new()),
        location: Arc::new(NoLocation),
        camera: Arc::new(NoCamera),
        sync,
    });
    let book = book.expect("a book");
    let link = json!({ "link": said["link"], "hub": null, "code": null });
    book.call("enrol_device", &link.to_string()).expect("enrolled");
    book
}

/// The words that invite an officer.
#[must_use]
pub const fn enrol_words(name: &str) -> [&str; 6] {
    ["enrol", "--json", "--name", name, "--role", "enforcement_officer"]
}

/// A client for the hub that a book is enrolled with.
///
/// # Panics
/// Where it is with none.
#[must_use]
pub fn central(book: &Book) -> HttpCentral {
    HttpCentral::enrolled(&book.store(), Arc::new(SystemEnv::new())).expect("a client").expect("enrolled")
}
