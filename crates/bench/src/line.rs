//! A measured figure, and how figures are told: as a table, and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use crate::goals::{Aim, Goal, Of, goal};
use crate::kept::Kept;

/// One measured figure.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The figure.
    pub name: &'static str,
    /// How many records; for what many devices do, how many devices.
    n: usize,
    /// What the hub keeps its book in.
    store: &'static str,
    value: f64,
    unit: &'static str,
    /// How many measurements the figure is made of.
    of: usize,
    /// The same of the floor, where it has the same to do.
    floor: Option<f64>,
    /// `value / floor`.
    ratio: Option<f64>,
    /// What the ratio or the value is to reach or, where less is better, to stay within.
    goal: Option<f64>,
    /// Which of the two the goal is about.
    goal_of: Option<Of>,
    /// Whether it does.
    met: Option<bool>,
    #[serde(skip)]
    aim: Option<Aim>,
}

impl Line {
    /// A figure that stands by itself.
    pub fn of(name: &'static str, kept: Kept, n: usize, value: f64) -> Self {
        let Goal { name, unit, aim, .. } = goal(name, kept);
        let (goal, goal_of) = (aim.map(|aim| aim.bound), aim.map(|aim| aim.of));
        let (store, aim) = (kept.name(), *aim);
        let met = aim.filter(|aim| aim.of == Of::Value).map(|aim| aim.is_met(value));
        Self { name, n, store, value, unit, of: 1, floor: None, ratio: None, goal, goal_of, met, aim }
    }

    /// The same, beside the floor's.
    pub fn beside(mut self, floor: f64) -> Self {
        let ratio = self.value / floor;
        (self.floor, self.ratio) = (Some(floor), Some(ratio));
        if let Some(aim) = self.aim.filter(|aim| aim.of == Of::Ratio) {
            self.met = Some(aim.is_met(ratio));
        }
        self
    }

    /// The same, made of so many measurements.
    pub const fn made_of(mut self, of: usize) -> Self {
        self.of = of;
        self
    }

    fn goal_words(&self) -> String {
        let Some(aim) = self.aim else { return "none".into() };
        let met = match self.met {
            Some(true) => "met",
            Some(false) => "NOT MET",
            None => "not judged: it has no floor",
        };
        format!("{aim} {met}")
    }
}

/// The lines under each other.
pub fn table(lines: &[Line]) -> String {
    let mut text = format!(
        "{:<18}{:>8} {:<11}{:>10}  {:<14}{:>10}{:>8}{:>7}  goal\n",
        "", "n", "store", "Beatbook", "unit", "floor", "ratio", "of"
    );
    let figure = |value: f64| if value < 100.0 { format!("{value:.2}") } else { format!("{value:.0}") };
    let or_none = |value: Option<f64>| value.map_or_else(|| "–".into(), figure);
    for line in lines {
        let _ = writeln!(
            text,
            "{:<18}{:>8} {:<11}{:>10}  {:<14}{:>10}{:>8}{:>7}  {}",
            line.name,
            line.n,
            line.store,
            figure(line.value),
            line.unit,
            or_none(line.floor),
            line.ratio.map_or_else(|| "–".into(), |ratio| format!("{ratio:.2}")),
            line.of,
            line.goal_words()
        );
    }
    text
}
