//! Whoever runs the hub, and what they type.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use beatbook_hub::config::Database;
use beatbook_tests::hub_command;

use super::cluster;

/// Somebody with a data directory and a database.
#[derive(Clone)]
pub struct Operator {
    /// The data directory.
    pub data: PathBuf,
    /// Where the book is.
    pub database: Database,
    /// Where backups and the ledger go.
    pub places: PathBuf,
}

impl Operator {
    /// A command that knows where everything is.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = hub_command(words);
        command.arg("--data").arg(&self.data).arg("--ledger").arg(self.ledger());
        if let Database::Postgres { .. } = &self.database {
            command.args(["--database", cluster::url_of(&self.database)]);
        }
        command
    }

    /// Type a command, and see what it answers.
    pub fn types(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("the command starts")
    }

    /// Type a command that must succeed.
    pub fn does(&self, words: &[&str]) -> String {
        let output = self.types(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// Type a command that must be refused; why it is.
    pub fn is_refused(&self, words: &[&str]) -> String {
        let output = self.types(words);
        assert!(!output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).expect("text")
    }

    /// Make a backup that counts.
    pub fn backs_up(&self) -> String {
        self.does(&["backup", "--to", text(&self.backups())])
    }

    pub fn backups(&self) -> PathBuf {
        self.places.join("backups")
    }

    pub fn ledger(&self) -> PathBuf {
        self.places.join("ledger")
    }

    /// Start anew with the organisation's keys and nothing else, over another database.
    pub fn elsewhere(&self, data: PathBuf, database: Database) -> Self {
        std::fs::create_dir_all(&data).expect("a folder");
        for key in ["organisation.key", "recovery.key", "recovery.pub"] {
            std::fs::copy(self.data.join(key), data.join(key)).expect("a key");
        }
        Self { data, database, places: self.places.clone() }
    }
}

/// A path as a word of a command.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}
