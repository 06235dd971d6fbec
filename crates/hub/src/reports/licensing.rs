//! The figures of selective licensing.

use beatbook_records::report::licensing::{KINDS, LicensingFigure, licensing};
use beatbook_records::report::period::Period;

use super::counted::{CountedReport, Row};
use crate::store::{Book, StoreResult};

const RULE: &str = "Inspections, visual audits and leads that began in the period, as their records stand now: what was \
\"ever\" stays when it is closed, what is \"now\" does not. A record that repeats another and one that was voided are not counted.";

/// The figures of a period.
///
/// # Errors
/// When the store cannot be read.
pub fn of(store: &Book<'_>, period: Period) -> StoreResult<CountedReport> {
    let records = store.counted(&KINDS, period)?;
    let figures = licensing(records.iter().map(|record| (record, record.kind.as_str(), &record.values)));
    let row = |(figure, records): (LicensingFigure, Vec<_>)| Row {
        code: figure.code(),
        name: LicensingFigure::LIST.words_of(figure.code()).unwrap_or(figure.code()),
        count: records.len(),
        records: records.into_iter().map(Into::into).collect(),
    };
    let organisation = store.organisation()?.unwrap_or_default();
    let rows = figures.into_iter().map(row).collect();
    Ok(CountedReport::new("Selective licensing", RULE, organisation, period, rows))
}
