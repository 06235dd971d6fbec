//! Programs the story starts: each ends with the test, whatever happens, and none is shared with another test.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A running program with all that it started; dropping it ends them.
pub struct Program(Child);

impl Program {
    /// Starts it, and waits for the first line it prints.
    pub fn start(mut command: Command) -> (Self, String) {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("its output is text");
        // Keeps the pipe open and empty for as long as the program writes.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        assert!(!line.is_empty(), "{command:?} ended without a word");
        (Self(child), line.trim().to_owned())
    }

    /// Starts one that prints nothing when it is ready.
    pub fn start_silent(mut command: Command) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).process_group(0).spawn();
        Self(child.unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let group = format!("kill -s KILL -- -{}", self.0.id());
        let _gone = Command::new("sh").args(["-c", &group]).stderr(Stdio::null()).status();
        let _status = self.0.wait();
    }
}

/// Runs a command to its end and returns what it printed.
pub fn output(mut command: Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}", output.status);
    String::from_utf8(output.stdout).expect("its output is text")
}

/// One of our own programs, as built beside this test.
pub fn own(name: &str) -> PathBuf {
    let beside = || std::env::current_exe().ok()?.parent()?.parent().map(PathBuf::from);
    let dir =
        std::env::var_os("BEATBOOK_BIN").map(PathBuf::from).or_else(beside).expect("a folder of programs");
    let path = dir.join(name);
    assert!(path.is_file(), "{} is not built: cargo build --workspace", path.display());
    path
}

/// Whether a program is on `PATH`.
pub fn is_installed(name: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|dir| dir.join(name).is_file())
}

/// A port nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.local_addr().expect("it is bound").port()
}
