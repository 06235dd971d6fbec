//! What is aimed at, as ratios to the floor of the same run. The only place with goals.
//!
//! Each ratio is a budget of the design over the floor it was measured beside: 45,000 of 137,000
//! records a second pushed, 70,000 of 166,000 pulled, 2 ms to 0.5 for one change, 0.5 ms to 0.1 for
//! nothing new, four fifths of the raw commit rate, 130 bytes to 100 on the wire.

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
];
