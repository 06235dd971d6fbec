//! The real hub as its own process, and its report as text.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A serving hub; it ends with the test.
pub struct Hub {
    pub data: TempDir,
    pub url: String,
    serving: Child,
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _gone = self.serving.kill();
        let _status = self.serving.wait();
    }
}

impl Hub {
    /// A new hub of this organisation.
    pub fn of(organisation: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let mut serve = command(data.path());
        serve.args(["serve", "--listen", "127.0.0.1:0", "--organisation", organisation]);
        let mut serving = serve.stdout(Stdio::piped()).spawn().expect("the hub starts");
        let mut line = String::new();
        let output = serving.stdout.take().expect("its output is a pipe");
        BufReader::new(output).read_line(&mut line).expect("its output is text");
        let ready: Value = serde_json::from_str(&line).expect("the hub says where it is, in JSON");
        Self { data, url: ready["listening"].as_str().expect("an address").to_owned(), serving }
    }

    /// The report, as the command prints it.
    pub fn patrol_summary(&self, from: &str, to: &str, format: &str) -> String {
        let mut report = command(self.data.path());
        report.args(["report", "patrol-summary", "--from", from, "--to", to, "--format", format]);
        let output = report.output().expect("the command runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }
}

/// `beatbook-hub` as built beside this test.
fn command(data: &Path) -> Command {
    let beside = || std::env::current_exe().ok()?.parent()?.parent().map(PathBuf::from);
    let dir =
        std::env::var_os("BEATBOOK_BIN").map(PathBuf::from).or_else(beside).expect("a folder of programs");
    let path = dir.join("beatbook-hub");
    assert!(path.is_file(), "{} is not built: cargo build --workspace", path.display());
    let mut command = Command::new(path);
    command.env("BEATBOOK_DATA", data);
    command
}
