//! Calendar months, the grain of published crime figures.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month of a year, as `2023-07`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u16);

impl Month {
    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// So many months earlier; never before the year 0.
    #[must_use]
    pub const fn earlier(self, months: u16) -> Self {
        Self(self.0.saturating_sub(months))
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.0 / 12
    }

    /// Which month of its year, from 1.
    #[must_use]
    pub const fn of_year(self) -> u16 {
        self.0 % 12 + 1
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "a month is written as 2023-07";
        let (year, month) = text.split_once('-').ok_or(WRONG)?;
        if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(WRONG);
        }
        let (year, month): (u16, u16) = (year.parse().map_err(|_| WRONG)?, month.parse().map_err(|_| WRONG)?);
        // Months are counted from the year 0, and sixteen bits reach past 5000.
        if year > 5_000 || !(1..=12).contains(&month) { Err(WRONG) } else { Ok(Self(year * 12 + month - 1)) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From one month to another, both included, as `2022-07..2023-06`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months {
    /// The first.
    pub from: Month,
    /// The last.
    pub to: Month,
}

impl Months {
    /// Each of them.
    pub fn each(self) -> impl Iterator<Item = Month> {
        (self.from.0..=self.to.0).map(Month)
    }

    /// How many there are.
    #[must_use]
    pub const fn count(self) -> u16 {
        self.to.0 - self.from.0 + 1
    }

    /// Whether a month is one of them.
    #[must_use]
    pub fn contains(self, month: Month) -> bool {
        (self.from..=self.to).contains(&month)
    }
}

impl FromStr for Months {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let months = Self { from: from.parse()?, to: to.parse()? };
        if months.to < months.from { Err("the last month is before the first") } else { Ok(months) }
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

impl Serialize for Months {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Months {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written_and_follow_one_another_over_the_year() {
        let months: Months = "2022-11..2023-02".parse().expect("months");
        let each: Vec<_> = months.each().map(|month| month.to_string()).collect();
        assert_eq!(each, ["2022-11", "2022-12", "2023-01", "2023-02"]);
        assert_eq!(months.to_string(), "2022-11..2023-02");
        assert_eq!((months.count(), months.to.year(), months.to.of_year()), (4, 2023, 2));
        assert_eq!(months.to.earlier(3), months.from);
        assert_eq!(months.to.earlier(u16::MAX).to_string(), "0000-01");
        assert!(months.contains("2023-01".parse().expect("a month")));
        assert_eq!("2023-12".parse::<Month>().expect("a month").next(), "2024-01".parse().expect("a month"));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for wrong in ["", "2023", "2023-13", "2023-00", "23-07", "2023-7", "2023/07", "9999-01", "2023-07-01"]
        {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
        assert!("2023-07..2023-06".parse::<Months>().is_err());
        assert_eq!("2023-07".parse::<Months>().expect("one month").each().count(), 1);
    }
}
