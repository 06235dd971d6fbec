//! A council's phones handing in, spread evenly over the time between two hand-ins of one phone.
//!
//! Rule: an open loop. A hand-in is due at its time whatever became of those before, and what it took is counted from
//! then; none is left out. The phones are real ones and share the two cores with the hub, which is a process of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{anyhow, ensure};

use crate::kept::Kept;
use crate::line::Line;
use crate::part::{HubOf, Whose, area};
use crate::phone::Phone;
use crate::stopwatch::{Watch, quantile};

/// Seconds between two hand-ins of a phone.
const EVERY: f64 = 30.0;
/// What an officer writes between them: each saved durably by itself, before the hand-in is due.
const ENTRIES: usize = 3;
/// The officers are of so many areas: each reads what the others of the area wrote.
const AREAS: usize = 25;
/// Phones that can be at it at the same time; they wait for most of it.
const AT_ONCE: usize = 32;
/// Phones that are made ready at the same time.
const ENROL_AT_ONCE: usize = 4;

/// Measure it for so many seconds.
pub fn crowd(kept: Kept, devices: usize, seconds: f64) -> anyhow::Result<Vec<Line>> {
    let folder = tempfile::tempdir()?;
    let hub = HubOf {
        whose: Whose::Product,
        folder: folder.path(),
        database: kept.new_database(),
        invite: devices,
        areas: AREAS,
    };
    let (hub, welcome) = hub.start()?;
    let enrol = |number: usize| {
        let dir = folder.path().join(format!("phone-{number}"));
        Phone::enrolled(&dir, &welcome.links[number], &area(number, AREAS)).map(Mutex::new)
    };
    let phones = together(ENROL_AT_ONCE, devices, &enrol)?;
    let gap = EVERY / devices as f64;
    let due = (seconds / gap).floor() as usize;
    ensure!(due > 0, "in {seconds} s nothing is due");
    let watch = Watch::start();
    let took = together(AT_ONCE, due, &|turn| {
        let mut phone = phones[turn % devices].lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..ENTRIES {
            phone.save(1)?;
        }
        let due = turn as f64 * gap;
        watch.sleep_until(due);
        phone.sync()?;
        Ok((watch.seconds() - due) * 1000.0)
    })?;
    for phone in &phones {
        let waiting = phone.lock().unwrap_or_else(PoisonError::into_inner).waiting()?;
        ensure!(waiting == 0, "{waiting} entries of a phone are not confirmed");
    }
    hub.ends()?;
    let figures = [("hand_ins_p50", 0.5), ("hand_ins_p99", 0.99), ("hand_ins_max", 1.0)];
    let lines = figures
        .map(|(name, part)| Line::of(name, kept, devices, quantile(took.clone(), part)).made_of(took.len()));
    Ok(lines.into())
}

/// Do something so many times, a few at a time, begun in order; what each gave, in order.
fn together<T: Send>(
    at_once: usize,
    times: usize,
    work: &(impl Fn(usize) -> anyhow::Result<T> + Sync),
) -> anyhow::Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let done = thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once.min(times))
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let turn = next.fetch_add(1, Ordering::SeqCst);
                        if turn >= times {
                            return Ok::<_, anyhow::Error>(done);
                        }
                        done.push((turn, work(turn)?));
                    }
                })
            })
            .collect();
        let ended =
            workers.into_iter().map(|worker| worker.join().map_err(|_| anyhow!("a worker panicked"))?);
        ended.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut done: Vec<(usize, T)> = done.into_iter().flatten().collect();
    done.sort_by_key(|(turn, _)| *turn);
    Ok(done.into_iter().map(|(_, what)| what).collect())
}
