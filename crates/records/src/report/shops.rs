//! Shops with problems, and what was agreed with those that suffer most.
//!
//! Rule: a shop is the record that was written of it; sources and people are none of its figures.

use chrono::NaiveDate;

use crate::codes::RetailProblem;
use crate::declare::code_list;
use crate::kinds::ShopProblem;
use crate::record::{Record as _, Values};

use super::counting::{Counting, PLAIN, code};
use super::tables::{Adds, Rows, Seen, Sum, Table, as_it_is};

/// From so many offences in twelve months on, a shop is one that suffers most.
const MANY: i64 = 6;

code_list! {
    /// What is counted.
    ShopFigure {
        /// Shops with a problem
        Shops = "shops",
        /// Shops with six or more offences
        SixOrMore = "six_or_more",
    }
}

code_list! {
    /// How far a plan is.
    PlanState {
        /// Something came of it
        Result = "RESULT",
        /// Review day passed, no result
        Overdue = "OVERDUE",
        /// Agreed, review to come
        Agreed = "AGREED",
        /// Agreed, no review day
        Undated = "UNDATED",
    }
}

code_list! {
    /// What is told of them.
    ShopColumn {
        /// Shops
        Shops = "shops",
    }
}

/// The report.
pub const COUNTING: Counting = Counting {
    name: "shops",
    title: "Shops with many offences",
    rule: "Shops whose problem was first written down in the period, by the offences of twelve months that the shop or the \
           police count; six or more are many. A plan is told as it stands now, its review day against the last day of the \
           period. A record that repeats another and one that was voided are not counted.",
    kinds: &[ShopProblem::KIND.name],
    figures: &ShopFigure::LIST,
    within: &[("shops", &["six_or_more"])],
    of: |_, values| {
        let many = suffers(values).then_some(ShopFigure::SixOrMore);
        [ShopFigure::Shops].into_iter().chain(many).map(ShopFigure::code).collect()
    },
    tables: &[
        Table {
            code: "plans",
            title: "Plans of shops with six or more offences",
            row: "Plan",
            rows: Rows::Codes(&PlanState::LIST),
            columns: &ShopColumn::LIST,
            within: &[],
            sums: &[("shops", "six_or_more", Sum::All)],
            measures: &[],
            stands: state_on,
            of: plans,
        },
        Table {
            code: "areas",
            title: "Shops with six or more offences by area",
            row: "Area",
            rows: Rows::Written,
            columns: &ShopColumn::LIST,
            within: &[],
            sums: &[("shops", "six_or_more", Sum::All)],
            measures: &[],
            stands: as_it_is,
            of: |seen| of_many(seen, code(seen.values, "area").unwrap_or_default()),
        },
        Table {
            code: "problems",
            title: "What shops with six or more offences suffer from",
            row: "Problem",
            rows: Rows::Codes(&RetailProblem::LIST),
            columns: &ShopColumn::LIST,
            within: &[],
            sums: &[("shops", "six_or_more", Sum::Each)],
            measures: &[],
            stands: as_it_is,
            of: |seen| {
                let problems = seen.values.get("problems").and_then(serde_json::Value::as_array);
                let codes = problems.into_iter().flatten().filter_map(serde_json::Value::as_str);
                codes.flat_map(|problem| of_many(seen, problem)).collect()
            },
        },
    ],
    tells: &["business", "area", "offences_12m", "plan", "review_on", "result"],
    lists: Some("six_or_more"),
    ..PLAIN
};

fn suffers(shop: &Values) -> bool {
    shop.get("offences_12m").and_then(serde_json::Value::as_i64).is_some_and(|offences| offences >= MANY)
}

/// One in this row, if it is a shop that suffers.
fn of_many(seen: &Seen<'_>, row: &str) -> Vec<Adds> {
    if suffers(seen.values) { vec![Adds::one(row, ShopColumn::Shops.code())] } else { Vec::new() }
}

/// On its day a plan is known by its review day, where it has no result: whether that has passed, the period says.
fn plans(seen: &Seen<'_>) -> Vec<Adds> {
    let said = |field: &str| code(seen.values, field).filter(|text| !text.trim().is_empty());
    let undated = said("review_on").unwrap_or(PlanState::Undated.code());
    of_many(seen, said("result").map_or(undated, |_| PlanState::Result.code()))
}

fn state_on(row: &str, _: NaiveDate, to: NaiveDate) -> Option<String> {
    let state = match row.parse::<NaiveDate>() {
        Ok(review) if review < to => PlanState::Overdue,
        Ok(_) => PlanState::Agreed,
        Err(_) => PlanState::from_code(row)?,
    };
    Some(state.code().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_overdue_from_the_day_after_its_review_day() {
        let state = |to: &str| state_on("2024-03-01", NaiveDate::MIN, to.parse().expect("a day"));
        assert_eq!(state("2024-03-01").as_deref(), Some("AGREED"));
        assert_eq!(state("2024-03-02").as_deref(), Some("OVERDUE"));
        assert_eq!(state_on("RESULT", NaiveDate::MIN, NaiveDate::MAX).as_deref(), Some("RESULT"));
    }
}
