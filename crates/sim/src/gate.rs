//! The gate: histories find nothing, and every planted bug is found by the oracle that is there for it.

use std::process::ExitCode;
use std::time::Duration;

use beatbook_records::plant::{self, Plant};

use crate::run::{Plan, Ran, now, run};

/// In how many histories a planted bug has to be found.
const PLANT_WITHIN: u64 = 2_000;

/// What is expected of a run.
pub struct Gate {
    pub seed: u64,
    pub jobs: u64,
    /// How many short ones, if not as many as the gate is for.
    pub histories: Option<u64>,
    /// After this no history is begun.
    pub minutes: u64,
    pub nightly: bool,
    pub trace: bool,
}

/// The oracles that may be the first to see a planted bug. One that switches the same decision as another has the same.
const fn seen_by(plant: Plant) -> &'static [&'static str] {
    match plant {
        Plant::DeleteOnSend | Plant::AckAll | Plant::LogoutWipes | Plant::PurgeOnAck => &["lost"],
        Plant::NoIdem => &["twice"],
        Plant::CursorFirst | Plant::PoisonBlocks => &["drained", "lost"],
        Plant::NoEpoch | Plant::RestoreKeepsEpoch => &["converged", "lost", "drained", "overruled"],
        Plant::NoFork => &["lost", "chain"],
        Plant::WallClock => &["fair"],
        Plant::DropUnknown => &["converged"],
        Plant::StaysSignedIn => &["let in"],
        // No history has a wire that breaks off, a photo or a hub beside the hub: the tests of the wire and of PostgreSQL
        // plant these.
        Plant::BrokenOff | Plant::TrustName | Plant::NaiveSeq | Plant::NoRowLocks => &[],
    }
}

/// Run it; a failure is said in words, with the seed that shows it again.
pub fn pass(gate: &Gate) -> ExitCode {
    let until = now() + Duration::from_secs(gate.minutes * 60);
    let (short, long) = if gate.nightly { (20_000, 1_000) } else { (5_000, 200) };
    let short = gate.histories.unwrap_or(short);
    let plan = |histories, steps, seed| Plan {
        histories,
        steps,
        seed,
        jobs: gate.jobs,
        until: Some(until),
        trace: gate.trace,
    };
    let mut failed = 0;
    // The plants come first: they take seconds, and without them a quiet run says nothing.
    for plant in Plant::ALL.iter().filter(|plant| !seen_by(**plant).is_empty()) {
        failed += u32::from(!is_caught(*plant, &plan(PLANT_WITHIN, 150, gate.seed)));
    }
    plant::sow(None);
    let mut ran = run(&plan(long, 500, gate.seed));
    failed += u32::from(!say(&ran));
    ran = run(&plan(short, 150, gate.seed + long));
    failed += u32::from(!say(&ran));
    if say_counts(&ran) && failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "a command line prints")]
fn is_caught(planted: Plant, plan: &Plan) -> bool {
    plant::sow(Some(planted));
    let ran = run(plan);
    let Some((seed, finding)) = ran.found.first() else {
        println!("{planted}: NOT caught in {} histories", ran.histories);
        return false;
    };
    let named = seen_by(planted).contains(&finding.oracle);
    let verdict = if named { "caught" } else { "caught by ANOTHER oracle" };
    println!("{planted}: {verdict}, [{}], after {} histories, seed {seed}", finding.oracle, ran.histories);
    named
}

/// Say how often each thing happened; whether, of enough histories, each did.
#[expect(clippy::print_stdout, reason = "a command line prints")]
pub fn say_counts(ran: &Ran) -> bool {
    println!("{}", ran.tally);
    let never = if ran.histories >= 500 { ran.tally.never() } else { Vec::new() };
    if !never.is_empty() {
        println!("never happened: {}", never.join(", "));
    }
    never.is_empty()
}

/// Say what was run of what was asked for; whether nothing was found.
#[expect(clippy::print_stdout, reason = "a command line prints")]
pub fn say(ran: &Ran) -> bool {
    let Ran { histories, asked, steps, seed, found, .. } = ran;
    println!(
        "{histories} histories of {asked} asked for, {steps} steps each, from seed {seed}: {} found",
        found.len()
    );
    for (seed, finding) in found {
        println!("seed {seed}: {finding}");
        println!("again: cargo xtask sim --histories 1 --steps {steps} --seed {seed} --trace");
    }
    found.is_empty()
}
