//! `beatbook-bench`: the product's speed, each figure beside the floor of the same run.
//!
//! Absolute figures swing with the machine; the ratio to the floor holds, and the goals are ratios.
//! Floor and product take turns, and the median of the runs is told. Run it in release mode.

mod contest;
mod floor;
mod goals;
mod meter;
mod product;
mod stopwatch;

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use serde::Serialize;

use contest::{Figures, compete};
use goals::{GOALS, Goal};

/// Measure push, pull, one change, nothing new, a durable save and the bytes on the wire.
#[derive(Debug, Parser)]
#[command(name = "beatbook-bench", version)]
struct Cli {
    /// How many records; each number is a contest of its own
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    records: Vec<usize>,
    /// How often each side runs; the median is told
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Write the figures as JSON, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// One measured figure.
#[derive(Debug, Serialize)]
struct Line {
    name: &'static str,
    /// How many records.
    n: usize,
    /// What the hub keeps them in.
    store: &'static str,
    value: f64,
    unit: &'static str,
    /// The same of the floor.
    floor: f64,
    /// `value / floor`.
    ratio: f64,
    /// What the ratio is to reach or, where less is better, to stay within.
    goal: f64,
    met: bool,
}

impl Line {
    fn of(goal: &Goal, n: usize, product: &[Figures], floor: &[Figures]) -> Self {
        let median = |runs: &[Figures]| stopwatch::median(runs.iter().map(goal.figure).collect());
        let (value, floor) = (median(product), median(floor));
        let ratio = value / floor;
        Self {
            name: goal.name,
            n,
            store: "sqlite",
            value,
            unit: goal.unit,
            floor,
            ratio,
            goal: goal.ratio,
            met: goal.is_met(ratio),
        }
    }
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command answers on standard output")]
fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if cfg!(debug_assertions) {
        eprintln!("This is not a release build: the figures mean little.");
    }
    let mut lines = Vec::new();
    for n in cli.records {
        let (mut product, mut floor) = (Vec::new(), Vec::new());
        for run in 1..=cli.runs.max(1) {
            eprintln!("{n} records, run {run}");
            floor.push(compete(floor::Floor::begin, n)?);
            product.push(compete(product::Product::begin, n)?);
        }
        lines.extend(GOALS.iter().map(|goal| Line::of(goal, n, &product, &floor)));
    }
    println!("{}", table(&lines));
    if let Some(file) = cli.json {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(&lines)? + "\n";
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

fn table(lines: &[Line]) -> String {
    let mut text = format!(
        "{:<13}{:>8}{:>12}  {:<14}{:>12}{:>8}   goal\n",
        "", "records", "Beatbook", "unit", "floor", "ratio"
    );
    for line in lines {
        let goal = GOALS.iter().find(|goal| goal.name == line.name).map_or(String::new(), Goal::words);
        let met = if line.met { "met" } else { "NOT MET" };
        let figure = |value: f64| if value < 100.0 { format!("{value:.2}") } else { format!("{value:.0}") };
        let _ = writeln!(
            text,
            "{:<13}{:>8}{:>12}  {:<14}{:>12}{:>8.2}   {goal} {met}",
            line.name,
            line.n,
            figure(line.value),
            line.unit,
            figure(line.floor),
            line.ratio
        );
    }
    text
}
