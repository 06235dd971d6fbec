//! `beatbook-sim`: histories of a town whose phones, link and hub fail in every way there is a name for.
//!
//! The real core over real SQLite and the real hub, in one process, with no thread, socket or clock inside a history:
//! one seed chooses everything, so that a failing history is found again by its number.

mod crew;
mod hub;
mod link;
mod oracle;
mod people;
mod phone;
mod steps;
mod tally;
mod town;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use beatbook_records::plant::{self, Plant};
use clap::Parser;

use crate::oracle::Finding;
use crate::tally::Tally;
use crate::town::Town;

/// Run histories chosen by a seed, and say what never may happen and did.
#[derive(Debug, Parser)]
struct Options {
    /// How many histories
    #[arg(long, default_value_t = 1000)]
    histories: u64,
    /// How many steps each has
    #[arg(long, default_value_t = 150)]
    steps: u32,
    /// The first history's seed; each next one's is one more
    #[arg(long)]
    seed: u64,
    /// A bug to plant: the run then has to find it
    #[arg(long)]
    plant: Option<Plant>,
    /// How many histories run at the same time
    #[arg(long, default_value_t = 2)]
    jobs: u64,
    /// Print each step
    #[arg(long)]
    trace: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    plant::sow(options.plant);
    let (next, found) = (AtomicU64::new(0), Mutex::new(Vec::<(u64, Finding)>::new()));
    let total = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(|| work(&options, &next, &found, &total));
        }
    });
    let mut found = found.into_inner().expect("no history holds it");
    found.sort_by_key(|(seed, _)| *seed);
    let ran = next.into_inner().min(options.histories);
    report(&options, ran, &found, &total.into_inner().expect("no history holds it"))
}

/// Histories one after the other, until there are enough or one fails.
fn work(options: &Options, next: &AtomicU64, found: &Mutex<Vec<(u64, Finding)>>, total: &Mutex<Tally>) {
    let mut tally = Tally::default();
    while found.lock().expect("no history holds it").is_empty() {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= options.histories {
            break;
        }
        let seed = options.seed + n;
        if let Err(finding) = Town::new(seed, options.trace).live(options.steps, &mut tally) {
            found.lock().expect("no history holds it").push((seed, finding));
        }
    }
    total.lock().expect("no history holds it").add(&tally);
}

#[expect(clippy::print_stdout, reason = "a command line prints")]
fn report(options: &Options, ran: u64, found: &[(u64, Finding)], tally: &Tally) -> ExitCode {
    println!("{ran} histories of {} steps from seed {}", options.steps, options.seed);
    for (seed, finding) in found {
        println!("seed {seed}: {finding}");
        println!("again: cargo xtask sim --histories 1 --steps {} --seed {seed} --trace", options.steps);
    }
    if let Some(plant) = options.plant {
        let caught = !found.is_empty();
        println!("{plant}: {}", if caught { "caught" } else { "NOT caught" });
        return if caught { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    }
    println!("{tally}");
    let never = if ran >= 500 { tally.never() } else { Vec::new() };
    if !never.is_empty() {
        println!("never happened: {}", never.join(", "));
    }
    if found.is_empty() && never.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
