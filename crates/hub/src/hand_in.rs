//! How the hand-in of each device stands.
//!
//! Rule: decided from what the hub has and from what the device said when it was last here; it knows no database and no
//! page. What an officer wrote since then is on their phone alone, and nobody can say how much that is.

use chrono::{DateTime, Utc};

use crate::store::DeviceLine;

/// After so long without a word, a device that is known to have something left is to be asked for.
const SILENT_MS: i64 = 48 * HOUR_MS;
/// After so long without a word, a device hides what others wrote.
const HIDES_MS: i64 = 14 * 24 * HOUR_MS;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// A device, and what is known to be on it alone.
#[derive(Debug, Clone)]
pub struct Health {
    /// The device.
    pub line: DeviceLine,
    /// Photos that a record names and that are not here.
    pub photos: u32,
    /// When the patrol began that it has not finished.
    pub patrol: Option<DateTime<Utc>>,
}

/// How it stands; what somebody has to do something about comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is known to have something left, and was silent for two days.
    Silent,
    /// It has to be signed in again before it can hand in.
    SignedOut,
    /// Nobody heard of it for two weeks.
    Away,
    /// It was enrolled and never handed in.
    New,
    /// It has something left, and was here within two days.
    Pending,
    /// Nothing is known to be on it alone.
    Well,
    /// It was revoked.
    Revoked,
}

impl Health {
    /// When it was last here: handed in, asked, enrolled or was signed in.
    #[must_use]
    pub fn heard_ms(&self) -> i64 {
        self.line.last_seen_ms.map_or(self.line.heard_ms, |seen| seen.max(self.line.heard_ms))
    }

    /// Whether something is known to be on it alone.
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.line.unsent.unwrap_or(0) > 0 || self.photos > 0 || self.patrol.is_some()
    }

    /// How it stands, where devices are signed in for so many days.
    #[must_use]
    pub fn standing(&self, sign_in_days: u32, now_ms: i64) -> Standing {
        let silent_ms = now_ms - self.heard_ms();
        if self.line.revoked_ms.is_some() {
            Standing::Revoked
        } else if self.has_left() && silent_ms >= SILENT_MS {
            Standing::Silent
        } else if now_ms - self.line.heard_ms > i64::from(sign_in_days) * 24 * HOUR_MS {
            Standing::SignedOut
        } else if silent_ms >= HIDES_MS {
            Standing::Away
        } else if self.line.last_seen_ms.is_none() {
            Standing::New
        } else if self.has_left() {
            Standing::Pending
        } else {
            Standing::Well
        }
    }
}

impl Standing {
    /// Whether somebody has to do something.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        self <= Self::Away
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beatbook_records::role::Role;
    use uuid::Uuid;

    const NOW: i64 = 1_000 * 24 * HOUR_MS;

    fn silent_for(hours: i64) -> Health {
        let line = DeviceLine {
            device: Uuid::nil(),
            name: "Asha".into(),
            role: Role::EnforcementOfficer,
            areas: Vec::new(),
            enrolled_ms: 0,
            last_seen_ms: Some(NOW - hours * HOUR_MS),
            heard_ms: NOW - hours * HOUR_MS,
            revoked_ms: None,
            unsent: Some(0),
            unsent_since_ms: None,
        };
        Health { line, photos: 0, patrol: None }
    }

    fn standing(health: &Health) -> Standing {
        health.standing(90, NOW)
    }

    #[test]
    fn a_phone_with_something_left_is_asked_for_after_two_days_and_no_hour_before() {
        let left: [fn(&mut Health); 3] = [
            |health| health.line.unsent = Some(1),
            |health| health.photos = 1,
            |health| health.patrol = Some(DateTime::UNIX_EPOCH),
        ];
        for leave in left {
            let (mut before, mut then) = (silent_for(47), silent_for(48));
            assert_eq!((standing(&before), standing(&then)), (Standing::Well, Standing::Well));
            leave(&mut before);
            leave(&mut then);
            assert_eq!((standing(&before), standing(&then)), (Standing::Pending, Standing::Silent));
        }
    }

    #[test]
    fn silence_sign_in_and_revoking_each_have_their_word() {
        assert_eq!(standing(&silent_for(14 * 24)), Standing::Away);
        assert_eq!(standing(&silent_for(91 * 24)), Standing::SignedOut);
        let mut new = silent_for(1);
        new.line.last_seen_ms = None;
        assert_eq!(standing(&new), Standing::New);
        let mut revoked = silent_for(91 * 24);
        (revoked.line.revoked_ms, revoked.line.unsent) = (Some(NOW), Some(5));
        assert_eq!(standing(&revoked), Standing::Revoked);
        let mut old = silent_for(1);
        old.line.unsent = None;
        assert_eq!(standing(&old), Standing::Well, "an older app does not say");
    }
}
