//! What is measured, and what is aimed at. The only place with goals.
//!
//! A goal is a ratio to the floor of the same run (a budget of the design over the middle of the floor it was measured
//! beside) where machines decide the figure, and a value where people do; a test compares them with the design.

use std::fmt;

use serde::Serialize;

use crate::kept::Kept;

/// A figure, and its goal if it has one.
pub struct Goal {
    /// The figure's name.
    pub name: &'static str,
    /// With which store; `None` is any.
    pub kept: Option<Kept>,
    /// Its unit.
    pub unit: &'static str,
    /// What is aimed at.
    pub aim: Option<Aim>,
}

/// What a goal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// The ratio to the floor.
    Ratio,
    /// The figure itself.
    Value,
}

/// What is aimed at.
#[derive(Debug, Clone, Copy)]
pub struct Aim {
    /// What it is about.
    pub of: Of,
    /// The bound.
    pub bound: f64,
    /// Whether more is better.
    pub more: bool,
}

impl Aim {
    /// Whether it is reached.
    pub fn is_met(&self, figure: f64) -> bool {
        if self.more { figure >= self.bound } else { figure <= self.bound }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = if self.of == Of::Ratio { "ratio " } else { "" };
        write!(f, "{of}{} {:.2}", if self.more { "at least" } else { "at most" }, self.bound)
    }
}

/// The figure of this name, with this store.
pub fn goal(name: &str, kept: Kept) -> &'static Goal {
    let fits = |goal: &&Goal| goal.name == name && goal.kept.is_none_or(|of| of == kept);
    GOALS.iter().find(fits).unwrap_or_else(|| panic!("{name} is not among the goals"))
}

const fn ratio(bound: f64, more: bool) -> Option<Aim> {
    Some(Aim { of: Of::Ratio, bound, more })
}

const fn at_most(bound: f64) -> Option<Aim> {
    Some(Aim { of: Of::Value, bound, more: false })
}

const FILE: Option<Kept> = Some(Kept::Sqlite);
const SERVER: Option<Kept> = Some(Kept::Postgresql);

/// Every figure, in the order they are told.
pub const GOALS: &[Goal] = &[
    Goal { name: "push", kept: FILE, unit: "records/s", aim: ratio(0.33, true) },
    Goal { name: "push", kept: SERVER, unit: "records/s", aim: ratio(0.283, true) },
    Goal { name: "pull", kept: FILE, unit: "records/s", aim: ratio(0.42, true) },
    Goal { name: "pull", kept: SERVER, unit: "records/s", aim: None },
    Goal { name: "one_change", kept: FILE, unit: "ms", aim: ratio(4.0, false) },
    Goal { name: "one_change", kept: SERVER, unit: "ms", aim: None },
    Goal { name: "nothing_new", kept: FILE, unit: "ms", aim: ratio(5.0, false) },
    Goal { name: "nothing_new", kept: SERVER, unit: "ms", aim: None },
    Goal { name: "durable_save", kept: None, unit: "saves/s", aim: ratio(0.8, true) },
    Goal { name: "wire_bytes", kept: None, unit: "bytes/record", aim: ratio(1.3, false) },
    Goal { name: "cpu", kept: None, unit: "s/1,000", aim: ratio(5.0, false) },
    Goal { name: "requests", kept: None, unit: "a change", aim: ratio(1.0, false) },
    Goal { name: "device_disk", kept: None, unit: "bytes/record", aim: ratio(2.0, false) },
    Goal { name: "memory_device", kept: None, unit: "MiB", aim: at_most(80.0) },
    Goal { name: "memory_hub", kept: None, unit: "MiB", aim: at_most(100.0) },
    Goal { name: "app_start", kept: None, unit: "ms", aim: at_most(1_000.0) },
    Goal { name: "app_unlock", kept: None, unit: "ms", aim: None },
    Goal { name: "list_page", kept: None, unit: "ms", aim: at_most(10.0) },
    Goal { name: "list_page_p50", kept: None, unit: "ms", aim: None },
    Goal { name: "address_search", kept: None, unit: "ms", aim: at_most(30.0) },
    Goal { name: "address_search_p50", kept: None, unit: "ms", aim: None },
    Goal { name: "police_import", kept: None, unit: "s", aim: at_most(3.0) },
    Goal { name: "outcomes_report", kept: None, unit: "ms", aim: at_most(200.0) },
    Goal { name: "standard_report", kept: None, unit: "ms", aim: at_most(200.0) },
    Goal { name: "reports_recount", kept: None, unit: "s", aim: None },
    Goal { name: "hand_ins_p50", kept: None, unit: "ms", aim: None },
    Goal { name: "hand_ins_p99", kept: None, unit: "ms", aim: at_most(250.0) },
    Goal { name: "hand_ins_max", kept: None, unit: "ms", aim: None },
];

/// What the design has a budget for and the app does not have yet, in the design's words: never a row.
pub const NOT_YET: &[&str] = &["1 Hz fixes (28,800) into visits"];

#[cfg(test)]
mod tests {
    use super::*;

    const DESIGN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/DESIGN.md");

    /// The numbers of a cell, as far as a word ends them.
    fn numbers(cell: &str) -> Vec<f64> {
        let parts = cell.replace(',', "");
        let parts = parts.split(|c: char| !c.is_ascii_digit() && c != '.');
        parts.filter_map(|part| part.parse().ok()).collect()
    }

    fn middle(of: &[f64]) -> f64 {
        of.iter().sum::<f64>() / of.len() as f64
    }

    fn aim_of(name: &str, kept: Kept) -> Aim {
        goal(name, kept).aim.expect("a goal")
    }

    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn design() -> Option<String> {
        let read = std::fs::read_to_string(DESIGN);
        read.inspect_err(|_| eprintln!("skipped: the design is not beside this checkout")).ok()
    }

    #[test]
    fn the_goals_are_the_budgets_of_the_design() {
        let Some(design) = design() else { return };
        // A row, which of its floor's and which of its last column's numbers.
        let rows: [(&str, &str, &[usize], usize); 8] = [
            ("push into", "| push into PostgreSQL", &[0, 1], 0),
            ("push", "| push, records/s |", &[0, 1], 0),
            ("pull", "| pull, records/s |", &[0, 1], 0),
            ("wire_bytes", "| wire, bytes/record", &[0, 1], 0),
            ("cpu", "| CPU, device + hub", &[0], 0),
            ("one_change", "| one change up or down", &[1], 1),
            ("nothing_new", "| nothing new, ms", &[0], 0),
            ("device_disk", "| device disk", &[0, 1], 0),
        ];
        for (name, row, of_floor, of_budget) in rows {
            let row = design.lines().find(|line| line.starts_with(row)).expect("a row of the table");
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let floors = numbers(cells[1]);
            let floor = middle(&of_floor.iter().map(|at| floors[*at]).collect::<Vec<_>>());
            let ratio = numbers(cells[cells.len() - 1])[of_budget] / floor;
            let aim = match name.split_once(' ') {
                Some((name, _)) => aim_of(name, Kept::Postgresql),
                None => aim_of(name, Kept::Sqlite),
            };
            assert_eq!(aim.of, Of::Ratio, "{name}");
            assert!((aim.bound / ratio - 1.0).abs() < 0.03, "{name}: {} of {ratio:.3}", aim.bound);
        }
        assert!(design.contains("80 % of the raw rate"));
        assert_eq!(aim_of("durable_save", Kept::Sqlite).bound, 0.8);
    }

    #[test]
    fn what_people_wait_for_is_as_the_design_says() {
        let Some(design) = design() else { return };
        let values: [(&str, &str); 9] = [
            (
                "memory_device",
                "| peak memory, device · hub, MiB | – | 264 · 150 | 557 · 236 | 181 · 68 | {} · 100 |",
            ),
            ("memory_hub", "| 80 · {} |"),
            ("list_page", "any list page under {} ms"),
            ("address_search", "address search under {} ms"),
            ("app_start", "app start to usable with 100,000 records and 100,000 places under {} s"),
            ("police_import", "(90,000 rows) imported in under {} s"),
            ("outcomes_report", "every standard report under {} ms"),
            ("standard_report", "every standard report under {} ms over 1,000,000 records (daily totals)"),
            ("hand_ins_p99", "500 devices handing in every 30 s on two cores, p99 under {} ms"),
        ];
        for (name, words) in values {
            let aim = aim_of(name, Kept::Sqlite);
            assert_eq!((aim.of, aim.more), (Of::Value, false), "{name}");
            let seconds = words.ends_with(" s") && goal(name, Kept::Sqlite).unit == "ms";
            let value = if seconds { aim.bound / 1_000.0 } else { aim.bound };
            let words = words.replace("{}", &value.to_string());
            assert!(design.contains(&words), "the design does not say: {words}");
        }
        for words in NOT_YET {
            assert!(design.contains(words), "the design does not say: {words}");
        }
    }

    #[test]
    fn a_goal_is_met_on_its_own_side_of_the_bound() {
        let (push, start) = (aim_of("push", Kept::Sqlite), aim_of("app_start", Kept::Sqlite));
        assert!(push.is_met(0.34) && !push.is_met(0.32));
        assert!(start.is_met(999.0) && !start.is_met(1_001.0));
    }
}
