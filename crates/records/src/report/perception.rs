//! How safe people feel, beside what officers saw there: where fear and incidents part.
//!
//! Rule: an answer is one conversation, whoever took part. What was not asked is no answer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::declare::code_list;
use crate::kinds::{Engagement, Observation};
use crate::record::{Record as _, Values};

use super::counting::{Counting, PLAIN, code};
use super::tables::{Adds, Rows, Seen, Sum, Table, as_it_is, parts};

/// Fewer answers than these are too few to rest a decision on.
const FEW: i64 = 20;
/// Up to this of five, somebody feels unsafe.
const UNSAFE: i64 = 2;

code_list! {
    /// What is counted.
    PerceptionFigure {
        /// People asked how safe they feel
        Asked = "asked",
        /// Feel unsafe, 1 or 2 of 5
        Unsafe = "unsafe",
        /// Named a place that feels unsafe
        PlaceNamed = "place_named",
        /// Incidents that officers saw
        Incidents = "incidents",
    }
}

code_list! {
    /// What is told of a place.
    PerceptionColumn {
        /// Asked
        Asked = "asked",
        /// Feel unsafe
        Unsafe = "unsafe",
        /// Incidents
        Incidents = "incidents",
    }
}

/// The report.
pub const COUNTING: Counting = Counting {
    name: "perception",
    title: "Feeling safe and incidents",
    rule: "Conversations of the period in which somebody said how safe they feel, from 1 not at all to 5 very; 1 and 2 are \
           unsafe. Beside them, antisocial behaviour that officers wrote down: few incidents may also mean few patrols. A \
           record that repeats another and one that was voided are not counted.",
    kinds: &[Engagement::KIND.name, Observation::KIND.name],
    figures: &PerceptionFigure::LIST,
    within: &[("asked", &["unsafe"])],
    of: |kind, values| figures_of(kind, values).into_iter().map(PerceptionFigure::code).collect(),
    tables: &[
        table("hotspots", "By hotspot", "Hotspot", Rows::Hotspots, IN_HOTSPOTS, |seen| told(seen, "hotspot")),
        table("areas", "By area", "Area", Rows::Written, IN_AREAS, |seen| told(seen, "area")),
    ],
    tells: &["hotspot", "feels_safe", "what_worries", "place_unsafe", "asb_type"],
    findings: Some(findings),
    ..PLAIN
};

/// Every record has an area, and some a hotspot.
const IN_AREAS: &[(&str, &str, Sum)] =
    &[("asked", "asked", Sum::All), ("unsafe", "unsafe", Sum::All), ("incidents", "incidents", Sum::All)];
const IN_HOTSPOTS: &[(&str, &str, Sum)] =
    &[("asked", "asked", Sum::Part), ("unsafe", "unsafe", Sum::Part), ("incidents", "incidents", Sum::Part)];

const fn table(
    code: &'static str,
    title: &'static str,
    row: &'static str,
    rows: Rows,
    sums: &'static [(&'static str, &'static str, Sum)],
    of: fn(&Seen<'_>) -> Vec<Adds>,
) -> Table {
    Table {
        code,
        title,
        row,
        rows,
        columns: &PerceptionColumn::LIST,
        within: &[("asked", &["unsafe"], false)],
        sums,
        measures: &[],
        stands: as_it_is,
        of,
    }
}

fn figures_of(kind: &str, values: &Values) -> Vec<PerceptionFigure> {
    use PerceptionFigure as F;
    if kind == Observation::KIND.name {
        return vec![F::Incidents];
    }
    let felt = values.get("feels_safe").and_then(Value::as_i64);
    let named = code(values, "place_unsafe").is_some_and(|place| !place.trim().is_empty());
    [
        felt.map(|_| F::Asked),
        felt.filter(|felt| *felt <= UNSAFE).map(|_| F::Unsafe),
        named.then_some(F::PlaceNamed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn told(seen: &Seen<'_>, row: &str) -> Vec<Adds> {
    let Some(row) = code(seen.values, row) else { return Vec::new() };
    let columns = figures_of(seen.kind, seen.values).into_iter().filter_map(|figure| match figure {
        PerceptionFigure::Asked => Some(PerceptionColumn::Asked),
        PerceptionFigure::Unsafe => Some(PerceptionColumn::Unsafe),
        PerceptionFigure::Incidents => Some(PerceptionColumn::Incidents),
        PerceptionFigure::PlaceNamed => None,
    });
    columns.map(|column| Adds::one(row, column.code())).collect()
}

/// What is told of one hotspot.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    asked: i64,
    scared: i64,
    incidents: i64,
}

/// Hotspots where more people than elsewhere feel unsafe and fewer incidents than elsewhere were seen.
fn findings(figures: &BTreeMap<String, i64>, name: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    for (figure, count) in figures {
        if let Some(("hotspots", row, column)) = parts(figure) {
            let place = places.entry(row).or_default();
            match PerceptionColumn::from_code(column) {
                Some(PerceptionColumn::Asked) => place.asked = *count,
                Some(PerceptionColumn::Unsafe) => place.scared = *count,
                Some(PerceptionColumn::Incidents) => place.incidents = *count,
                None => {}
            }
        }
    }
    let all = places.values().fold(Place::default(), |all, of| Place {
        asked: all.asked + of.asked,
        scared: all.scared + of.scared,
        incidents: all.incidents + of.incidents,
    });
    if all.asked == 0 {
        return vec!["Nobody was asked in a hotspot how safe they feel.".into()];
    }
    let many = i64::try_from(places.len()).unwrap_or(i64::MAX);
    let parted = places.iter().filter(|(_, of)| {
        of.asked > 0 && of.scared * all.asked > all.scared * of.asked && of.incidents * many < all.incidents
    });
    let mut told: Vec<_> = parted.map(|(row, of)| sentence(&name(row), *of, all, many)).collect();
    if told.is_empty() {
        told.push("No hotspot stands out in which more people than elsewhere feel unsafe and fewer incidents were seen.".into());
    }
    let few = places.iter().filter(|(_, of)| (1..FEW).contains(&of.asked));
    let few: Vec<_> = few.map(|(row, _)| name(row)).collect();
    if !few.is_empty() {
        told.push(format!(
            "Fewer than {FEW} people were asked in {}: too few to rest a decision on.",
            few.join(", ")
        ));
    }
    told
}

fn sentence(name: &str, of: Place, all: Place, many: i64) -> String {
    let share = |of: Place| (of.scared * 200 + of.asked) / (of.asked * 2);
    let average = all.incidents as f64 / many as f64;
    let incidents = if of.incidents == 1 { "incident was" } else { "incidents were" };
    format!(
        "Feels unsafe, few incidents: in {name} {} of {} people asked feel unsafe ({}%; {}% over all hotspots), and {} \
         {incidents} seen there, against {average:.1} in a hotspot on average.",
        of.scared,
        of.asked,
        share(of),
        share(all),
        of.incidents
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &[(&str, i64)]) -> Vec<String> {
        let figures = cells.iter().map(|(cell, count)| (format!("hotspots/{cell}"), *count)).collect();
        findings(&figures, &|row| row.to_uppercase())
    }

    #[test]
    fn the_place_where_fear_and_incidents_part_is_named_and_few_answers_are_said_to_be_few() {
        let green = [("a/asked", 40), ("a/unsafe", 10), ("a/incidents", 12)];
        let fear = [("b/asked", 20), ("b/unsafe", 15), ("b/incidents", 1)];
        let both = told(&[green, fear].concat());
        assert_eq!(
            both,
            [
                "Feels unsafe, few incidents: in B 15 of 20 people asked feel unsafe (75%; 42% over all hotspots), and 1 incident was seen there, against 6.5 in a hotspot on average."
            ]
        );
        // As many incidents as elsewhere: fear has its reason, and nothing parts.
        let seen = told(&[green, [("b/asked", 19), ("b/unsafe", 15), ("b/incidents", 12)]].concat());
        assert!(seen[0].starts_with("No hotspot stands out"), "{seen:?}");
        assert_eq!(seen[1..], ["Fewer than 20 people were asked in B: too few to rest a decision on."]);
        assert_eq!(told(&[]), ["Nobody was asked in a hotspot how safe they feel."]);
    }
}
