//! Wrong PINs: how many there were, and how long the next try has to wait. Pure.
//!
//! Rule: waiting doubles and is never turned into erasing: what an officer saved outranks a thief's patience. A try is
//! counted before it is made, so that pulling the battery in the middle of one gains nothing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::env::Env;

/// Wrong tries that cost nothing: thumbs slip.
const FREE: u32 = 4;
/// The wait after the first one that costs, in milliseconds.
const FIRST_WAIT_MS: i64 = 30_000;
/// The longest wait: an officer who comes back after lunch can try again.
const LONGEST_WAIT_MS: i64 = 60 * 60_000;

/// The tries since the book was last opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tries {
    /// How many failed.
    pub(super) failed: u32,
    /// When the last one did.
    last: Option<Moment>,
}

/// A moment on both clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moment {
    at: DateTime<Utc>,
    boot: Uuid,
    monotonic_ms: i64,
}

impl Moment {
    fn now(env: &dyn Env) -> Self {
        Self { at: env.now(), boot: env.boot(), monotonic_ms: env.monotonic_ms() }
    }

    /// Milliseconds from then until `now`. Within one run of the device nobody can set the clock that is read; across
    /// runs the wall clock is believed, but for going back.
    fn until(&self, now: &Self) -> i64 {
        let passed = if self.boot == now.boot {
            now.monotonic_ms - self.monotonic_ms
        } else {
            (now.at - self.at).num_milliseconds()
        };
        passed.max(0)
    }
}

impl Tries {
    /// Milliseconds until the next try may be made; 0 is now.
    pub(super) fn wait_ms(&self, env: &dyn Env) -> i64 {
        let Some(last) = &self.last else { return 0 };
        (self.cost_ms() - last.until(&Moment::now(env))).max(0)
    }

    /// One more, from now.
    pub(super) fn failed_now(&self, env: &dyn Env) -> Self {
        Self { failed: self.failed.saturating_add(1), last: Some(Moment::now(env)) }
    }

    /// After the device started again with its clock set back, the wait counts from now: else it could last for years.
    pub(super) fn anchored(&self, env: &dyn Env) -> Self {
        let now = Moment::now(env);
        let set_back = self.last.as_ref().is_some_and(|last| last.boot != now.boot && last.at > now.at);
        Self { failed: self.failed, last: if set_back { Some(now) } else { self.last.clone() } }
    }

    fn cost_ms(&self) -> i64 {
        match self.failed.checked_sub(FREE + 1) {
            None => 0,
            Some(doublings) => FIRST_WAIT_MS.saturating_mul(1 << doublings.min(16)).min(LONGEST_WAIT_MS),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::env::TestEnv;

    fn env() -> TestEnv {
        TestEnv::new("2026-11-23T10:00:00Z".parse().expect("a time"), 1)
    }

    fn after(failures: u32, env: &TestEnv) -> Tries {
        (0..failures).fold(Tries::default(), |tries, _| tries.failed_now(env))
    }

    #[test]
    fn waiting_begins_at_the_fifth_wrong_try_doubles_and_ends_at_an_hour() {
        let env = env();
        let seconds: Vec<_> = (0..=14).map(|failures| after(failures, &env).wait_ms(&env) / 1000).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(after(1000, &env).wait_ms(&env), LONGEST_WAIT_MS);
    }

    #[test]
    fn the_wait_passes_by_the_clock_that_nobody_sets() {
        let env = env();
        let tries = after(5, &env);
        env.set(env.now() + TimeDelta::days(400));
        assert_eq!(tries.wait_ms(&env), 30_000, "a clock set forward does not shorten it");
        env.advance(TimeDelta::seconds(29));
        assert_eq!(tries.wait_ms(&env), 1_000);
        env.advance(TimeDelta::seconds(1));
        assert_eq!(tries.wait_ms(&env), 0);
    }

    #[test]
    fn a_restart_neither_ends_the_wait_nor_makes_it_last_for_years() {
        let env = env();
        let tries = after(6, &env);
        env.reboot();
        assert_eq!(tries.anchored(&env).wait_ms(&env), 60_000);
        env.advance(TimeDelta::seconds(20));
        assert_eq!(tries.anchored(&env).wait_ms(&env), 40_000);
        env.set(env.now() - TimeDelta::days(400));
        let anchored = tries.anchored(&env);
        env.advance(TimeDelta::seconds(45));
        assert_eq!(anchored.wait_ms(&env), 15_000);
    }
}
