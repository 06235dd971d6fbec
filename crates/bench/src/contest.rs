//! The contest: what both sides do, step by step, and what is measured of it.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::ensure;

use crate::floor::Floor;
use crate::kept::Kept;
use crate::line::Line;
use crate::meter::Meter;
use crate::product::Product;
use crate::stopwatch::{median, processor, seconds};

/// How often a single change is handed in.
const CHANGES: usize = 15;
/// How often nothing new is asked for.
const QUESTIONS: usize = 31;
/// How many durable saves are timed.
const SAVES: u32 = 200;

/// A side: a hub and two devices that know each other only through it.
pub trait Side: Sized {
    /// Begin in a folder, with a new hub; its devices reach it by what the way gives for its address.
    fn begin(folder: &Path, kept: Kept, way: Way<'_>) -> anyhow::Result<Self>;
    /// Write `n` records on the first device.
    fn fill(&mut self, n: usize) -> anyhow::Result<()>;
    /// Save one record durably on the first device.
    fn save(&mut self) -> anyhow::Result<()>;
    /// The first device hands everything in.
    fn hand_in(&mut self) -> anyhow::Result<()>;
    /// The second device reads everything that is new.
    fn read(&mut self) -> anyhow::Result<()>;
    /// How many records the second device has.
    fn heard(&self) -> anyhow::Result<usize>;
    /// How many requests the hub has had.
    fn requests(&self) -> u64;
    /// The files of the first device in the side's folder.
    const FIRST: &str;
}

/// A detour from the device to the hub's address.
pub type Way<'w> = &'w mut dyn FnMut(SocketAddr) -> anyhow::Result<SocketAddr>;

/// What one side came to in one run.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Records handed in per second.
    push: f64,
    /// Records read per second.
    pull: f64,
    /// Milliseconds until one new record is handed in.
    one_change: f64,
    /// Milliseconds to learn that there is nothing.
    nothing_new: f64,
    /// Records saved durably per second, one by one.
    durable_save: f64,
    /// Bytes per record handed in, both ways, headers and all; measured with a file alone.
    wire_bytes: f64,
    /// Seconds of processor time, devices and hub together, per 1,000 records handed in.
    cpu: f64,
    /// Requests until one new record is handed in.
    requests: f64,
    /// Bytes on the first device's disk per record, all of them handed in.
    disk: f64,
}

/// A figure among a side's.
type Figure = fn(&Figures) -> f64;

/// The figures that a hub over a file is measured by, by name.
const OVER_A_FILE: &[(&str, Figure)] = &[
    ("push", |f| f.push),
    ("pull", |f| f.pull),
    ("one_change", |f| f.one_change),
    ("nothing_new", |f| f.nothing_new),
    ("durable_save", |f| f.durable_save),
    ("wire_bytes", |f| f.wire_bytes),
    ("cpu", |f| f.cpu),
    ("requests", |f| f.requests),
    ("device_disk", |f| f.disk),
];

/// Those that a hub over a server is measured by: the rest does not know what the hub keeps its book in, or would leave
/// out the server's part.
const OVER_A_SERVER: &[(&str, Figure)] = &[
    ("push", |f| f.push),
    ("pull", |f| f.pull),
    ("one_change", |f| f.one_change),
    ("nothing_new", |f| f.nothing_new),
];

/// Floor and product in turns, so many times each; each figure's median.
pub fn contest(kept: Kept, n: usize, runs: usize) -> anyhow::Result<Vec<Line>> {
    let (mut product, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        floor.push(compete::<Floor>(kept, n)?);
        product.push(compete::<Product>(kept, n)?);
    }
    let figures = if kept == Kept::Sqlite { OVER_A_FILE } else { OVER_A_SERVER };
    let lines = figures.iter().map(|(name, figure)| {
        let median = |runs: &[Figures]| median(runs.iter().map(figure).collect());
        Line::of(name, kept, n, median(&product)).beside(median(&floor)).made_of(runs)
    });
    Ok(lines.collect())
}

/// One run of one side.
fn compete<S: Side>(kept: Kept, n: usize) -> anyhow::Result<Figures> {
    let folder = tempfile::tempdir()?;
    let mut side = S::begin(folder.path(), kept, &mut Ok)?;
    side.fill(n)?;
    let used = processor();
    let push = n as f64 / seconds(|| side.hand_in())?;
    let cpu = (processor() - used) / n as f64 * 1000.0;
    let pull = n as f64 / seconds(|| side.read())?;
    ensure!(side.heard()? == n, "the second device has {} of {n} records", side.heard()?);
    let (mut changes, asked) = (Vec::new(), side.requests());
    for _ in 0..CHANGES {
        side.save()?;
        changes.push(seconds(|| side.hand_in())? * 1000.0);
    }
    let requests = (side.requests() - asked) as f64 / CHANGES as f64;
    side.read()?;
    ensure!(side.heard()? == n + CHANGES, "a single change went missing");
    let questions = (0..QUESTIONS).map(|_| Ok(seconds(|| side.read())? * 1000.0));
    let nothing_new = median(questions.collect::<anyhow::Result<_>>()?);
    let saves = seconds(|| (0..SAVES).try_for_each(|_| side.save()))?;
    side.hand_in()?;
    drop(side);
    let records = n + CHANGES + SAVES as usize;
    Ok(Figures {
        cpu,
        requests,
        disk: bytes_in(&folder.path().join(S::FIRST))? as f64 / records as f64,
        push,
        pull,
        one_change: median(changes),
        nothing_new,
        durable_save: f64::from(SAVES) / saves,
        // What travels is the same, whatever the hub keeps it in.
        wire_bytes: if kept == Kept::Sqlite { bytes_per_record::<S>(n)? } else { f64::NAN },
    })
}

/// The size of a file, or of the files in a folder but for those that are kept free on purpose.
fn bytes_in(place: &Path) -> anyhow::Result<u64> {
    if place.is_file() {
        return Ok(place.metadata()?.len());
    }
    let files = std::fs::read_dir(place)?.collect::<Result<Vec<_>, _>>()?;
    let kept = files.iter().filter(|file| file.path().extension().is_none_or(|kind| kind != "reserve"));
    kept.map(|file| Ok(file.metadata()?.len())).sum()
}

/// The same hand-in, with a meter on the wire.
fn bytes_per_record<S: Side>(n: usize) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut meter = None;
    let mut side =
        S::begin(folder.path(), Kept::Sqlite, &mut |hub| Ok(meter.insert(Meter::before(hub)?).address))?;
    side.fill(n)?;
    let count = || meter.as_ref().map_or(0, Meter::bytes);
    let before = count();
    side.hand_in()?;
    let bytes = count() - before;
    ensure!(bytes > n as u64, "the meter counted {bytes} bytes for {n} records");
    Ok(bytes as f64 / n as f64)
}
