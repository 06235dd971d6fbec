//! `beatbook-bench`: the product's speed, each figure beside the floor of the same run where that has the same to do.
//!
//! Absolute figures swing with the machine; the ratio to the floor holds, and most goals are ratios. Floor and product
//! take turns, and the median of the runs is told. A part that fails takes no other along. Run it in release mode.

mod contest;
mod crowd;
mod floor;
mod goals;
mod kept;
mod line;
mod memory;
mod meter;
mod part;
mod phone;
mod places;
mod police;
mod product;
mod reports;
mod screens;
mod serving;
mod stopwatch;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use goals::{GOALS, NOT_YET};
use kept::Kept;
use line::{Line, table};

/// Measure what officers and hubs wait for, in time, bytes and memory.
#[derive(Debug, Parser)]
#[command(name = "beatbook-bench", version)]
struct Cli {
    /// How many records; each number is measured by itself
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000], value_parser = at_least_one)]
    records: Vec<usize>,
    /// How often floor and product run; the median is told
    #[arg(long, default_value_t = 3, value_parser = at_least_one)]
    runs: usize,
    /// What the hub keeps its book in
    #[arg(long, value_delimiter = ',', default_values = ["sqlite", "postgresql"])]
    store: Vec<Kept>,
    /// Only the parts and figures with one of these words in their names: contest, memory, screens, police, reports, crowd, or a figure
    #[arg(long, value_delimiter = ',', value_name = "WORD")]
    only: Vec<String>,
    /// How many phones hand in every 30 s
    #[arg(long, default_value_t = 500, value_parser = at_least_one)]
    devices: usize,
    /// For how many seconds they do
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// Write the figures as JSON, too; after each part, so that nothing measured is lost
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(subcommand)]
    start: Option<Start>,
}

#[derive(Debug, Subcommand)]
enum Start {
    /// What the bench starts itself as
    #[command(subcommand, hide = true)]
    Part(part::Part),
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "a number from 1 on".into())
}

/// Something that is measured by itself.
struct Task<'c> {
    /// Its name, and what the names of its figures begin with.
    name: &'static str,
    figures: &'static [&'static str],
    told: String,
    measure: Box<dyn FnOnce() -> anyhow::Result<Vec<Line>> + 'c>,
}

const CONTEST: &[&str] = &[
    "push",
    "pull",
    "one_change",
    "nothing_new",
    "durable_save",
    "wire_bytes",
    "cpu",
    "requests",
    "device_disk",
];

impl Cli {
    /// In the order they are measured: what takes long comes last.
    fn tasks(&self) -> Vec<Task<'_>> {
        let mut tasks = Vec::new();
        for &n in &self.records {
            for &kept in &self.store {
                let told = format!("{n} records, {}", kept.name());
                let measure = Box::new(move || contest::contest(kept, n, self.runs));
                tasks.push(Task { name: "contest", figures: CONTEST, told: told.clone(), measure });
                let (figures, measure) =
                    (&["memory_device", "memory_hub"][..], Box::new(move || memory::memory(kept, n)));
                tasks.push(Task { name: "memory", figures, told, measure });
            }
            // Nothing of it asks what the hub keeps its book in.
            if self.store.contains(&Kept::Sqlite) {
                let figures = &[
                    "app_start",
                    "app_unlock",
                    "list_page",
                    "list_page_p50",
                    "address_search",
                    "address_search_p50",
                ][..];
                let (told, measure) = (format!("{n} records"), Box::new(move || screens::screens(n)));
                tasks.push(Task { name: "screens", figures, told, measure });
            }
        }
        for &kept in &self.store {
            let figures = &["police_import", "outcomes_report"][..];
            let told = format!("a year of a force, {}", kept.name());
            let measure = Box::new(move || police::police(kept, self.runs));
            tasks.push(Task { name: "police", figures, told, measure });
            let figures = &["standard_report", "reports_recount"][..];
            let told = format!("a million records, {}", kept.name());
            let measure = Box::new(move || reports::reports(kept, self.runs));
            tasks.push(Task { name: "reports", figures, told, measure });
        }
        for &kept in &self.store {
            let figures = &["hand_ins_p50", "hand_ins_p99", "hand_ins_max"][..];
            let told = format!("{} devices for {} s, {}", self.devices, self.seconds, kept.name());
            let measure = Box::new(move || crowd::crowd(kept, self.devices, self.seconds));
            tasks.push(Task { name: "crowd", figures, told, measure });
        }
        tasks.retain(|task| self.wants(task.name) || task.figures.iter().any(|figure| self.wants(figure)));
        tasks
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word.as_str()))
    }

    fn write(&self, lines: &[Line]) -> anyhow::Result<()> {
        let Some(file) = &self.json else { return Ok(()) };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(lines)? + "\n";
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
    }
}

fn main() -> anyhow::Result<ExitCode> {
    let not_yet = format!(
        "Not measured, since the app does not have it yet (in the words of its budgets): {}.",
        NOT_YET.join("; ")
    );
    let cli = Cli::from_arg_matches(&Cli::command().after_help(not_yet).get_matches())?;
    match cli.start {
        Some(Start::Part(part)) => part.play().map(|()| ExitCode::SUCCESS),
        None => measure(&cli),
    }
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command answers on standard output")]
fn measure(cli: &Cli) -> anyhow::Result<ExitCode> {
    if cfg!(debug_assertions) {
        eprintln!("This is not a release build: the figures mean little.");
    }
    let (mut lines, mut failed) = (Vec::new(), Vec::new());
    for Task { name, told, measure, .. } in cli.tasks() {
        eprintln!("{name}: {told}");
        let measured =
            catch_unwind(AssertUnwindSafe(measure)).unwrap_or_else(|_| Err(anyhow!("it panicked")));
        match measured {
            Ok(of_task) => {
                lines.extend(of_task.into_iter().filter(|line| cli.wants(line.name) || cli.wants(name)));
                lines.sort_by_key(|line| GOALS.iter().position(|goal| goal.name == line.name));
                cli.write(&lines)?;
            }
            Err(error) => failed.push(format!("FAILED: {name}, {told}: {error:#}")),
        }
    }
    println!("{}", table(&lines));
    println!("{}", failed.join("\n"));
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
