//! Everything that is checked, in order, cheapest first; a failure does not stop the rest.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::paths::Paths;
use crate::setup;
use crate::step::{self, Outcome, Step};
use crate::tally::Tally;

/// Installs what is missing, runs every step (or those with one of these words in their names), sums up.
pub fn test(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    setup::everything(paths)?;
    let wanted = |step: &Step| words.is_empty() || words.iter().any(|word| step.name.contains(word.as_str()));
    let outcomes: Vec<Outcome> = steps(paths).into_iter().filter(wanted).map(step::run).collect();
    ensure!(!outcomes.is_empty(), "no step has {} in its name", words.join(" or "));
    let total = sum_up(&outcomes);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn steps(paths: &Paths) -> Vec<Step> {
    // The UI comes before everything that compiles the window: the window carries it.
    let mut steps = vec![
        of("format", 2, paths.cargo(&["fmt", "--all", "--check"])),
        of("dependencies", 3, paths.cargo(&["deny", "--locked", "check", "bans", "licenses", "sources"])),
        of("ui: types", 5, ui(paths, &["run", "check"])),
        of("ui: unit tests", 5, ui(paths, &["run", "test"])),
        of("ui: build", 5, ui(paths, &["run", "build"])),
        of("clippy", 25, paths.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        of("docs", 10, docs(paths)),
        of("build", 25, paths.cargo(&["build", "--workspace", "--bins"])),
    ];
    steps.extend(rust_tests(paths));
    steps.push(of("hub on PostgreSQL", 15, hub_on_postgres(paths)));
    steps.push(of("browser tests", 15, browser(paths)));
    steps.push(of("window tests", 10, window(paths)));
    steps.push(of("run once", 20, run_once(paths)));
    steps
}

/// What the README says first: a new sample council, the app and the pages, all answering.
fn run_once(paths: &Paths) -> Command {
    let data = paths.target.join("run-once");
    // A folder that is not there is as good as removed; one that cannot be fails the step.
    let _ = std::fs::remove_dir_all(&data);
    let mut command = paths.cargo(&["xtask", "run", "--once", "--data"]);
    command.arg(data);
    command
}

fn of(name: &'static str, minutes: u64, command: Command) -> Step {
    Step { name, command, limit: Duration::from_secs(minutes * 60) }
}

fn ui(paths: &Paths, args: &[&str]) -> Command {
    let mut command = paths.command("npm", args);
    command.current_dir(paths.root.join("ui"));
    command
}

fn docs(paths: &Paths) -> Command {
    let mut command = paths.cargo(&["doc", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}

fn rust_tests(paths: &Paths) -> Vec<Step> {
    if paths.has("cargo-nextest") {
        let nextest = paths.cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]);
        let doctests = paths.cargo(&["test", "--workspace", "--doc"]);
        return vec![of("tests", 30, nextest), of("examples in the docs", 10, doctests)];
    }
    vec![of("tests", 40, paths.cargo(&["test", "--workspace", "--no-fail-fast"]))]
}

/// On a server of their own, and with the bugs that they must notice.
fn hub_on_postgres(paths: &Paths) -> Command {
    paths.cargo(&["test", "--package", "beatbook-tests", "--features", "sim", "--test", "hub"])
}

fn browser(paths: &Paths) -> Command {
    let mut command = paths.command("npm", &["test", "--", "--test-reporter=spec"]);
    command.current_dir(paths.root.join("tests/ui"));
    command
}

/// The real window on a screen of its own; here a missing driver is a failure, not a reason to skip.
fn window(paths: &Paths) -> Command {
    let mut command =
        paths.cargo(&["test", "--package", "beatbook-tests", "--test", "shell", "--", "--ignored"]);
    command.env("BEATBOOK_REQUIRE_SHELL", "1");
    command
}

fn sum_up(outcomes: &[Outcome]) -> Tally {
    println!("\n── summary ──");
    let mut total = Tally::default();
    for Outcome { name, problem, took, tally } in outcomes {
        let (mark, why) = problem.as_deref().map_or(("ok    ", ""), |why| ("FAILED", why));
        let counts = format!("{} passed, {} failed", tally.passed, tally.failed);
        println!("{mark} {name:<22} {:>5} s   {counts:<24} {why}", took.as_secs());
        total += *tally;
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    total
}
