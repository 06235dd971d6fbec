//! Home security packs by area, by what was fitted together, by why not, and what was said later.
//!
//! Rule: a visit is seen with its items and its follow-ups, and counts on its own day. Never where a pack is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months, NaiveDate};

use crate::codes::{CouldNotFit, FitResult, FollowUpDue, Item, YesNo};
use crate::declare::code_list;
use crate::kinds::{FittedItem, HardeningFollowup, HardeningSignup, Installation};
use crate::pack::stays;
use crate::record::{Record as _, Values};

use super::counting::code;
use super::hardening::{HardeningFigure, became};
use super::tables::{Adds, Rows, Seen, Sum, Table, as_it_is};

code_list! {
    /// What is told of an area.
    AreaColumn {
        /// Homes signed up
        SignedUp = "signed_up",
        /// Packs fitted whole
        Fitted = "fitted",
        /// Packs fitted in part
        PartFitted = "part_fitted",
        /// Packs refused
        Refused = "refused",
    }
}

code_list! {
    /// What is told of items that were fitted together.
    TogetherColumn {
        /// Visits
        Visits = "visits",
    }
}

code_list! {
    /// What is told of a reason.
    ReasonColumn {
        /// Visits
        Visits = "visits",
        /// Items
        Items = "items",
    }
}

code_list! {
    /// What is told of follow-ups.
    FollowUpColumn {
        /// Came due
        Due = "due",
        /// Made
        Made = "made",
        /// Not made
        NotMade = "not_made",
        /// Everything still fitted
        StillFitted = "still_fitted",
        /// Everything works
        Works = "works",
        /// Used
        Used = "used",
        /// Feels safer than before
        FeelsSafer = "feels_safer",
        /// Another crime
        Revictimised = "revictimised",
    }
}

/// The tables.
pub const TABLES: &[Table] = &[
    Table {
        code: "areas",
        title: "Packs by area",
        row: "Area",
        rows: Rows::Written,
        columns: &AreaColumn::LIST,
        within: &[],
        sums: &[
            ("signed_up", "signed_up", Sum::All),
            ("fitted", "fitted", Sum::All),
            ("part_fitted", "part_fitted", Sum::All),
            ("refused", "refused", Sum::All),
        ],
        measures: &[],
        stands: as_it_is,
        of: by_area,
    },
    Table {
        code: "together",
        title: "Items that were fitted together",
        row: "Items",
        rows: Rows::Codes(&Item::LIST),
        columns: &TogetherColumn::LIST,
        within: &[],
        sums: &[("visits", "visits", Sum::Part)],
        measures: &[],
        stands: as_it_is,
        of: together,
    },
    Table {
        code: "reasons",
        title: "Why items could not be fitted",
        row: "Reason",
        rows: Rows::Codes(&CouldNotFit::LIST),
        columns: &ReasonColumn::LIST,
        within: &[("items", &["visits"], false)],
        sums: &[("visits", "visits", Sum::Each)],
        measures: &[],
        stands: as_it_is,
        of: reasons,
    },
    Table {
        code: "followups",
        title: "Follow-ups that came due",
        row: "Follow-up",
        rows: Rows::Codes(&FollowUpDue::LIST),
        columns: &FollowUpColumn::LIST,
        within: &[
            ("due", &["made", "not_made"], true),
            ("made", &["still_fitted"], false),
            ("made", &["works"], false),
            ("made", &["used"], false),
            ("made", &["feels_safer"], false),
            ("made", &["revictimised"], false),
        ],
        sums: &[("due", "visits", Sum::Each)],
        measures: &[],
        stands: once_due,
        of: follow_ups,
    },
];

fn by_area(seen: &Seen<'_>) -> Vec<Adds> {
    let Some(area) = code(seen.values, "area") else { return Vec::new() };
    let column = if seen.kind == HardeningSignup::KIND.name {
        Some(AreaColumn::SignedUp)
    } else if seen.kind == Installation::KIND.name {
        became(seen.values).and_then(|figure| match figure {
            HardeningFigure::Fitted => Some(AreaColumn::Fitted),
            HardeningFigure::PartFitted => Some(AreaColumn::PartFitted),
            HardeningFigure::Refused => Some(AreaColumn::Refused),
            _ => None,
        })
    } else {
        None
    };
    column.map(|column| Adds::one(area, column.code())).into_iter().collect()
}

/// The records of a kind below a visit.
fn below<'r>(seen: &Seen<'r>, kind: &'static str) -> impl Iterator<Item = &'r Values> {
    seen.children.iter().filter(move |child| child.kind == kind).map(|child| &child.values)
}

fn result(item: &Values) -> Option<FitResult> {
    code(item, "result").and_then(FitResult::from_code)
}

fn together(seen: &Seen<'_>) -> Vec<Adds> {
    let stayed = below(seen, FittedItem::KIND.name).filter(|item| result(item).is_some_and(stays));
    let items: BTreeSet<Item> = stayed.filter_map(|item| Item::from_code(code(item, "item")?)).collect();
    let codes: Vec<_> = items.into_iter().map(Item::code).collect();
    if codes.is_empty() {
        return Vec::new();
    }
    vec![Adds::one(codes.join("+"), TogetherColumn::Visits.code())]
}

fn reasons(seen: &Seen<'_>) -> Vec<Adds> {
    let mut reasons: BTreeMap<&str, i64> = BTreeMap::new();
    for item in below(seen, FittedItem::KIND.name) {
        if let (Some(FitResult::CouldNotFit), Some(reason)) = (result(item), code(item, "could_not_fit")) {
            *reasons.entry(reason).or_default() +=
                item.get("quantity").and_then(serde_json::Value::as_i64).unwrap_or(0);
        }
    }
    let told = |(reason, items)| {
        [
            Adds::one(reason, ReasonColumn::Visits.code()),
            Adds::many(reason, ReasonColumn::Items.code(), items),
        ]
    };
    reasons.into_iter().flat_map(told).collect()
}

/// A visit that fitted something is followed up twice; of two records of the same follow-up the last one counts.
fn follow_ups(seen: &Seen<'_>) -> Vec<Adds> {
    use FollowUpColumn as C;
    let fitted = matches!(became(seen.values), Some(HardeningFigure::Fitted | HardeningFigure::PartFitted));
    if seen.kind != Installation::KIND.name || !fitted {
        return Vec::new();
    }
    let mut adds = Vec::new();
    for due in FollowUpDue::ALL {
        let made =
            below(seen, HardeningFollowup::KIND.name).filter(|made| code(made, "due") == Some(due.code()));
        let told = made
            .last()
            .map_or_else(|| vec![C::NotMade], |made| [C::Made].into_iter().chain(said(made)).collect());
        adds.extend([C::Due].into_iter().chain(told).map(|column| Adds::one(due.code(), column.code())));
    }
    adds
}

fn said(made: &Values) -> impl Iterator<Item = FollowUpColumn> {
    use FollowUpColumn as C;
    let yes = |field: &str| code(made, field) == Some(YesNo::Yes.code());
    let felt = |field: &str| made.get(field).and_then(serde_json::Value::as_i64);
    let safer =
        felt("feels_safe_before").zip(felt("feels_safe_after")).is_some_and(|(before, after)| after > before);
    [
        (yes("still_fitted"), C::StillFitted),
        (yes("works"), C::Works),
        (yes("used"), C::Used),
        (safer, C::FeelsSafer),
        (yes("revictimised"), C::Revictimised),
    ]
    .into_iter()
    .filter_map(|(said, column)| said.then_some(column))
}

/// A follow-up is told once it came due by the last day.
fn once_due(row: &str, day: NaiveDate, to: NaiveDate) -> Option<String> {
    let due = match FollowUpDue::from_code(row)? {
        FollowUpDue::Weeks4 => day.checked_add_days(Days::new(28))?,
        FollowUpDue::Months6 => day.checked_add_months(Months::new(6))?,
    };
    (due <= to).then(|| row.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follow_up_is_told_from_the_day_on_which_it_came_due() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let told = |row, to| once_due(row, day("2023-08-31"), day(to)).is_some();
        assert_eq!((told("WEEKS_4", "2023-09-27"), told("WEEKS_4", "2023-09-28")), (false, true));
        assert_eq!((told("MONTHS_6", "2024-02-28"), told("MONTHS_6", "2024-02-29")), (false, true));
    }
}
