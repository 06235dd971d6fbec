//! Waiting for something to be so, with a deadline; and the test's own stopwatch.

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// How long anything on screen may take.
pub const SOON: Duration = Duration::from_secs(30);

/// Asks again until there is an answer; panics with the last refusal at the deadline.
pub fn until<T, E: Debug>(what: &str, patience: Duration, mut ask: impl FnMut() -> Result<T, E>) -> T {
    let started = now();
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(refusal) if started.elapsed() > patience => {
                panic!("{what}, not within {patience:?}: {refusal:?}")
            }
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// Whole seconds of the test's own clock, to compare the app's with.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// From now.
    pub fn start() -> Self {
        Self(now())
    }

    /// Since then.
    pub fn seconds(&self) -> u64 {
        self.0.elapsed().as_secs()
    }
}

#[expect(clippy::disallowed_methods, reason = "the test's own stopwatch, beside the app's")]
fn now() -> Instant {
    Instant::now()
}
