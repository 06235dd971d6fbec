//! The contest: what both sides do, step by step, and what is measured of it.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::ensure;

use crate::meter::Meter;
use crate::stopwatch::{median, processor, seconds};

/// How often a single change is handed in.
const CHANGES: usize = 15;
/// How often nothing new is asked for.
const QUESTIONS: usize = 31;
/// How many durable saves are timed.
const SAVES: u32 = 200;

/// A side: a hub and two devices that know each other only through it.
pub trait Side: Sized {
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

/// Makes a side in a folder; with a way, its devices reach the hub by what that gives for its address.
pub type Begin<S> = fn(&Path, Way<'_>) -> anyhow::Result<S>;
/// A detour from the device to the hub's address.
pub type Way<'w> = &'w mut dyn FnMut(SocketAddr) -> anyhow::Result<SocketAddr>;

/// What one side came to in one run.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Records handed in per second.
    pub push: f64,
    /// Records read per second.
    pub pull: f64,
    /// Milliseconds until one new record is handed in.
    pub one_change: f64,
    /// Milliseconds to learn that there is nothing.
    pub nothing_new: f64,
    /// Records saved durably per second, one by one.
    pub durable_save: f64,
    /// Bytes per record handed in, both ways, headers and all.
    pub wire_bytes: f64,
    /// Seconds of processor time, devices and hub together, per 1,000 records handed in.
    pub cpu: f64,
    /// Requests until one new record is handed in.
    pub requests: f64,
    /// Bytes on the first device's disk per record, all of them handed in.
    pub disk: f64,
}

/// One run of one side.
pub fn compete<S: Side>(begin: Begin<S>, n: usize) -> anyhow::Result<Figures> {
    let folder = tempfile::tempdir()?;
    let mut side = begin(folder.path(), &mut Ok)?;
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
        wire_bytes: bytes_per_record(begin, n)?,
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
fn bytes_per_record<S: Side>(begin: Begin<S>, n: usize) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut meter = None;
    let mut side = begin(folder.path(), &mut |hub| Ok(meter.insert(Meter::before(hub)?).address))?;
    side.fill(n)?;
    let count = || meter.as_ref().map_or(0, Meter::bytes);
    let before = count();
    side.hand_in()?;
    let bytes = count() - before;
    ensure!(bytes > n as u64, "the meter counted {bytes} bytes for {n} records");
    Ok(bytes as f64 / n as f64)
}
