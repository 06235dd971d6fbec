//! Sessions with young people and the public: how many there were, how many came.

use serde_json::Value;

use crate::codes::OutreachKind;
use crate::declare::code_list;
use crate::kinds::OutreachSession;
use crate::record::Record as _;

use super::counting::{Counting, PLAIN, code};
use super::tables::{Adds, Rows, Seen, Sum, Table, as_it_is};

code_list! {
    /// What is counted.
    OutreachFigure {
        /// Sessions
        Sessions = "sessions",
        /// Sessions held with a partner
        WithPartner = "with_partner",
    }
}

code_list! {
    /// What is told of a row of sessions.
    OutreachColumn {
        /// Sessions
        Sessions = "sessions",
        /// Attendance
        Attendance = "attendance",
        /// Under 18
        Under18 = "under_18",
        /// Minutes
        Minutes = "minutes",
    }
}

/// The report.
pub const COUNTING: Counting = Counting {
    name: "outreach",
    title: "Outreach sessions",
    rule: "Sessions of the period, by the time that they are written with, and how many came to each: somebody who came twice counts twice. \
           Minutes are told where they were written. A record that repeats another and one that was voided are not counted.",
    kinds: &[OutreachSession::KIND.name],
    figures: &OutreachFigure::LIST,
    within: &[("sessions", &["with_partner"])],
    of: |_, values| {
        let partner = code(values, "partner").is_some_and(|partner| !partner.trim().is_empty());
        let partner = partner.then_some(OutreachFigure::WithPartner);
        [OutreachFigure::Sessions].into_iter().chain(partner).map(OutreachFigure::code).collect()
    },
    tables: &[
        table("kinds", "Sessions by kind", "Kind", Rows::Codes(&OutreachKind::LIST), |seen| {
            told(seen, "session_type")
        }),
        table("areas", "Sessions by area", "Area", Rows::Written, |seen| told(seen, "area")),
    ],
    ..PLAIN
};

const fn table(
    code: &'static str,
    title: &'static str,
    row: &'static str,
    rows: Rows,
    of: fn(&Seen<'_>) -> Vec<Adds>,
) -> Table {
    Table {
        code,
        title,
        row,
        rows,
        columns: &OutreachColumn::LIST,
        within: &[("attendance", &["under_18"], false)],
        sums: &[("sessions", "sessions", Sum::All)],
        measures: &[("minutes", "sessions")],
        stands: as_it_is,
        of,
    }
}

fn told(seen: &Seen<'_>, row: &str) -> Vec<Adds> {
    use OutreachColumn as C;
    let Some(row) = code(seen.values, row) else { return Vec::new() };
    let many = |column: C| {
        let amount = seen.values.get(column.code()).and_then(Value::as_i64).unwrap_or(0);
        Adds::many(row, column.code(), amount)
    };
    vec![Adds::one(row, C::Sessions.code()), many(C::Attendance), many(C::Under18), many(C::Minutes)]
}
