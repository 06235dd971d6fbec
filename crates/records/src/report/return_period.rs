//! What a return is about: a month or a quarter of the calendar, as `2023-08` or `2023-Q3`.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::period::{Period, london_date};

const WRONG: &str = "a return is for a month, as 2023-08, or for a quarter, as 2023-Q3";

/// A month or a quarter; Q1 begins in January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReturnPeriod {
    from: NaiveDate,
    months: u32,
}

impl ReturnPeriod {
    /// Its days, as London counts them.
    #[must_use]
    pub fn days(self) -> Period {
        let after = self.from.checked_add_months(Months::new(self.months));
        Period { from: self.from, to: after.and_then(|day| day.pred_opt()).unwrap_or(self.from) }
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn has_ended(self, now: DateTime<Utc>) -> bool {
        self.days().to < london_date(now)
    }

    /// Whether it is a quarter.
    #[must_use]
    pub const fn is_quarter(self) -> bool {
        self.months == 3
    }

    /// The months from one day to another, and the quarters that they are in; each in order.
    #[must_use]
    pub fn between(from: NaiveDate, to: NaiveDate) -> Vec<Self> {
        let first = |months: u32| {
            let month = from.month0() / months * months + 1;
            NaiveDate::from_ymd_opt(from.year(), month, 1).map(|from| Self { from, months })
        };
        let next = |period: &Self| {
            let from = period.from.checked_add_months(Months::new(period.months))?;
            Some(Self { from, months: period.months })
        };
        let each = |months| std::iter::successors(first(months), next).take_while(|period| period.from <= to);
        each(1).chain(each(3)).collect()
    }

    /// As people say it: August 2023; July to September 2023.
    #[must_use]
    pub fn words(self) -> String {
        let Period { from, to } = self.days();
        let last = to.format("%B %Y").to_string();
        if self.is_quarter() { format!("{} to {last}", from.format("%B")) } else { last }
    }
}

impl FromStr for ReturnPeriod {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, part) = text.split_once('-').ok_or(WRONG)?;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !digits(year) || part.len() != 2 {
            return Err(WRONG);
        }
        let (month, months) = match part.strip_prefix('Q') {
            Some(quarter @ ("1" | "2" | "3" | "4")) => {
                (quarter.parse::<u32>().map_err(|_| WRONG)? * 3 - 2, 3)
            }
            None if digits(part) => (part.parse().map_err(|_| WRONG)?, 1),
            _ => return Err(WRONG),
        };
        let from = NaiveDate::from_ymd_opt(year.parse().map_err(|_| WRONG)?, month, 1).ok_or(WRONG)?;
        Ok(Self { from, months })
    }
}

impl fmt::Display for ReturnPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_quarter() {
            true => write!(f, "{:04}-Q{}", self.from.year(), self.from.month0() / 3 + 1),
            false => write!(f, "{:04}-{:02}", self.from.year(), self.from.month()),
        }
    }
}

impl Serialize for ReturnPeriod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReturnPeriod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> ReturnPeriod {
        text.parse().expect("a period")
    }

    #[test]
    fn months_and_quarters_are_read_and_written_and_know_their_days() {
        for (text, days, words) in [
            ("2023-08", "2023-08-01 2023-08-31", "August 2023"),
            ("2024-02", "2024-02-01 2024-02-29", "February 2024"),
            ("2023-Q3", "2023-07-01 2023-09-30", "July to September 2023"),
            ("2023-Q4", "2023-10-01 2023-12-31", "October to December 2023"),
        ] {
            let Period { from, to } = period(text).days();
            assert_eq!((period(text).to_string(), format!("{from} {to}")), (text.into(), days.into()));
            assert_eq!(period(text).words(), words);
        }
        for wrong in [
            "",
            "2023",
            "2023-13",
            "2023-00",
            "2023-Q0",
            "2023-Q5",
            "2023-q3",
            "23-08",
            "2023-8",
            "2023-08-01",
        ] {
            assert_eq!(wrong.parse::<ReturnPeriod>(), Err(WRONG), "{wrong}");
        }
    }

    #[test]
    fn a_month_has_ended_once_its_last_day_is_over_in_london() {
        let at = |text: &str| text.parse().expect("a time");
        assert!(
            !period("2023-08").has_ended(at("2023-08-31T22:59:59Z")),
            "a minute before midnight in summer"
        );
        assert!(period("2023-08").has_ended(at("2023-08-31T23:00:00Z")));
        assert!(!period("2023-Q3").has_ended(at("2023-08-31T23:00:00Z")));
    }

    #[test]
    fn between_two_days_lie_their_months_and_quarters() {
        let day = |text: &str| text.parse().expect("a day");
        let all: Vec<_> = ReturnPeriod::between(day("2023-11-30"), day("2024-01-01"))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(all, ["2023-11", "2023-12", "2024-01", "2023-Q4", "2024-Q1"]);
    }
}
