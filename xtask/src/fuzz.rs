//! The fuzz targets: built with the pinned compiler, each run from its seeds for a time, and what was really run told.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};

use crate::paths::Paths;
use crate::setup;

/// How the compiler is told to count where a run has been, in the words of its stable options; in several units,
/// since these programs are built more often than they run long.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=16";
/// Named, so that what runs while building is built without those flags.
const MACHINE: &str = "x86_64-unknown-linux-gnu";
/// Fewer tries than this a second mean that the target does something other than trying.
const TRIES_A_SECOND_MIN: u64 = 20;
/// Targets that are run once more with a bug planted, and must find it.
const CONTROLS: &[&str] = &["zstd_body", "hotspots", "cursor", "file", "places", "picture", "police"];
/// Seconds that a planted bug may hide.
const CONTROL_SECONDS: u64 = 20;

/// Build all targets, run those named (or all) for so many seconds each, then the controls.
pub fn fuzz(paths: &Paths, words: &[String]) -> Result<ExitCode> {
    setup::system_packages(setup::BUILD)?;
    let (seconds, only) = match words.split_first().map(|(first, rest)| (first.parse::<u64>(), rest)) {
        Some((Ok(seconds), rest)) => (seconds, rest),
        _ => (5, words),
    };
    let programs = build(paths)?;
    let targets: Vec<String> =
        targets(paths)?.into_iter().filter(|name| only.is_empty() || only.contains(name)).collect();
    ensure!(!targets.is_empty(), "there is no target {}", only.join(" or "));
    let mut failed = 0;
    for target in &targets {
        let tried = Try { paths, programs: &programs, target, seconds, planted: false }.run()?;
        println!("{target:18} {:>9} executions in {seconds} s   {}", tried.executions, tried.word());
        failed += u32::from(tried.found || tried.executions < TRIES_A_SECOND_MIN * seconds);
    }
    for target in CONTROLS.iter().filter(|name| targets.iter().any(|target| target == *name)) {
        let tried =
            Try { paths, programs: &programs, target, seconds: CONTROL_SECONDS, planted: true }.run()?;
        let word =
            if tried.found { "its planted bug was found" } else { "FAILED: its planted bug was not found" };
        println!("{target:18} {:>9} executions           {word}", tried.executions);
        failed += u32::from(!tried.found);
    }
    println!("{} targets, {failed} failed", targets.len());
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The folder of the built programs.
fn build(paths: &Paths) -> Result<PathBuf> {
    let target = paths.target.join("fuzz");
    let mut cargo =
        paths.cargo(&["build", "--quiet", "--locked", "--release", "--bins", "--target", MACHINE]);
    cargo.current_dir(paths.root.join("fuzz")).env("CARGO_TARGET_DIR", &target).env("RUSTFLAGS", FLAGS);
    ensure!(cargo.status()?.success(), "the fuzz targets could not be built");
    Ok(target.join(MACHINE).join("release"))
}

/// The targets: one file each.
fn targets(paths: &Paths) -> Result<Vec<String>> {
    let folder = paths.root.join("fuzz/fuzz_targets");
    let files = std::fs::read_dir(&folder).with_context(|| format!("no targets in {}", folder.display()))?;
    let names =
        files.map(|file| Ok(file?.path().file_stem().unwrap_or_default().to_string_lossy().into_owned()));
    let mut names = names.collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// A run of so many seconds or more goes where chance leads it.
const SECONDS_OF_CHANCE: u64 = 60;

/// One run of one target.
struct Try<'t> {
    paths: &'t Paths,
    programs: &'t Path,
    target: &'t str,
    seconds: u64,
    planted: bool,
}

/// What came of it.
struct Tried {
    executions: u64,
    found: bool,
}

impl Tried {
    const fn word(&self) -> &'static str {
        if self.found { "FAILED: something was found, its words are above" } else { "nothing found" }
    }
}

impl Try<'_> {
    /// A short run does, so that what it finds is of the change.
    const fn goes_the_same_way(&self) -> bool {
        self.seconds < SECONDS_OF_CHANCE
    }

    fn run(&self) -> Result<Tried> {
        let fuzz = self.paths.root.join("fuzz");
        let work = self.paths.target.join("fuzz").join(if self.planted { "planted" } else { "corpus" });
        let (corpus, found) = (work.join(self.target), work.join("found/"));
        if self.goes_the_same_way() && corpus.exists() {
            std::fs::remove_dir_all(&corpus)?; // what an earlier run came upon would lead this one elsewhere
        }
        std::fs::create_dir_all(&corpus).and_then(|()| std::fs::create_dir_all(&found))?;
        let mut program = Command::new(self.programs.join(self.target));
        program.arg(&corpus).arg(fuzz.join("seeds").join(self.target)).current_dir(&fuzz);
        program.args(["-dict=words.dict", "-print_final_stats=1", "-timeout=20", "-rss_limit_mb=2048"]);
        program.arg(format!("-max_total_time={}", self.seconds));
        if self.goes_the_same_way() {
            program.arg("-seed=1");
        }
        program.arg(format!("-artifact_prefix={}", found.display())).stdout(Stdio::null());
        if self.planted {
            program.env("BEATBOOK_PLANTED", "1");
        }
        let output = program.output().with_context(|| format!("{} did not start", self.target))?;
        let said = String::from_utf8_lossy(&output.stderr);
        let found = !output.status.success();
        if found && !self.planted {
            let tail: Vec<&str> = said.lines().rev().take(40).collect();
            println!("{}", tail.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
        Ok(Tried { executions: executions(&said), found })
    }
}

/// How many tries there were, as the engine counts them.
fn executions(said: &str) -> u64 {
    let counted = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    // A run that found something ends before it counts: its last line with a number says how far it was.
    let last = || {
        said.lines().rev().find_map(|line| line.strip_prefix('#')?.split_whitespace().next()?.parse().ok())
    };
    counted.and_then(|count| count.trim().parse().ok()).or_else(last).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::executions;

    #[test]
    fn what_was_run_is_read_from_what_the_engine_says() {
        assert_eq!(executions("stat::number_of_executed_units: 4711\nstat::average_exec_per_sec: 9"), 4711);
        assert_eq!(executions("#2\tINITED cov: 3\n#16\tNEW cov: 4\nthread panicked"), 16);
        assert_eq!(executions("no such thing"), 0);
    }
}
