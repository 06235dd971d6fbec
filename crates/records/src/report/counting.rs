//! Reports that count records: what each of them counts, and which records make a figure.
//!
//! Rule: declared once, here and in the file of each; commands, pages and endpoints read it. A figure is nothing but the
//! records that it counts.

use std::collections::BTreeMap;

use crate::field::CodeList;
use crate::record::Values;

use chrono::NaiveDate;

use super::suppression::Relation;
use super::tables::{Seen, Sum, Table, parts};
use super::{enforcement, equipment, hardening, licensing, outreach, packs, partners, perception, shops};

/// A report that counts records.
#[derive(Debug)]
pub struct Counting {
    /// Its name in addresses and commands.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How it is counted, for people.
    pub rule: &'static str,
    /// The kinds of the records.
    pub kinds: &'static [&'static str],
    /// The figures, in their order.
    pub figures: &'static CodeList,
    /// Figures whose records are all records of another, and parts of which none is in two: that other, and its parts.
    pub within: &'static [(&'static str, &'static [&'static str])],
    /// Which figures a record of a kind with these values counts for, by their codes.
    pub of: fn(&str, &Values) -> Vec<&'static str>,
    /// Figures of which there is one for each of what records name.
    pub tables: &'static [Table],
    /// The kinds of records below others that are seen with those, and count on their day.
    pub children: &'static [&'static str],
    /// Whether it tells how things stand on the last day, and so counts everything up to it.
    pub ever: bool,
    /// How days are counted: another number wherever a build counts the same days in another way.
    pub way: u32,
    /// What is told of a record behind a figure, to those who may see it.
    pub tells: &'static [&'static str],
    /// The figure whose records are listed where none is asked for.
    pub lists: Option<&'static str>,
    /// What the figures say, in sentences.
    pub findings: Option<Findings>,
}

/// Sentences from the figures by their codes; rows are named by the second.
pub type Findings = fn(&BTreeMap<String, i64>, &dyn Fn(&str) -> String) -> Vec<String>;

/// A report that says nothing of what most do not have.
pub(super) const PLAIN: Counting = Counting {
    name: "",
    title: "",
    rule: "",
    kinds: &[],
    figures: &CodeList { name: "None", codes: &[], words: &[] },
    within: &[],
    of: |_, _| Vec::new(),
    tables: &[],
    children: &[],
    ever: false,
    way: 1,
    tells: &[],
    lists: None,
    findings: None,
};

/// Every such report, in menu order.
pub const COUNTINGS: &[Counting] = &[
    licensing::COUNTING,
    hardening::COUNTING,
    packs::COUNTING,
    enforcement::COUNTING,
    equipment::COUNTING,
    shops::COUNTING,
    perception::COUNTING,
    outreach::COUNTING,
    partners::COUNTING,
];

/// The report of this name.
#[must_use]
pub fn counting(name: &str) -> Option<&'static Counting> {
    COUNTINGS.iter().find(|counting| counting.name == name)
}

impl Counting {
    /// The records that make each figure, of those that stand, each given with its kind and values. One that repeats
    /// another is not counted.
    #[must_use]
    pub fn count<'r, R: Copy>(
        &self,
        records: impl IntoIterator<Item = (R, &'r str, &'r Values)>,
    ) -> Vec<(&'static str, Vec<R>)> {
        let mut counted: BTreeMap<&str, Vec<R>> = BTreeMap::new();
        for (record, kind, values) in records {
            for figure in self.figures_of(kind, values) {
                counted.entry(figure).or_default().push(record);
            }
        }
        self.figures.codes.iter().map(|code| (*code, counted.remove(code).unwrap_or_default())).collect()
    }

    /// The figures that a record which stands counts for. One that repeats another counts for none.
    #[must_use]
    pub fn figures_of(&self, kind: &str, values: &Values) -> Vec<&'static str> {
        if repeats(values) { Vec::new() } else { (self.of)(kind, values) }
    }
}

impl Counting {
    /// What a record that stands adds to each figure of its day, by the figure's name there. One that repeats another adds
    /// nothing.
    #[must_use]
    pub fn adds(&self, seen: &Seen<'_>) -> BTreeMap<String, i64> {
        let mut adds: BTreeMap<String, i64> = BTreeMap::new();
        if repeats(seen.values) {
            return adds;
        }
        for figure in (self.of)(seen.kind, seen.values) {
            *adds.entry(figure.to_owned()).or_default() += 1;
        }
        for table in self.tables {
            for one in (table.of)(seen) {
                *adds.entry(table.figure(&one.row, one.column)).or_default() += one.amount;
            }
        }
        adds.retain(|_, amount| *amount != 0);
        adds
    }

    /// The figure of a period up to `to` that one of a day stands for; none where it does not count yet.
    #[must_use]
    pub fn stands(&self, figure: &str, day: NaiveDate, to: NaiveDate) -> Option<String> {
        let Some((table, row, column)) = parts(figure) else { return Some(figure.to_owned()) };
        let table = self.table(table)?;
        (table.stands)(row, day, to).map(|row| table.figure(&row, column))
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, code: &str) -> Option<&'static Table> {
        self.tables.iter().find(|table| table.code == code)
    }

    /// Whether there may be such a figure.
    #[must_use]
    pub fn has(&self, figure: &str) -> bool {
        match parts(figure) {
            None => self.figures.codes.contains(&figure),
            Some((table, _, column)) => {
                self.table(table).is_some_and(|table| table.columns.codes.contains(&column))
            }
        }
    }

    /// How figures hang together, by their places among these.
    #[must_use]
    pub fn relations(&self, figures: &[&str]) -> Vec<Relation> {
        let places: BTreeMap<&str, usize> = figures.iter().enumerate().map(|(at, one)| (*one, at)).collect();
        let relation = |whole: &str, parts: Vec<usize>, exact| {
            Some(Relation { whole: *places.get(whole)?, parts, exact }).filter(|of| !of.parts.is_empty())
        };
        let plain = self.within.iter().filter_map(|(whole, parts)| {
            relation(whole, parts.iter().filter_map(|part| places.get(part).copied()).collect(), false)
        });
        let mut relations: Vec<_> = plain.collect();
        let rows = figures.iter().enumerate().filter_map(|(at, figure)| Some((at, parts(figure)?)));
        for (at, (code, row, column)) in rows {
            let Some(table) = self.table(code) else { continue };
            for (_, parts, exact) in table.within.iter().filter(|(whole, ..)| *whole == column) {
                let place = |part: &&str| places.get(table.figure(row, part).as_str()).copied();
                let parts = parts.iter().filter_map(place).collect();
                relations.push(Relation { whole: at, parts, exact: *exact });
            }
        }
        for table in self.tables {
            for (column, whole, sum) in table.sums {
                let is_part =
                    |figure: &str| parts(figure).is_some_and(|of| (of.0, of.2) == (table.code, *column));
                let all = figures.iter().enumerate().filter(|(_, figure)| is_part(figure));
                let all: Vec<usize> = all.map(|(at, _)| at).collect();
                match sum {
                    Sum::Each => {
                        relations.extend(all.iter().filter_map(|at| relation(whole, vec![*at], false)))
                    }
                    Sum::All | Sum::Part => relations.extend(relation(whole, all, *sum == Sum::All)),
                }
            }
        }
        relations
    }
}

/// Whether a record repeats another, which counts instead.
fn repeats(values: &Values) -> bool {
    values.get("duplicate_of").is_some_and(|other| !other.is_null())
}

/// The code that a field holds, if it holds one.
pub(super) fn code<'v>(values: &'v Values, field: &str) -> Option<&'v str> {
    values.get(field).and_then(serde_json::Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(of: serde_json::Value) -> Values {
        serde_json::from_value(of).expect("values")
    }

    #[test]
    fn every_report_has_a_name_of_its_own_and_counts_kinds_that_there_are() {
        for (at, one) in COUNTINGS.iter().enumerate() {
            assert!(COUNTINGS.iter().skip(at + 1).all(|other| other.name != one.name), "{}", one.name);
            assert!(!one.kinds.is_empty() && one.kinds.iter().all(|kind| crate::kinds::kind(kind).is_some()));
            let empty = Values::new();
            let named: usize = one.within.iter().map(|(_, parts)| parts.len()).sum();
            let relations = one.relations(one.figures.codes);
            assert_eq!(
                (relations.len(), relations.iter().map(|of| of.parts.len()).sum()),
                (one.within.len(), named)
            );
            for kind in one.kinds {
                assert!((one.of)(kind, &empty).iter().all(|code| one.figures.codes.contains(code)), "{kind}");
            }
        }
    }

    #[test]
    fn a_record_counts_once_for_each_of_its_figures_and_one_that_repeats_another_for_none() {
        let plan = values(json!({ "outcome": "IMPROVEMENT_PLAN", "plan_made_on": "2023-10-02" }));
        let again = values(json!({ "outcome": "IMPROVEMENT_PLAN", "duplicate_of": "another" }));
        let counted = licensing::COUNTING.count([(1, "inspection", &plan), (2, "inspection", &again)]);
        let made: Vec<_> = counted.into_iter().filter(|(_, records)| !records.is_empty()).collect();
        assert_eq!(made, [("inspected", vec![1]), ("plans_ever", vec![1]), ("plans_now", vec![1])]);
    }

    #[test]
    fn whatever_counts_for_a_part_counts_for_its_whole_and_for_one_part_alone() {
        let outcomes =
            crate::codes::InspectionOutcome::ALL.iter().map(|code| json!({ "outcome": code.code() }));
        let stages = crate::codes::LeadStage::ALL.iter().map(|code| json!({ "stage": code.code() }));
        let fitted = crate::codes::HardeningStatus::ALL.iter().map(|code| json!({ "status": code.code() }));
        let more = json!({
            "plan_made_on": "2023-10-02", "application_ref": "A1", "still_fitted": "YES", "works": "YES",
            "revictimised": "YES", "agreed": true,
        });
        let all: Vec<Values> =
            outcomes.chain(stages).chain(fitted).chain([more, json!({})]).map(values).collect();
        let mut seen = 0;
        for counting in COUNTINGS {
            for (kind, values) in
                counting.kinds.iter().flat_map(|kind| all.iter().map(move |one| (kind, one)))
            {
                let of = (counting.of)(kind, values);
                for (whole, parts) in counting.within {
                    let parts = parts.iter().filter(|part| of.contains(part)).count();
                    assert!(parts == 0 || (parts == 1 && of.contains(whole)), "{kind} {of:?}");
                    seen += parts;
                }
            }
        }
        assert!(seen > 10, "there were parts to look at");
    }

    #[test]
    fn packs_and_acts_and_equipment_are_counted_by_what_became_of_them() {
        let count = |counting: &Counting, kind: &str, of| {
            let of = values(of);
            let counted = counting.count([((), kind, &of)]);
            counted.into_iter().filter(|(_, all)| !all.is_empty()).map(|(code, _)| code).collect::<Vec<_>>()
        };
        let fitted = json!({ "status": "PART_INSTALLED" });
        assert_eq!(count(&hardening::COUNTING, "installation", fitted), ["visits", "part_fitted"]);
        let asked = json!({ "due": "MONTHS_6", "still_fitted": "YES", "works": "NO", "revictimised": "NO" });
        assert_eq!(count(&hardening::COUNTING, "hardening_followup", asked), ["followed_up", "still_fitted"]);
        assert_eq!(count(&enforcement::COUNTING, "action", json!({ "code": "WL1" })), ["WL1"]);
        let rail = |state: &str| json!({ "asset_type": "KICK_RAIL", "state": state });
        assert_eq!(count(&equipment::COUNTING, "street_asset", rail("FAULTY")), ["KICK_RAIL"]);
        assert_eq!(count(&equipment::COUNTING, "street_asset", rail("REMOVED")), [""; 0]);
    }
}
