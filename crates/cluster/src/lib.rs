//! A PostgreSQL server of this run's own: reached through a socket in its own folder, as durable as in production.
//!
//! Rule: nothing of the system's own server is touched, and what the databases are for is not known here. The server ends
//! with the thread that started it, which ends with this process; the folder goes with the next run. What does not start
//! panics: no caller could go on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Where Debian and Ubuntu have the programs; the newest is taken.
const VERSIONS: &str = "/usr/lib/postgresql";
/// A server does not run as root.
const NOBODY: &str = "nobody";
/// How a process that a test starts is told of the server.
const GIVEN: &str = "BEATBOOK_TEST_CLUSTER";
const PREFIX: &str = "beatbook-pg-";
/// What a server is on that is told of no other.
const PORT: u16 = 5432;
const DEADLINE: Duration = Duration::from_secs(60);

/// A server, running or not.
#[derive(Debug)]
pub struct Cluster {
    dir: PathBuf,
    /// Where it listens besides the socket, whose name has the number too.
    port: u16,
}

/// This run's server.
///
/// # Panics
/// As [`Cluster::new`] and [`Cluster::start`].
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(|| match std::env::var_os(GIVEN) {
        Some(dir) => Cluster { dir: dir.into(), port: PORT },
        None => {
            let cluster = Cluster::new("shared");
            cluster.start("");
            cluster
        }
    })
}

impl Cluster {
    /// A new one, not started.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed, or makes no folder.
    #[must_use]
    pub fn new(name: &str) -> Self {
        clear_old();
        let cluster = Self::without_data(name);
        let data = cluster.data();
        let words = ["--auth=trust", "--username=hub", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
        run(as_server(&program("initdb")).args(words).arg(data));
        cluster
    }

    fn without_data(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("{PREFIX}{}-{name}", std::process::id()));
        fs::create_dir_all(&dir).expect("a folder for the server");
        if is_root() {
            run(Command::new("chown").arg(NOBODY).arg(&dir));
        }
        Self { dir, port: PORT }
    }

    /// The same on another port, before it is started.
    #[must_use]
    pub fn on_port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Put a file of the server's own into its data, before it is started.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn put(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let file = self.data().join(name);
        fs::write(&file, text).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("its owner's");
        if is_root() {
            run(Command::new("chown").arg(NOBODY).arg(&file));
        }
    }

    /// A standby of this one, not started.
    ///
    /// # Panics
    /// Where this one does not run.
    #[must_use]
    pub fn standby(&self, name: &str) -> Self {
        let standby = Self::without_data(name);
        let mut copy = as_server(&program("pg_basebackup"));
        copy.args(["--username=hub", "--write-recovery-conf", "--checkpoint=fast", "-h"]).arg(&self.dir);
        run(copy.arg("-D").arg(standby.data()));
        standby
    }

    /// Start it, and wait until it answers. What it says goes into its folder.
    ///
    /// # Panics
    /// Where it does not within a minute.
    pub fn start(&self, settings: &str) {
        let log = fs::File::create(self.dir.join("log")).expect("a log");
        let mut server = as_server(&program("postgres"));
        server.arg("-D").arg(self.data()).arg("-k").arg(&self.dir).args(["-c", "listen_addresses="]);
        server.args(["-c", &format!("port={}", self.port)]);
        server.args(["-c", "max_connections=200"]).args(settings.split_whitespace().flat_map(|s| ["-c", s]));
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        // The server hears when the thread that started it ends: this one ends with the process.
        thread::spawn(move || {
            let mut child = server.spawn().expect("the server starts");
            let _ = child.wait();
            loop {
                thread::park();
            }
        });
        let answers = || postgres::Client::connect(&self.url("postgres"), postgres::NoTls).is_ok();
        wait_until("the server to answer", answers, || self.log());
    }

    /// End it at once, as a power cut would, and wait until it is gone.
    ///
    /// # Panics
    /// Where it runs no more.
    pub fn kill(&self) {
        let pid = fs::read_to_string(self.data().join("postmaster.pid")).expect("it runs");
        let pid = pid.lines().next().expect("its number").to_owned();
        run(Command::new("kill").args(["-QUIT", &pid]));
        let process = Path::new("/proc").join(&pid).join("exe");
        let is_gone = || !process.exists() && !self.data().join("postmaster.pid").exists();
        wait_until("the server to end", is_gone, || self.log());
    }

    /// The URL of a database on it.
    ///
    /// # Panics
    /// Where the system's folder for such things has no plain name.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let dir = self.dir.to_str().expect("the folder has a plain name").replace('/', "%2F");
        match self.port {
            PORT => format!("postgres://hub@{dir}/{database}"),
            port => format!("postgres://hub@{dir}:{port}/{database}"),
        }
    }

    /// A client of its own.
    ///
    /// # Panics
    /// Where the server does not answer.
    #[must_use]
    pub fn client(&self, database: &str) -> postgres::Client {
        postgres::Client::connect(&self.url(database), postgres::NoTls).expect("the server answers")
    }

    /// Make a database; its URL.
    ///
    /// # Panics
    /// Where the server does not answer.
    #[must_use]
    pub fn new_database(&self) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let n = MADE.fetch_add(1, Ordering::SeqCst);
        let name = format!("book_{}_{n}", std::process::id());
        self.client("postgres").batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        self.url(&name)
    }

    /// Tell a process that a test starts of this server.
    pub fn give_to(&self, command: &mut Command) {
        command.env(GIVEN, &self.dir);
    }

    fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }
}

/// Wait for something, but not for ever; `told` says what is known where it did not come.
///
/// # Panics
/// Where it did not within a minute.
#[expect(clippy::disallowed_methods, reason = "a real process takes real time")]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool, told: impl Fn() -> String) {
    let until = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < until, "waited in vain for {what}: {}", told());
        thread::sleep(Duration::from_millis(20));
    }
}

fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.is_file()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| panic!("PostgreSQL is not installed: cargo xtask setup"))
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id");
    output.stdout.starts_with(b"0\n")
}

/// A program as a server's own user, told to end when the thread that starts it ends.
fn as_server(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args([&format!("--reuid={NOBODY}"), "--regid=nogroup", "--clear-groups"]);
    }
    command.args(["--pdeathsig=QUIT", "--"]).arg(program).current_dir("/");
    command
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Folders of runs that are over.
fn clear_old() {
    let folders = fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten();
    for folder in folders {
        let name = folder.file_name().to_string_lossy().into_owned();
        let Some(of) = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()) else { continue };
        if !Path::new("/proc").join(of).exists() {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}
