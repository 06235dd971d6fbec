//! What a line of the outcomes says, as a sentence.
//!
//! Rule: the sentence claims what the figures show and no cause; where chance alone could do it, it says so.

use beatbook_records::report::month::{Month, Months};
use beatbook_records::report::outcomes::SMALL;
use chrono::NaiveDate;

use super::outcomes::{Line, Outcomes};

/// The finding of a line.
#[must_use]
pub fn finding(report: &Outcomes, line: &Line) -> String {
    let what = format!("{} in {}", line.crime_type, line.place);
    let (before, after) = (period(report.before), period(report.after));
    let (Some(was), Some(is), Some(difference)) = (line.before, line.after, line.difference) else {
        let lacks = match (line.before, line.after) {
            (None, None) => "both periods lack months".to_owned(),
            (None, _) => format!("{before} lacks a month"),
            _ => format!("{after} lacks a month"),
        };
        return format!("{what} cannot be compared: {lacks}.");
    };
    let mut text = match difference {
        0 => format!("{what} stayed the same: {was} in {before}, {is} in {after}"),
        _ => format!("{what} {} from {was} in {before} to {is} in {after}", went(difference)),
    };
    if let Some(percent) = line.pct_change.filter(|_| difference != 0) {
        text += &format!(", by {}", size(percent));
    }
    text += ".";
    if let (Some(name), Some(percent)) = (&report.comparison, line.pct_change_comparison) {
        text += &match percent {
            0 => format!(" In all {name} it changed by less than 1%."),
            _ => format!(" In all {name} it {} by {}.", went(percent), size(percent)),
        };
    }
    if line.small {
        text += &format!(" A count is under {SMALL}: chance alone can make such a change.");
    }
    text
}

const fn went(by: i64) -> &'static str {
    if by < 0 { "fell" } else { "rose" }
}

fn size(percent: i64) -> String {
    if percent == 0 { "less than 1%".into() } else { format!("{}%", percent.abs()) }
}

/// A period as people write it: July 2022 to June 2023.
#[must_use]
pub fn period(months: Months) -> String {
    if months.from == months.to {
        name(months.from)
    } else {
        format!("{} to {}", name(months.from), name(months.to))
    }
}

/// Months in words, those that follow one another together.
#[must_use]
pub fn ranges(months: &[Month]) -> String {
    let mut ranges: Vec<Months> = Vec::new();
    for month in months {
        match ranges.last_mut() {
            Some(last) if last.to.next() == *month => last.to = *month,
            _ => ranges.push(Months { from: *month, to: *month }),
        }
    }
    ranges.into_iter().map(period).collect::<Vec<_>>().join(", ")
}

/// A month as people write it: July 2022.
#[must_use]
pub fn name(month: Month) -> String {
    let first = NaiveDate::from_ymd_opt(month.year().into(), month.of_year().into(), 1);
    first.map_or_else(|| month.to_string(), |day| day.format("%B %Y").to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use beatbook_records::report::crime_type::CrimeType;
    use beatbook_records::report::outcomes::{Change, Compared};

    use super::*;
    use crate::reports::partner_figures::PartnerFigures;

    fn said(before: Option<u32>, after: Option<u32>, comparison: Option<i64>) -> String {
        let change = Change { crime_type: CrimeType::Drugs, before, after };
        let line = Line {
            place: "The square".into(),
            crime_type: "Drugs".into(),
            before,
            after,
            difference: change.difference(),
            pct_change: change.percent(),
            pct_change_comparison: comparison,
            small: change.is_small(),
            months: BTreeMap::new(),
        };
        let of = Compared {
            before: "2022-07..2023-06".parse().expect("months"),
            after: "2024-01".parse().expect("a month"),
        };
        let report = Outcomes {
            organisation: "Testford".into(),
            sample: false,
            source: "",
            rule: "",
            before: of.before,
            after: of.after,
            missing: Vec::new(),
            comparison: Some("Testford".into()),
            lines: Vec::new(),
            geography: Vec::new(),
            files: Vec::new(),
            query: String::new(),
            partners: PartnerFigures::of(String::new(), &[], of),
        };
        finding(&report, &line)
    }

    #[test]
    fn a_finding_tells_the_change_the_district_and_chance() {
        assert_eq!(
            said(Some(134), Some(119), Some(-4)),
            "Drugs in The square fell from 134 in July 2022 to June 2023 to 119 in January 2024, by 11%. In all Testford it fell by 4%."
        );
        assert!(
            said(Some(100), Some(150), Some(0))
                .ends_with("by 50%. In all Testford it changed by less than 1%.")
        );
        assert!(said(Some(300), Some(301), None).ends_with("to 301 in January 2024, by less than 1%."));
        assert!(said(Some(25), Some(25), None).contains("stayed the same: 25 in"));
        let small = said(Some(0), Some(4), None);
        assert!(
            small.contains("rose from 0") && !small.contains('%') && small.ends_with("such a change."),
            "{small}"
        );
    }

    #[test]
    fn a_period_that_lacks_a_month_is_not_compared() {
        assert_eq!(
            said(None, Some(4), None),
            "Drugs in The square cannot be compared: July 2022 to June 2023 lacks a month."
        );
        assert!(said(Some(4), None, None).contains("January 2024 lacks a month"));
        assert!(said(None, None, Some(3)).ends_with("both periods lack months."));
    }
}
