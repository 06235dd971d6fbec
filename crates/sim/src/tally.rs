//! How often each thing happened: a fault that never did proves nothing.

use std::fmt;

macro_rules! events {
    ($($event:ident = $name:literal,)+) => {
        /// Something that can happen in a history.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Event { $($event),+ }

        const NAMES: &[&str] = &[$($name),+];
    };
}

events! {
    Encrypted = "histories on encrypted files",
    Created = "records created",
    Amended = "amended",
    Voided = "voided",
    Synced = "syncs",
    Failed = "syncs that failed",
    LostRequest = "requests lost",
    LostReply = "replies lost",
    Twice = "requests twice",
    Late = "requests that arrived late",
    TooLarge = "batches refused for size",
    Busy = "hub busy",
    InFlight = "taps while a request was under way",
    Crashed = "crashes in the middle of a sync",
    Restarted = "restarts",
    ClockJump = "clock jumps",
    RolledBack = "phones rolled back",
    Cloned = "phones cloned",
    Forked = "forks",
    RestoredNew = "hub restored, new epoch",
    RestoredSilent = "hub restored, same epoch",
    Verified = "verified backups that phones heard of",
    Shortened = "creates kept as their record alone",
    Poison = "bad entries",
    Unknown = "entries of unknown kinds",
    Newer = "entries of a newer app",
    Older = "entries of an older app",
    Updated = "older apps updated",
    Held = "entries held",
    Overruled = "values overruled",
    Revoked = "phones revoked",
    RanOut = "sign-ins that ran out",
    SignedIn = "signed in again",
    Moved = "phones given other areas",
    Joined = "phones that joined late",
    SignedOut = "sign-outs",
    SignOutRefused = "sign-outs refused while work waits",
    Duel = "duels of two clocks",
}

/// Counts of events.
#[derive(Debug, Clone)]
pub struct Tally([u64; NAMES.len()]);

impl Default for Tally {
    fn default() -> Self {
        Self([0; NAMES.len()])
    }
}

impl Tally {
    /// It happened.
    pub fn note(&mut self, event: Event) {
        self.note_many(event, 1);
    }

    /// It happened so many times.
    pub fn note_many(&mut self, event: Event, times: u64) {
        self.0[event as usize] += times;
    }

    /// Those of another tally too.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, more)| *sum += more);
    }

    /// What never happened.
    #[must_use]
    pub fn never(&self) -> Vec<&'static str> {
        NAMES.iter().zip(self.0).filter(|(_, count)| *count == 0).map(|(name, _)| *name).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> =
            NAMES.iter().zip(self.0).map(|(name, count)| format!("{count:>10}  {name}")).collect();
        f.write_str(&lines.join("\n"))
    }
}
