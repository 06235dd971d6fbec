//! Everything that is checked, in order, cheapest first; a failure does not stop the rest.

use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime};

use anyhow::{Result, ensure};

use crate::paths::Paths;
use crate::setup;
use crate::step::{self, Outcome, Step};
use crate::tally::Tally;

/// Installs what is missing, runs every step (or those with one of these words in their names), sums up.
pub fn test(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    setup::everything(paths)?;
    let (nightly, words): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| *word == "--nightly");
    let wanted = |step: &Step| words.is_empty() || words.iter().any(|word| step.name.contains(word.as_str()));
    let outcomes: Vec<Outcome> =
        steps(paths, !nightly.is_empty()).into_iter().filter(wanted).map(step::run).collect();
    ensure!(!outcomes.is_empty(), "no step has one of {words:?} in its name");
    let total = sum_up(&outcomes);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn steps(paths: &Paths, nightly: bool) -> Vec<Step> {
    // The UI comes before everything that compiles the window: the window carries it.
    let mut steps = vec![
        of("format", 2, paths.cargo(&["fmt", "--all", "--check"])),
        of("dependencies", 3, paths.cargo(&["deny", "--locked", "check", "bans", "licenses", "sources"])),
        of("ui: types", 5, ui(paths, &["run", "check"])),
        of("ui: unit tests", 5, ui(paths, &["run", "test"])),
        of("ui: build", 5, ui(paths, &["run", "build"])),
        of("clippy", 25, paths.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        of("clippy: planted bugs", 10, clippy_planted(paths)),
        of("docs", 10, docs(paths)),
        of("build", 25, paths.cargo(&["build", "--workspace", "--bins"])),
    ];
    steps.extend(rust_tests(paths));
    steps.push(of("hub on PostgreSQL", 15, hub_on_postgres(paths)));
    steps.push(of("simulation", if nightly { 120 } else { 20 }, simulation(paths, nightly)));
    steps.push(of("soak", if nightly { 15 } else { 10 }, soak(paths, nightly)));
    steps.push(of("wire: cuts, stalls, strangers", 10, wire(paths)));
    steps.push(of("wire: stored messages", 5, stored_messages(paths)));
    steps.push(of("wire: the hub as described", if nightly { 15 } else { 6 }, described(paths, nightly)));
    steps.push(of("wire: fuzz targets", if nightly { 40 } else { 20 }, fuzz(paths, nightly)));
    steps.push(of("browser tests", 30, browser(paths)));
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

/// What only a build with planted bugs holds, which a plain one leaves out.
fn clippy_planted(paths: &Paths) -> Command {
    let mut command = paths.cargo(&["clippy", "--package", "beatbook-tests", "--package", "beatbook-sim"]);
    command.args(["--features", "sim", "--all-targets", "--", "-D", "warnings"]);
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

/// The real client and the real hub with a bad line between them. Optimised, as the simulation is; thousands of
/// hand-ins are durable soon where there is memory to keep the books in.
fn wire(paths: &Paths) -> Command {
    let mut command = paths.planted(&["test", "--profile", "sim", "--test", "wire", "--", "--nocapture"]);
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        command.env("TMPDIR", memory);
    }
    command
}

/// What travelled in every released version still reads and prints the same.
fn stored_messages(paths: &Paths) -> Command {
    paths.planted(&["test", "--profile", "sim", "--test", "messages"])
}

/// Each target for seconds, from its seeds and always the same way; by night for minutes, wherever chance leads.
fn fuzz(paths: &Paths, nightly: bool) -> Command {
    paths.cargo(&["xtask", "fuzz", if nightly { "60" } else { "5" }])
}

/// Whatever callers send, the hub answers as its OpenAPI document says.
fn described(paths: &Paths, nightly: bool) -> Command {
    let python = paths.python().join("bin/python");
    let mut command = paths.command(&python.to_string_lossy(), &["tests/openapi/check.py"]);
    command.arg(paths.bin().join("beatbook-hub")).arg(if nightly { "600" } else { "60" });
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// On a server of their own, and with the bugs that they must notice.
fn hub_on_postgres(paths: &Paths) -> Command {
    paths.planted(&["test", "--test", "hub"])
}

fn browser(paths: &Paths) -> Command {
    let mut command = paths.command("npm", &["test", "--", "--test-reporter=spec"]);
    command.current_dir(paths.root.join("tests/ui"));
    command
}

/// Planted bugs, then histories that no run had before. What a commit is judged by is the same in every run of it; by
/// night, each run has its own.
fn simulation(paths: &Paths, nightly: bool) -> Command {
    let commit = if nightly { None } else { commit_of(paths) };
    let seed = commit.as_deref().and_then(seed_of).unwrap_or_else(seed_of_now).to_string();
    let minutes = if nightly { "90" } else { "8" };
    let mut command = paths.cargo(&["xtask", "sim", "--gate", "--seed", &seed, "--minutes", minutes]);
    if nightly {
        command.arg("--nightly");
    }
    command
}

/// The commit that is checked out, where git knows.
fn commit_of(paths: &Paths) -> Option<String> {
    let said = paths.command("git", &["rev-parse", "HEAD"]).output().ok()?;
    said.status.success().then(|| String::from_utf8_lossy(&said.stdout).trim().to_owned())
}

/// Its first digits: neighbours are far enough from one another that no two gates share a history.
fn seed_of(commit: &str) -> Option<u64> {
    u64::from_str_radix(commit.get(..12)?, 16).ok()
}

#[expect(clippy::disallowed_methods, reason = "a run without a commit gets a seed that is new")]
fn seed_of_now() -> u64 {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since_1970.as_secs() * 1_000_000
}

/// Many phones on one hub for a while; by night more of them, and for longer.
fn soak(paths: &Paths, nightly: bool) -> Command {
    let (devices, seconds) = if nightly { ("200", "180") } else { ("40", "60") };
    paths.cargo(&["xtask", "soak", "--devices", devices, "--seconds", seconds])
}

/// The real window on a screen of its own; here a missing driver is a failure, not a reason to skip.
fn window(paths: &Paths) -> Command {
    let mut command = paths.cargo(&["test", "--workspace", "--test", "shell", "--", "--ignored"]);
    command.env("BEATBOOK_REQUIRE_SHELL", "1");
    command
}

fn sum_up(outcomes: &[Outcome]) -> Tally {
    for Outcome { name, told, .. } in outcomes.iter().filter(|outcome| outcome.problem.is_some()) {
        println!("\n── of {name} ──");
        told.lines().for_each(|line| println!("{line}"));
    }
    println!("\n── summary ──");
    let mut total = Tally::default();
    for Outcome { name, problem, took, tally, .. } in outcomes {
        let (mark, why) = problem.as_deref().map_or(("ok    ", ""), |why| ("FAILED", why));
        let counts = format!("{} passed, {} failed", tally.passed, tally.failed);
        println!("{mark} {name:<22} {:>5} s   {counts:<24} {why}", took.as_secs());
        total += *tally;
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    total
}
