//! Figures that a partner counts itself: how many of something in some months, or by how many percent it changed.
//!
//! Rule: what a partner says is told as it says it. Its counts are added up only where they cover a period to the month and
//! none of it twice; a change that it states is told for the very periods that it stated it for, and for no others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::month::Months;
use super::outcomes::{Compared, SMALL, percent};

/// The columns of a partner's file, in their order.
pub const COLUMNS: [&str; 6] = ["place", "measure", "months", "against", "count", "pct_change"];
/// A place and a measure are no longer than this, in characters.
const WORDS_MAX: usize = 100;
/// No change is larger, in percent.
const PERCENT_MAX: i64 = 1_000_000;

/// Said beside the figures.
pub const RULE: &str = "Figures as the partner counts them, by its own rules and over its own areas: not to be compared with \
those of police.uk. A change marked as stated was not computed here. A period that is not covered to the month has no figure.";

/// What is said of some months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// So many.
    Count(u32),
    /// So many percent more than in other months.
    Change {
        /// Those months.
        against: Months,
        /// Whole percent.
        percent: i64,
    },
}

/// A line of a partner's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Where, in the partner's words.
    pub place: String,
    /// Of what.
    pub measure: String,
    /// When.
    pub months: Months,
    /// What of it.
    pub said: Said,
}

impl Told {
    /// Read a line, its cells as [`COLUMNS`] are.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(cells: [&str; COLUMNS.len()]) -> Result<Self, String> {
        let [place, measure, months, against, count, percent] = cells.map(str::trim);
        let words = |name: &str, text: &str| match text.chars().count() {
            0 => Err(format!("{name} is empty")),
            1..=WORDS_MAX => Ok(text.to_owned()),
            _ => Err(format!("{name} is longer than {WORDS_MAX} characters")),
        };
        let period = |name: &str, text: &str| {
            text.parse::<Months>().map_err(|why| format!("{name} {text:?} is not right: {why}"))
        };
        let said = match (against, count, percent) {
            ("", count, "") => {
                Said::Count(count.parse().map_err(|_| format!("count {count:?} is no number"))?)
            }
            (_, "", "") => return Err("it has neither a count nor a change".into()),
            ("", _, _) => return Err("a change needs the months that it is against".into()),
            (against, "", percent) => {
                let number = percent.trim_end_matches('%').trim_end();
                let percent = number.parse().ok().filter(|percent: &i64| percent.abs() <= PERCENT_MAX);
                let percent =
                    percent.ok_or_else(|| format!("pct_change {number:?} is no whole percentage"))?;
                Said::Change { against: period("against", against)?, percent }
            }
            _ => return Err("a line has a count or a change, not both".into()),
        };
        Ok(Self {
            place: words("place", place)?,
            measure: words("measure", measure)?,
            months: period("months", months)?,
            said,
        })
    }

    /// Whether two lines say something of the same months, so that adding them up would count these twice.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let of_the_same = self.place == other.place && self.measure == other.measure;
        of_the_same
            && match (self.said, other.said) {
                (Said::Count(_), Said::Count(_)) => {
                    self.months.from <= other.months.to && other.months.from <= self.months.to
                }
                (Said::Change { against, .. }, Said::Change { against: others, .. }) => {
                    self.months == other.months && against == others
                }
                _ => false,
            }
    }
}

/// What a partner says of two periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare<'t> {
    /// Where.
    pub place: &'t str,
    /// Of what.
    pub measure: &'t str,
    /// In the first period; `None` where its counts do not cover it.
    pub before: Option<u32>,
    /// In the second.
    pub after: Option<u32>,
    /// The difference as whole percent of before: computed, or else stated.
    pub percent: Option<i64>,
    /// Whether it was stated.
    pub stated: bool,
}

impl Compare<'_> {
    /// Whether a count is so small that chance alone moves it much.
    #[must_use]
    pub fn is_small(&self) -> bool {
        [self.before, self.after].into_iter().flatten().any(|count| count < SMALL)
    }
}

/// What a partner's lines say of two periods, by place and measure in the order in which they come first. What they say
/// nothing of is left out.
#[must_use]
pub fn compare(told: &[Told], of: Compared) -> Vec<Compare<'_>> {
    let mut order: Vec<(&str, &str)> = Vec::new();
    let mut lines: BTreeMap<(&str, &str), Vec<&Told>> = BTreeMap::new();
    for line in told {
        let key = (line.place.as_str(), line.measure.as_str());
        lines.entry(key).or_insert_with(|| {
            order.push(key);
            Vec::new()
        });
        lines.entry(key).or_default().push(line);
    }
    let compared = order.into_iter().map(|(place, measure)| {
        let lines = &lines[&(place, measure)];
        let (before, after) = (count(lines, of.before), count(lines, of.after));
        let computed = before.zip(after).and_then(|(before, after)| percent(before.into(), after.into()));
        let stated = lines.iter().find_map(|line| match line.said {
            Said::Change { against, percent } if line.months == of.after && against == of.before => {
                Some(percent)
            }
            _ => None,
        });
        Compare {
            place,
            measure,
            before,
            after,
            percent: computed.or(stated),
            stated: computed.is_none() && stated.is_some(),
        }
    });
    compared.filter(|of| of.before.or(of.after).is_some() || of.percent.is_some()).collect()
}

/// How many in a period: the counts that lie in it, where they are of all its months.
#[must_use]
pub fn count(lines: &[&Told], period: Months) -> Option<u32> {
    let within = |line: &&&Told| period.from <= line.months.from && line.months.to <= period.to;
    let counts = lines.iter().filter(within).filter_map(|line| match line.said {
        Said::Count(count) => Some((line.months.count(), count)),
        Said::Change { .. } => None,
    });
    let (months, sum) =
        counts.fold((0, 0_u32), |(months, sum), (of, count)| (months + of, sum.saturating_add(count)));
    (months == period.count()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: [&str; 6]) -> Told {
        Told::read(cells).expect("a line")
    }

    fn months(text: &str) -> Months {
        text.parse().expect("months")
    }

    fn years() -> Compared {
        Compared { before: months("2022-07..2023-06"), after: months("2023-07..2024-06") }
    }

    #[test]
    fn counts_are_added_up_only_where_they_cover_a_period_to_the_month() {
        let told = [
            line(["Town", "ASB incidents", "2022-07..2022-12", "", "150", ""]),
            line(["Town", "ASB incidents", "2023-01..2023-06", "", "50", ""]),
            line(["Town", "ASB incidents", "2023-07..2024-06", "", "156", ""]),
        ];
        let said = compare(&told, years());
        assert_eq!(
            (said[0].before, said[0].after, said[0].percent, said[0].stated),
            (Some(200), Some(156), Some(-22), false)
        );
        let gap = compare(&told[1..], years());
        assert_eq!(
            (gap[0].before, gap[0].after, gap[0].percent),
            (None, Some(156), None),
            "a half is missing"
        );
        let other = Compared { before: months("2022-07..2023-05"), ..years() };
        assert_eq!(compare(&told, other)[0].before, None, "a count of six months says nothing of five");
    }

    #[test]
    fn a_stated_change_is_told_for_its_own_periods_and_no_others() {
        let told = [line(["Town", "ASB incidents", "2023-07..2024-06", "2022-07..2023-06", "", "-45%"])];
        let said = compare(&told, years());
        assert_eq!((said[0].percent, said[0].stated, said[0].before), (Some(-45), true, None));
        let other = Compared { after: months("2023-07..2024-05"), ..years() };
        assert_eq!(compare(&told, other), []);
    }

    #[test]
    fn a_line_says_what_is_wrong_with_it() {
        let wrong = |cells| Told::read(cells).expect_err("refused");
        for (cells, why) in [
            (["", "m", "2023-07", "", "1", ""], "place is empty"),
            (["p", "m", "July", "", "1", ""], "months \"July\""),
            (["p", "m", "2023-07", "", "-1", ""], "no number"),
            (["p", "m", "2023-07", "", "", ""], "count \"\" is no number"),
            (["p", "m", "2023-07", "2022-07", "", ""], "neither"),
            (["p", "m", "2023-07", "", "", "-3"], "needs the months"),
            (["p", "m", "2023-07", "2022-07", "4", "-3"], "not both"),
            (["p", "m", "2023-07", "2022-07", "", "2.5"], "no whole percentage"),
            (["p", "m", "2023-07", "2022-07", "", "1000001"], "no whole percentage"),
        ] {
            let said = wrong(cells);
            assert!(said.contains(why), "{said}");
        }
        let long = "x".repeat(WORDS_MAX + 1);
        assert!(wrong([&long, "m", "2023-07", "", "1", ""]).contains("longer"));
        assert!(Told::read([&long[1..], "m", "2023-07", "", "0", ""]).is_ok());
    }

    #[test]
    fn lines_that_would_count_a_month_twice_overlap() {
        let year = line(["p", "m", "2023-07..2024-06", "", "9", ""]);
        for (cells, overlaps) in [
            (["p", "m", "2024-06", "", "1", ""], true),
            (["p", "m", "2024-07", "", "1", ""], false),
            (["p", "n", "2024-06", "", "1", ""], false),
            (["p", "m", "2023-07..2024-06", "2022-07..2023-06", "", "3"], false),
        ] {
            assert_eq!(year.overlaps(&line(cells)), overlaps, "{cells:?}");
        }
    }
}
