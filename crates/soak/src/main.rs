//! `beatbook-soak`: many real phones on one real hub for a while, on a line that loses some of what passes.
//!
//! At the end all phones are equal within their scopes, nothing waits, nothing is lost, chains verify, and neither the
//! hub's process nor this one, in which the phones are, has more memory than in the middle of the run.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

mod line;
mod memory;
mod phone;
mod town;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use clap::Parser;

use memory::{ALLOWED_MIB, ALLOWED_PART, Series};
use phone::Turn;
use town::{End, Town};

/// Many phones hand in to one hub for a while; exit status non-zero where an end is wrong or memory grew.
#[derive(Debug, Parser)]
#[command(name = "beatbook-soak", version)]
struct Cli {
    /// How many phones
    #[arg(long, default_value_t = 40)]
    devices: usize,
    /// For how many seconds they write
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// How many seconds lie between two turns of a phone
    #[arg(long, default_value_t = 5.0)]
    every: f64,
    /// One phone in so many stays open for the whole run; the others are opened for each turn
    #[arg(long, default_value_t = 8)]
    open_one_in: usize,
    /// Keep so many KiB of each turn for ever: to see that it is noticed
    #[arg(long, default_value_t = 0, hide = true)]
    leak: usize,
}

fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    anyhow::ensure!(cli.devices > 0 && cli.every > 0.0 && cli.open_one_in > 0, "none of them may be 0");
    let folder = tempfile::tempdir()?;
    let began = now();
    let town = Town::begin(folder.path(), cli.devices, cli.open_one_in)?;
    let open = cli.devices.div_ceil(cli.open_one_in);
    println!("{} phones enrolled after {:.0} s, {open} of them stay open", cli.devices, since(began));
    let began = now();
    let (turns, series) = run(&town, &cli, began)?;
    let due = due(&cli);
    println!("{} of {due} turns: {}, in {:.0} s", turns.len(), told(&turns), since(began));
    let began = now();
    let end = town.ends_well();
    let mut faults: Vec<String> = series.iter().filter_map(Series::fault).collect();
    for of in &series {
        if let Some(thirds) = of.thirds() {
            println!("memory of the {}: {thirds}", of.name);
        }
    }
    println!("allowed from one third to the next: {ALLOWED_MIB} MiB and {:.0} %", ALLOWED_PART * 100.0);
    match end {
        Ok(End { entries, records, overruled, photos }) => println!(
            "all {} phones have what the hub has within their areas: {entries} entries, {records} records, {overruled} \
             overruled values, {photos} photos; nothing waits, nothing is lost, chains verify; looked at in {:.0} s",
            cli.devices,
            since(began)
        ),
        Err(error) => faults.push(format!("{error:#}")),
    }
    faults.iter().for_each(|fault| println!("FAILED: {fault}"));
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How many turns there are in the time.
fn due(cli: &Cli) -> usize {
    (cli.seconds * cli.devices as f64 / cli.every) as usize
}

/// Turns, evenly spread, and the memory meanwhile.
fn run(town: &Town, cli: &Cli, began: Instant) -> anyhow::Result<(Vec<Turn>, Vec<Series>)> {
    let gap = cli.every / cli.devices as f64;
    let stop = AtomicBool::new(false);
    let of = [("hub", town.hub()), ("phones", std::process::id())];
    thread::scope(|scope| {
        let watching = scope.spawn(|| memory::watch(&of, &stop));
        let turns = town.turns(due(cli), &|turn, phone| {
            let due = turn as f64 * gap;
            if let Ok(left) = Duration::try_from_secs_f64(due - since(began)) {
                thread::sleep(left);
            }
            if cli.leak > 0 {
                std::mem::forget(vec![1_u8; cli.leak * 1024]);
            }
            // On a machine that cannot keep up, what is due after the end is left out, and the figures say so.
            if since(began) > cli.seconds { Ok(None) } else { phone.turn().map(Some) }
        });
        stop.store(true, Ordering::SeqCst);
        let series = watching.join().map_err(|_| anyhow!("nobody looked at the memory"))??;
        Ok((turns?.into_iter().flatten().collect(), series))
    })
}

fn told(turns: &[Turn]) -> String {
    let sum = |of: fn(&Turn) -> usize| turns.iter().map(of).sum::<usize>();
    format!(
        "{} entries written, {} of them photos; handed in {} times, connection lost {} times on purpose and {} times by \
         itself",
        sum(|turn| turn.entries),
        sum(|turn| turn.photos),
        sum(|turn| turn.handed_in),
        sum(|turn| turn.lost),
        sum(|turn| turn.broken)
    )
}

#[expect(clippy::disallowed_methods, reason = "a soak takes real time")]
fn now() -> Instant {
    Instant::now()
}

fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64()
}
