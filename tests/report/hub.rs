//! The real hub as its own process, and its report as text.

use std::path::Path;
use std::process::Command;

use beatbook_tests::{ServedHub, hub_command};
use tempfile::TempDir;

/// A serving hub; it ends with the test.
pub struct Hub {
    pub data: TempDir,
    pub url: String,
    _serving: ServedHub,
}

impl Hub {
    /// A new hub of this organisation.
    pub fn of(organisation: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let words = ["serve", "--listen", "127.0.0.1:0", "--organisation", organisation];
        let serving = ServedHub::start(command(data.path(), &words));
        Self { data, url: format!("http://{}", serving.listening), _serving: serving }
    }

    /// The report, as the command prints it.
    pub fn patrol_summary(&self, from: &str, to: &str, format: &str) -> String {
        let words = ["report", "patrol-summary", "--from", from, "--to", to, "--format", format];
        self.types(&words).expect("a report")
    }

    /// What a command answers, or why it refuses.
    pub fn types(&self, words: &[&str]) -> Result<String, String> {
        let output = command(self.data.path(), words).output().expect("the command runs");
        let said = if output.status.success() { Ok(output.stdout) } else { Err(output.stderr) };
        let text = |bytes| String::from_utf8(bytes).expect("text");
        said.map(text).map_err(text)
    }
}

fn command(data: &Path, words: &[&str]) -> Command {
    let mut command = hub_command(words);
    command.env("BEATBOOK_DATA", data);
    command
}
