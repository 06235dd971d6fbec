//! Who took part in the work: tours of duty with partners, and days of action.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::codes::PartnerAgency;
use crate::declare::code_list;
use crate::kinds::Shift;
use crate::record::{Record as _, Values};

use super::counting::{Counting, PLAIN, code};
use super::tables::{Adds, Rows, Seen, Sum, Table, as_it_is};

code_list! {
    /// What is counted.
    PartnerFigure {
        /// Shifts
        Shifts = "shifts",
        /// Shifts with partners
        WithPartners = "with_partners",
        /// Shifts on days of action
        DaysOfAction = "days_of_action",
    }
}

code_list! {
    /// What is told of a partner.
    PartnerColumn {
        /// Shifts
        Shifts = "shifts",
        /// Shifts on days of action
        DaysOfAction = "days_of_action",
        /// Minutes of finished shifts
        Minutes = "minutes",
    }
}

/// The report.
pub const COUNTING: Counting = Counting {
    name: "partners",
    title: "Partner activity",
    rule: "Shifts that were begun in the period, and which partners took part. A shift with two partners is told under both, \
           with all of its minutes; one that has not ended has none yet. A record that repeats another and one that was \
           voided are not counted.",
    kinds: &[Shift::KIND.name],
    figures: &PartnerFigure::LIST,
    within: &[("shifts", &["with_partners"]), ("shifts", &["days_of_action"])],
    of: |_, values| {
        let with = (partners(values).next().is_some()).then_some(PartnerFigure::WithPartners);
        let action = day_of_action(values).then_some(PartnerFigure::DaysOfAction);
        [Some(PartnerFigure::Shifts), with, action].into_iter().flatten().map(PartnerFigure::code).collect()
    },
    tables: &[Table {
        code: "partners",
        title: "Shifts by partner",
        row: "Partner",
        rows: Rows::Codes(&PartnerAgency::LIST),
        columns: &PartnerColumn::LIST,
        within: &[("shifts", &["days_of_action"], false)],
        sums: &[("shifts", "with_partners", Sum::Each), ("days_of_action", "days_of_action", Sum::Each)],
        measures: &[("minutes", "shifts")],
        stands: as_it_is,
        of: by_partner,
    }],
    ..PLAIN
};

fn partners(shift: &Values) -> impl Iterator<Item = &str> {
    shift.get("partners").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn day_of_action(shift: &Values) -> bool {
    shift.get("day_of_action").and_then(Value::as_bool) == Some(true)
}

/// How long a shift was, once it has ended.
fn minutes(shift: &Values) -> Option<i64> {
    let at = |field: &str| code(shift, field)?.parse::<DateTime<Utc>>().ok();
    Some((at("ended")? - at("started")?).num_minutes())
}

fn by_partner(seen: &Seen<'_>) -> Vec<Adds> {
    use PartnerColumn as C;
    let action = i64::from(day_of_action(seen.values));
    let minutes = minutes(seen.values).unwrap_or(0);
    let told = |partner| {
        [
            Adds::one(partner, C::Shifts.code()),
            Adds::many(partner, C::DaysOfAction.code(), action),
            Adds::many(partner, C::Minutes.code(), minutes),
        ]
    };
    partners(seen.values).flat_map(told).collect()
}
