//! What is aimed at, as ratios to the floor of the same run. The only place with goals.
//!
//! Each ratio is a budget of the design over the middle of the floor it was measured beside; a test compares them.

use crate::contest::Figures;

/// A goal for one figure.
pub struct Goal {
    /// The figure's name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Where it stands among a side's figures.
    pub figure: fn(&Figures) -> f64,
    /// The ratio to the floor.
    pub ratio: f64,
    /// Whether more is better.
    pub more: bool,
}

impl Goal {
    /// Whether a ratio reaches it.
    pub fn is_met(&self, ratio: f64) -> bool {
        if self.more { ratio >= self.ratio } else { ratio <= self.ratio }
    }

    /// The goal in words.
    pub fn words(&self) -> String {
        format!("{} {:.2}", if self.more { "at least" } else { "at most" }, self.ratio)
    }
}

/// Every goal, in the order they are told.
pub const GOALS: &[Goal] = &[
    Goal { name: "push", unit: "records/s", figure: |f| f.push, ratio: 0.33, more: true },
    Goal { name: "pull", unit: "records/s", figure: |f| f.pull, ratio: 0.42, more: true },
    Goal { name: "one_change", unit: "ms", figure: |f| f.one_change, ratio: 4.0, more: false },
    Goal { name: "nothing_new", unit: "ms", figure: |f| f.nothing_new, ratio: 5.0, more: false },
    Goal { name: "durable_save", unit: "saves/s", figure: |f| f.durable_save, ratio: 0.8, more: true },
    Goal { name: "wire_bytes", unit: "bytes/record", figure: |f| f.wire_bytes, ratio: 1.3, more: false },
    Goal { name: "cpu", unit: "s/1,000", figure: |f| f.cpu, ratio: 5.0, more: false },
    Goal { name: "requests", unit: "a change", figure: |f| f.requests, ratio: 1.0, more: false },
    Goal { name: "device_disk", unit: "bytes/record", figure: |f| f.disk, ratio: 2.0, more: false },
];

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

    #[test]
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn the_goals_are_the_budgets_of_the_design() {
        let Ok(design) = std::fs::read_to_string(DESIGN) else {
            eprintln!("skipped: the design is not beside this checkout");
            return;
        };
        // A row, which of its floor's and which of its last column's numbers.
        let rows: [(&str, &str, &[usize], usize); 7] = [
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
            let goal = GOALS.iter().find(|goal| goal.name == name).expect("a goal");
            assert!((goal.ratio / ratio - 1.0).abs() < 0.03, "{name}: {} of {ratio:.3}", goal.ratio);
        }
        assert!(design.contains("80 % of the raw rate") && GOALS.iter().any(|goal| goal.ratio == 0.8));
    }
}
