//! What changed where: crimes of two periods, counted by place and type, beside the same change in a larger area.
//!
//! Rule: a month that is not there is never a nought: what it would be part of is not told.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::crime_type::CrimeType;
use super::month::{Month, Months};

/// Under this, a count goes up and down by chance.
pub const SMALL: u32 = 20;

/// Said beside the figures.
pub const RULE: &str = "Crimes counted by the LSOA that police.uk published for them. A percentage is the difference by the \
count before, rounded to whole numbers, halves away from nought; there is none of nought. A period that lacks a month has no \
figure.";

/// The two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Before.
    pub before: Months,
    /// After.
    pub after: Months,
}

/// The crimes of a place, by type and month.
pub type Counts = BTreeMap<(CrimeType, Month), u32>;

/// A place's change in one type of crime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The type.
    pub crime_type: CrimeType,
    /// In the first period; `None` where a month of it is missing.
    pub before: Option<u32>,
    /// In the second.
    pub after: Option<u32>,
}

impl Change {
    /// After, less before.
    #[must_use]
    pub fn difference(&self) -> Option<i64> {
        Some(i64::from(self.after?) - i64::from(self.before?))
    }

    /// The difference as whole percent of what was before.
    #[must_use]
    pub fn percent(&self) -> Option<i64> {
        percent(i64::from(self.before?), i64::from(self.after?))
    }

    /// Whether a count is so small that chance alone moves it much.
    #[must_use]
    pub fn is_small(&self) -> bool {
        [self.before, self.after].into_iter().flatten().any(|count| count < SMALL)
    }
}

/// A difference as whole percent of what was before, halves away from nought; there is none of nought.
#[must_use]
pub fn percent(before: i64, after: i64) -> Option<i64> {
    let twice = 200 * (after - before);
    (before > 0).then(|| (twice + before * twice.signum()) / (2 * before))
}

/// The change of each crime type, in the order of police.uk.
#[must_use]
pub fn changes(counts: &Counts, present: &BTreeSet<Month>, of: Compared) -> Vec<Change> {
    let sum = |crime_type: CrimeType, months: Months| {
        months.each().try_fold(0, |sum, month| {
            present.contains(&month).then(|| sum + counts.get(&(crime_type, month)).copied().unwrap_or(0))
        })
    };
    let change = |crime_type: &CrimeType| Change {
        crime_type: *crime_type,
        before: sum(*crime_type, of.before),
        after: sum(*crime_type, of.after),
    };
    CrimeType::ALL.iter().map(change).collect()
}

/// The months of both periods that are not there.
#[must_use]
pub fn missing(present: &BTreeSet<Month>, of: Compared) -> Vec<Month> {
    let asked: BTreeSet<Month> = of.before.each().chain(of.after.each()).collect();
    asked.difference(present).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    fn of(before: &str, after: &str) -> Compared {
        Compared { before: before.parse().expect("months"), after: after.parse().expect("months") }
    }

    fn change(before: u32, after: u32) -> Change {
        Change { crime_type: CrimeType::Drugs, before: Some(before), after: Some(after) }
    }

    #[test]
    fn percentages_round_halves_away_from_nought_and_nought_has_none() {
        let percents = [
            (134, 119, -11),
            (2, 9, 350),
            (7, 12, 71),
            (200, 201, 1),
            (200, 199, -1),
            (300, 301, 0),
            (9, 9, 0),
        ];
        for (before, after, percent) in percents {
            assert_eq!(change(before, after).percent(), Some(percent), "{before} to {after}");
        }
        assert_eq!(change(0, 4).percent(), None);
        assert_eq!(change(0, 4).difference(), Some(4));
    }

    #[test]
    fn a_missing_month_leaves_its_period_untold_and_the_other_as_it_is() {
        let counts = Counts::from([
            ((CrimeType::Drugs, month("2023-01")), 3),
            ((CrimeType::Drugs, month("2024-01")), 21),
        ]);
        let present = BTreeSet::from([month("2023-01"), month("2024-01"), month("2024-02")]);
        let of = of("2023-01..2023-02", "2024-01..2024-02");
        let drugs = changes(&counts, &present, of).remove(4);
        assert_eq!((drugs.crime_type, drugs.before, drugs.after), (CrimeType::Drugs, None, Some(21)));
        assert_eq!((drugs.difference(), drugs.percent(), drugs.is_small()), (None, None, false));
        assert_eq!(missing(&present, of), [month("2023-02")]);
    }

    #[test]
    fn a_month_that_is_there_without_a_crime_counts_nought_and_is_small() {
        let present = BTreeSet::from([month("2023-01"), month("2024-01")]);
        let all = changes(&Counts::new(), &present, of("2023-01", "2024-01"));
        assert_eq!(all.len(), 14);
        assert!(
            all.iter().all(|change| change.before == Some(0) && change.after == Some(0) && change.is_small())
        );
    }
}
