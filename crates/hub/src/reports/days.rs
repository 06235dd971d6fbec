//! The days that a report is over, as somebody asked for them.

use beatbook_records::report::period::{Period, london_date};
use chrono::{DateTime, Months, NaiveDate, Utc};

use crate::error::HubError;

/// A period as it was asked for; a day that is left out is the default's.
///
/// # Errors
/// `Malformed` where a day is not one or the last is before the first.
pub fn asked(default: Period, from: Option<&str>, to: Option<&str>) -> Result<Period, HubError> {
    let day = |text: Option<&str>, default: NaiveDate| match text.map(str::trim) {
        None | Some("") => Ok(default),
        Some(text) => text.parse().map_err(|_| HubError::Malformed("a date is not written as 2024-06-30")),
    };
    let period = Period { from: day(from, default.from)?, to: day(to, default.to)? };
    if period.to < period.from {
        Err(HubError::Malformed("the last day is before the first"))
    } else {
        Ok(period)
    }
}

/// The twelve months up to the day of a moment.
#[must_use]
pub fn year_to(moment: DateTime<Utc>) -> Period {
    let to = london_date(moment);
    let from = to.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt()).unwrap_or(to);
    Period { from, to }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_the_defaults_and_what_is_no_period_is_refused() {
        let default = year_to("2024-03-01T12:00:00Z".parse().expect("a time"));
        assert_eq!(
            (default.from.to_string(), default.to.to_string()),
            ("2023-03-02".into(), "2024-03-01".into())
        );
        let period = asked(default, Some(" 2023-12-24 "), Some("")).expect("a period");
        assert_eq!((period.from.to_string(), period.to), ("2023-12-24".into(), default.to));
        for (from, to) in [(Some("2023-02-30"), None), (None, Some("x")), (Some("2024-03-02"), None)] {
            assert!(matches!(asked(default, from, to), Err(HubError::Malformed(_))), "{from:?} {to:?}");
        }
    }
}
