//! When to try again: a pure function of what is stored.
//!
//! Rule: it always names a time, so the loop always re-arms; nothing about the queue is kept in
//! memory, so a killed app goes on where it was.

/// What the schedule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Whether this phone is enrolled.
    pub enrolled: bool,
    /// Whether anything waits to be handed in, confirmed, or read anew.
    pub work: bool,
    /// Tries in a row that failed.
    pub failures: u32,
    /// Whether the last one failed because the device has to be signed in again.
    pub signed_out: bool,
    /// The last try, Unix milliseconds.
    pub last_try_ms: Option<i64>,
}

/// Between tries with nothing to do, in milliseconds.
pub const IDLE_MS: i64 = 60_000;
/// After the first failure.
const FIRST_RETRY_MS: i64 = 1_000;
/// At most, however often it failed.
const LAST_RETRY_MS: i64 = 60_000;

/// While the device has to be signed in again: only a person can change that, who is asked on screen.
const SIGNED_OUT_MS: i64 = 3_600_000;

/// When the next try is due, Unix milliseconds; now or earlier means at once. A last try that lies in
/// the future is a clock that was set back: it does not hold anything up.
#[must_use]
pub fn next_try_ms(situation: Situation, now_ms: i64) -> i64 {
    if !situation.enrolled {
        return now_ms + IDLE_MS;
    }
    let Some(last) = situation.last_try_ms.filter(|last| *last <= now_ms) else { return now_ms };
    match situation.failures {
        _ if situation.signed_out => last + SIGNED_OUT_MS,
        0 if situation.work => now_ms,
        0 => last + IDLE_MS,
        failures => last + retry_ms(failures),
    }
}

/// How long to wait after so many failures, in milliseconds.
pub(crate) fn retry_ms(failures: u32) -> i64 {
    (FIRST_RETRY_MS << (failures - 1).min(10)).min(LAST_RETRY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    fn situation(work: bool, failures: u32, last: i64) -> Situation {
        Situation { enrolled: true, work, failures, signed_out: false, last_try_ms: Some(last) }
    }

    #[test]
    fn work_goes_at_once_and_failures_back_off_to_a_minute() {
        assert_eq!(next_try_ms(situation(true, 0, NOW - 5), NOW), NOW);
        assert_eq!(next_try_ms(situation(true, 1, NOW), NOW), NOW + 1_000);
        assert_eq!(next_try_ms(situation(true, 4, NOW), NOW), NOW + 8_000);
        assert_eq!(next_try_ms(situation(true, 4_000_000, NOW), NOW), NOW + 60_000);
    }

    #[test]
    fn a_phone_that_must_be_signed_in_again_asks_once_an_hour_and_at_once_when_it_was() {
        let out = Situation { signed_out: true, ..situation(true, 30, NOW) };
        assert_eq!(next_try_ms(out, NOW), NOW + 3_600_000);
        assert_eq!(next_try_ms(Situation { last_try_ms: Some(NOW + 9_000_000), ..out }, NOW), NOW);
        assert_eq!(next_try_ms(situation(true, 0, NOW), NOW), NOW);
    }

    #[test]
    fn it_always_names_a_time_within_a_minute() {
        for failures in [0, 1, 7, 30, u32::MAX] {
            for last in [NOW - 10_000_000, NOW, NOW + 10_000_000] {
                let next = next_try_ms(situation(false, failures, last), NOW);
                assert!(next <= NOW + IDLE_MS, "{failures} {last}");
            }
        }
    }
}
