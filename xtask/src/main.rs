//! The commands people type. Each first installs what it misses, then does its job.
//!
//! Nothing here knows the product: it only starts programs, waits for what they print and counts.
#![expect(clippy::print_stdout, reason = "a command talks to the person who typed it")]

mod children;
mod fuzz;
mod paths;
mod run;
mod server;
mod setup;
mod step;
mod suite;
mod tally;
mod told;

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use paths::Paths;

const USAGE: &str = "\
cargo xtask run [--data DIR] [--once]   start a sample council and open the app (--once: check and stop)
cargo xtask test [--nightly] [WORD...]  everything .ci/run checks, or the steps with a word in their names
cargo xtask gen                         write the generated files again
cargo xtask bench [--json FILE] [...]   measure, in release mode, beside the floor (--only WORD: a part; --help: all)
cargo xtask soak [--devices N] [...]    many phones on one hub for a while (--seconds S): all end alike, memory is flat
cargo xtask sim --seed S [...]             run histories in which everything fails (--histories, --steps, --plant)
cargo xtask fuzz [SECONDS] [TARGET...]  every decoder against bytes that nobody sane would send
cargo xtask messages                    write this version's stored messages, where it has none yet
cargo xtask setup                       install what the others need, and nothing else";

fn main() -> ExitCode {
    children::end_all_on_signal();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = dispatch(&args);
    children::end_all();
    done.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

fn dispatch(args: &[String]) -> Result<ExitCode> {
    let paths = Paths::find()?;
    let (command, rest) = args.split_first().map_or(("help", args), |(first, rest)| (first.as_str(), rest));
    match command {
        "run" => run::run(&paths, &run::Options::parse(rest)?),
        "test" | "ci" => suite::test(&paths, rest),
        "gen" => generate(&paths),
        "bench" => bench(&paths, rest),
        "soak" => soak(&paths, rest),
        "fuzz" => fuzz::fuzz(&paths, rest),
        "messages" => messages(&paths),
        "sim" => simulate(&paths, rest),
        "setup" => setup::everything(&paths).map(|()| ExitCode::SUCCESS),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no command `{other}`\n{USAGE}"),
    }
}

/// Generated files are written by the tests that also refuse a stale one; this runs those tests in writing mode.
fn generate(paths: &Paths) -> Result<ExitCode> {
    setup::system_packages(setup::BUILD)?;
    let mut tests = paths.cargo(&["test", "--package", "beatbook-core", "--lib", "generated"]);
    tests.env("BEATBOOK_BLESS", "1");
    let written = status_of(tests)?;
    if written != ExitCode::SUCCESS {
        return Ok(written);
    }
    let mut views =
        paths.cargo(&["test", "--package", "beatbook-records", "--test", "view_doc", "generated"]);
    views.env("BEATBOOK_BLESS", "1");
    status_of(views)
}

/// What travels in this version, told by a story; a version that has its messages keeps them.
fn messages(paths: &Paths) -> Result<ExitCode> {
    setup::system_packages(setup::BUILD)?;
    let mut tests = paths.planted(&["test", "--quiet", "--profile", "sim", "--test", "messages"]);
    tests.args(["--", "--ignored", "write_this_versions_files"]);
    status_of(tests)
}

fn bench(paths: &Paths, rest: &[String]) -> Result<ExitCode> {
    setup::system_packages(&[setup::BUILD, setup::SERVER].concat())?;
    let mut bench = paths.cargo(&["run", "--quiet", "--release", "--package", "beatbook-bench", "--"]);
    bench.args(rest);
    status_of(bench)
}

/// The hub as a process and many phones, in the profile of the simulation.
fn soak(paths: &Paths, rest: &[String]) -> Result<ExitCode> {
    setup::system_packages(setup::BUILD)?;
    let mut build = paths.cargo(&["build", "--quiet", "--profile", "sim", "--workspace"]);
    build.args(["--bin", "beatbook-hub", "--bin", "beatbook-soak"]);
    let built = status_of(build)?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    let programs = paths.target.join("sim");
    let mut soak = paths.command(&programs.join("beatbook-soak").to_string_lossy(), &[]);
    soak.args(rest).env("BEATBOOK_BIN", &programs);
    status_of(soak)
}

/// Histories chosen by a seed, in a profile of their own: fast, and quick to build.
fn simulate(paths: &Paths, rest: &[String]) -> Result<ExitCode> {
    setup::system_packages(setup::BUILD)?;
    let built = status_of(paths.planted(&["build", "--quiet", "--profile", "sim", "--bin", "beatbook-sim"]))?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    let sim = paths.target.join("sim/beatbook-sim");
    let mut sim = paths.command(&sim.to_string_lossy(), &[]);
    sim.args(rest);
    status_of(sim)
}

fn status_of(mut command: Command) -> Result<ExitCode> {
    let status = command.status().with_context(|| format!("{command:?} did not start"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
