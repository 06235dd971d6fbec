//! What was tried and how often it went wrong, said in one line.

use std::fmt;
use std::io::Write as _;

/// A count of tries.
#[derive(Debug, Default)]
pub struct Tally {
    /// What was tried.
    pub what: String,
    /// Calls to the disk that a power cut or a fault could hit.
    pub operations: usize,
    /// Tries.
    pub tries: usize,
    /// Tries that left something nobody had looked at yet.
    pub looked_at: usize,
    /// Tries after which the phone also synced with a hub.
    pub synced: usize,
    /// What was wrong.
    pub bad: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, operations, tries, looked_at, synced, bad } = self;
        let bad = bad.len();
        write!(
            f,
            "{what}: {operations} operations, {tries} tries, {looked_at} different, {synced} synced again, {bad} bad"
        )
    }
}

impl Tally {
    /// Say it, and fail if anything was wrong.
    pub fn is_clean(&self) {
        say(self);
        let first: Vec<_> = self.bad.iter().take(5).collect();
        assert!(self.bad.is_empty(), "{self}: {first:#?}");
    }
}

/// Print a figure that was really run.
pub fn say(what: &dyn fmt::Display) {
    drop(writeln!(std::io::stdout(), "{what}"));
}
