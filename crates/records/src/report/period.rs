//! Days as people in the United Kingdom count them.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;
use serde::{Deserialize, Serialize};

/// The zone whose days the reports use.
pub const ZONE: &str = "Europe/London";

/// From one date to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// Whether a moment falls on one of its days.
    #[must_use]
    pub fn contains(&self, moment: DateTime<Utc>) -> bool {
        (self.from..=self.to).contains(&london_date(moment))
    }
}

/// The date of a moment in London.
#[must_use]
pub fn london_date(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&London).date_naive()
}

/// A moment as clocks in London show it: 14:02 on 1 August 2023.
#[must_use]
pub fn london_time(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&London).format("%H:%M on %-d %B %Y").to_string()
}
