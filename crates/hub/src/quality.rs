//! What may be wrong or missing in the latest records, and what their authors are asked about it.
//!
//! Rule: decided from rows alone. A finding is a question, never an error: the record counts as it is until its author
//! changes it.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// How far back it is looked.
pub const DAYS: i64 = 28;
/// A patrol that began so long ago and has no end was forgotten, or its end is on a phone.
const NEVER_ENDED: TimeDelta = TimeDelta::hours(16);
/// A patrol that is longer was hardly walked as it was written.
const TOO_LONG: TimeDelta = TimeDelta::hours(12);

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// A patrol has no end.
    NeverEnded,
    /// A patrol is very long.
    TooLong,
    /// A patrol has neither an engagement nor an activity.
    Empty,
    /// An engagement on a patrol has no hotspot.
    NoHotspot,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NeverEnded, Self::TooLong, Self::Empty, Self::NoHotspot];

    /// Its name in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NeverEnded => "never-ended",
            Self::TooLong => "too-long",
            Self::Empty => "empty",
            Self::NoHotspot => "no-hotspot",
        }
    }

    /// What is found, as a heading.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NeverEnded => "Patrols that began more than 16 hours ago and have no end",
            Self::TooLong => "Patrols of more than 12 hours",
            Self::Empty => "Finished patrols with neither an engagement nor an activity",
            Self::NoHotspot => "Engagements on a patrol and outside every hotspot",
        }
    }

    /// What its author is asked, as a first draft.
    #[must_use]
    pub const fn asks(self) -> &'static str {
        match self {
            Self::NeverEnded => "This patrol has no end. When did it finish?",
            Self::TooLong => "This patrol is longer than 12 hours. Are its times right?",
            Self::Empty => "Nothing was counted on this patrol. Is anything missing?",
            Self::NoHotspot => "This was counted outside every hotspot. Was it in one?",
        }
    }

    /// The check of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.code() == code)
    }
}

/// A patrol as it is looked at.
#[derive(Debug, Clone)]
pub struct PatrolSeen {
    /// The record.
    pub id: Uuid,
    /// Who wrote it.
    pub officer: String,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it was finished.
    pub finished: Option<DateTime<Utc>>,
    /// Whether it has activities.
    pub active: bool,
}

/// An engagement as it is looked at.
#[derive(Debug, Clone)]
pub struct EngagementSeen {
    /// The record.
    pub id: Uuid,
    /// Who wrote it.
    pub officer: String,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// The patrol it happened on.
    pub patrol: Option<Uuid>,
    /// Whether it has a hotspot.
    pub placed: bool,
}

/// A record that may not be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Why.
    pub check: Check,
    /// The record.
    pub record: Uuid,
    /// Who wrote it.
    pub officer: String,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// What may not be right, check by check, the latest first.
#[must_use]
pub fn findings(patrols: &[PatrolSeen], engagements: &[EngagementSeen], now: DateTime<Utc>) -> Vec<Finding> {
    let counted: std::collections::HashSet<Uuid> =
        engagements.iter().filter_map(|engagement| engagement.patrol).collect();
    let of_patrol = |patrol: &PatrolSeen| match patrol.finished {
        None => (now - patrol.started > NEVER_ENDED).then_some(Check::NeverEnded),
        Some(finished) if finished - patrol.started > TOO_LONG => Some(Check::TooLong),
        Some(_) => (!patrol.active && !counted.contains(&patrol.id)).then_some(Check::Empty),
    };
    let patrols = patrols.iter().filter_map(|patrol| {
        let (record, officer, at) = (patrol.id, patrol.officer.clone(), patrol.started);
        Some(Finding { check: of_patrol(patrol)?, record, officer, at })
    });
    let outside = engagements.iter().filter(|engagement| engagement.patrol.is_some() && !engagement.placed);
    let outside = outside.map(|engagement| Finding {
        check: Check::NoHotspot,
        record: engagement.id,
        officer: engagement.officer.clone(),
        at: engagement.occurred,
    });
    let mut all: Vec<_> = patrols.chain(outside).collect();
    all.sort_by(|one, other| (one.check, other.at, one.record).cmp(&(other.check, one.at, other.record)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn patrol(n: u128, started: i64, finished: Option<i64>) -> PatrolSeen {
        let (id, officer) = (Uuid::from_u128(n), "Asha".into());
        PatrolSeen { id, officer, started: at(started), finished: finished.map(at), active: false }
    }

    fn engagement(n: u128, patrol: Option<u128>, placed: bool) -> EngagementSeen {
        let (id, officer, patrol) = (Uuid::from_u128(n), "Asha".into(), patrol.map(Uuid::from_u128));
        EngagementSeen { id, officer, occurred: at(90), patrol, placed }
    }

    #[test]
    fn each_check_finds_its_own_and_nothing_at_its_edge() {
        let mut active = patrol(7, 88, Some(90));
        active.active = true;
        let patrols = [
            patrol(1, 83, None),
            patrol(2, 84, None),
            patrol(3, 70, Some(83)),
            patrol(4, 71, Some(83)),
            patrol(5, 88, Some(90)),
            patrol(6, 88, Some(90)),
            active,
        ];
        let engagements =
            [engagement(11, Some(4), true), engagement(12, Some(6), false), engagement(13, None, false)];
        let found = findings(&patrols, &engagements, at(100));
        let found: Vec<_> = found.iter().map(|one| (one.check, one.record.as_u128())).collect();
        let expected =
            [(Check::NeverEnded, 1), (Check::TooLong, 3), (Check::Empty, 5), (Check::NoHotspot, 12)];
        assert_eq!(found, expected);
        assert!(Check::ALL.into_iter().all(|check| Check::from_code(check.code()) == Some(check)));
    }
}
