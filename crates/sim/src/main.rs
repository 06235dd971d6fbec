//! `beatbook-sim`: histories of a town whose phones, link and hub fail in every way there is a name for.
//!
//! The real core over real SQLite and the real hub, in one process, with no thread, socket or clock inside a history:
//! one seed chooses everything, so that a failing history is found again by its number.

mod crew;
mod gate;
mod homes;
mod hub;
mod link;
mod oracle;
mod people;
mod phone;
mod run;
mod sign_ins;
mod steps;
mod tally;
mod town;

use std::process::ExitCode;

use beatbook_records::plant::{self, Plant};
use clap::Parser;

use crate::gate::Gate;
use crate::run::Plan;

/// Run histories chosen by a seed, and say what never may happen and did.
#[derive(Debug, Parser)]
struct Options {
    /// How many histories: 1,000, or as many short ones as the gate asks for
    #[arg(long)]
    histories: Option<u64>,
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
    /// Every planted bug, 200 histories of 500 steps and 5,000 of 150
    #[arg(long)]
    gate: bool,
    /// The gate with 1,000 and 20,000
    #[arg(long, requires = "gate")]
    nightly: bool,
    /// After so many minutes the gate begins no other history
    #[arg(long, default_value_t = 8)]
    minutes: u64,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let Options { seed, jobs, minutes, nightly, trace, .. } = options;
    if options.gate {
        let histories = options.histories;
        return gate::pass(&Gate { seed, jobs, histories, minutes, nightly, trace });
    }
    plant::sow(options.plant);
    let plan = Plan {
        histories: options.histories.unwrap_or(1_000),
        steps: options.steps,
        seed,
        jobs,
        until: None,
        trace,
    };
    report(options.plant, &run::run(&plan))
}

#[expect(clippy::print_stdout, reason = "a command line prints")]
fn report(plant: Option<Plant>, ran: &run::Ran) -> ExitCode {
    let quiet = gate::say(ran);
    if let Some(plant) = plant {
        println!("{plant}: {}", if quiet { "NOT caught" } else { "caught" });
        return if quiet { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    if gate::say_counts(ran) && quiet { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
