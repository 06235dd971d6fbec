//! How long a device is signed in: until so many days after it was last heard of.
//!
//! Rule: it says who is let in and nothing else. Whoever is not keeps all they have and is told what to do; a code that
//! was made for the device lets it in again. A revoked device is not asked: what it hands in goes to a person.

use beatbook_records::plant::{Plant, is_on};

use crate::auth::Caller;
use crate::error::HubError;
use crate::state::Hub;
use crate::store::DeviceRow;

/// So many days, where nobody said how many.
pub const DAYS: u32 = 90;
/// A day, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What being heard comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// It is let in.
    In,
    /// It is let in, and how long for is counted from now on.
    Anew,
    /// Its time is over.
    TooLate,
}

/// Decide. It is counted anew once a day: an exchange that only asks what is new writes nothing.
const fn heard(last_ms: i64, now_ms: i64, days: u32) -> Heard {
    let since_ms = now_ms.saturating_sub(last_ms);
    if since_ms > days as i64 * DAY_MS {
        Heard::TooLate
    } else if since_ms > DAY_MS {
        Heard::Anew
    } else {
        Heard::In
    }
}

/// Let a device in whose signature was verified.
///
/// # Errors
/// `SignInExpired`, `Store`.
pub fn let_in(hub: &Hub, row: DeviceRow) -> Result<Caller, HubError> {
    if row.caller.revoked {
        return Ok(row.caller);
    }
    let now_ms = hub.clock.now_ms();
    match heard(row.heard_ms, now_ms, hub.sign_in_days) {
        Heard::In => {}
        Heard::Anew => hub.store().heard(row.caller.device, now_ms)?,
        Heard::TooLate if is_on(Plant::StaysSignedIn) => {}
        Heard::TooLate => return Err(HubError::SignInExpired),
    }
    Ok(row.caller)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_signed_in_until_so_many_days_after_it_was_heard() {
        let at = |days: i64, ms: i64| heard(1_000, 1_000 + days * DAY_MS + ms, 90);
        assert_eq!([at(0, 0), at(1, 0), at(-400, 0)], [Heard::In; 3], "a hub whose clock was set back, too");
        assert_eq!([at(1, 1), at(90, 0)], [Heard::Anew; 2]);
        assert_eq!([at(90, 1), at(400, 0)], [Heard::TooLate; 2]);
    }
}
