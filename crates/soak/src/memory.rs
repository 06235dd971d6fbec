//! Memory over a run: sampled from outside, and judged by what a leak cannot hide.
//!
//! The first third of a run fills caches; after it, a process that keeps nothing has as much as before.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;

/// How often memory is looked at.
const EVERY: Duration = Duration::from_millis(200);
/// What the last third may have more than the middle one: pages of books that stay open and grow, and what an allocator
/// keeps.
pub const ALLOWED_MIB: f64 = 8.0;
/// And this part of it.
pub const ALLOWED_PART: f64 = 0.05;
/// Fewer samples than these judge nothing.
const SAMPLES_MIN: usize = 15;

/// What a process had over a run, in MiB.
#[derive(Debug, Clone)]
pub struct Series {
    /// Whose.
    pub name: &'static str,
    /// The samples, in order.
    pub mib: Vec<f64>,
}

/// The middle of each third.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thirds {
    first: f64,
    middle: f64,
    last: f64,
}

impl Series {
    /// The middle of each third; `None` where there are too few samples.
    pub fn thirds(&self) -> Option<Thirds> {
        let third = self.mib.len() / 3;
        if self.mib.len() < SAMPLES_MIN {
            return None;
        }
        let middle = |part: &[f64]| {
            let mut part = part.to_vec();
            part.sort_by(f64::total_cmp);
            part[part.len() / 2]
        };
        Some(Thirds {
            first: middle(&self.mib[..third]),
            middle: middle(&self.mib[third..2 * third]),
            last: middle(&self.mib[2 * third..]),
        })
    }

    /// What is wrong with it.
    pub fn fault(&self) -> Option<String> {
        let Some(thirds) = self.thirds() else {
            return Some(format!("{}: {} samples of memory judge nothing", self.name, self.mib.len()));
        };
        let grew = !thirds.is_flat();
        grew.then(|| format!("the memory of the {} grew: {thirds}", self.name))
    }
}

impl Thirds {
    fn is_flat(self) -> bool {
        self.last <= self.middle * (1.0 + ALLOWED_PART) + ALLOWED_MIB
    }
}

impl fmt::Display for Thirds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, middle, last } = self;
        write!(f, "{first:.1}, {middle:.1}, {last:.1} MiB in the thirds of the run")
    }
}

/// Look at processes until told to stop.
pub fn watch(of: &[(&'static str, u32)], stop: &AtomicBool) -> anyhow::Result<Vec<Series>> {
    let mut series: Vec<Series> = of.iter().map(|(name, _)| Series { name, mib: Vec::new() }).collect();
    while !stop.load(Ordering::SeqCst) {
        for (series, (_, process)) in series.iter_mut().zip(of) {
            series.mib.push(resident_mib(*process)?);
        }
        std::thread::sleep(EVERY);
    }
    Ok(series)
}

fn resident_mib(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))
        .with_context(|| format!("process {process} is gone"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no resident memory")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(mib: impl Iterator<Item = f64>) -> Series {
        Series { name: "hub", mib: mib.collect() }
    }

    #[test]
    fn caches_that_fill_at_first_are_no_leak() {
        let filled = series((0..300).map(|n: i32| 20.0 + f64::from(n.min(90)) + f64::from(n % 5)));
        assert_eq!(filled.fault(), None);
    }

    #[test]
    fn a_leak_shows_however_long_the_run_is() {
        for samples in [30, 300, 900] {
            let doubles = series((0..samples).map(|n| 50.0 + 50.0 * f64::from(n) / f64::from(samples)));
            assert!(doubles.fault().is_some(), "{samples} samples");
        }
        let late = series((0..300).map(|n| if n < 200 { 50.0 } else { 62.0 }));
        assert!(late.fault().is_some_and(|fault| fault.contains("hub") && fault.contains("62.0")));
    }

    #[test]
    fn a_peak_is_no_leak_and_too_few_samples_are_no_proof() {
        let peak = series((0..300).map(|n| if n % 40 == 0 { 200.0 } else { 50.0 }));
        assert_eq!(peak.fault(), None);
        assert!(series((0..5).map(f64::from)).fault().is_some());
    }

    #[test]
    fn this_very_process_has_memory() {
        assert!(resident_mib(std::process::id()).expect("Linux") > 0.5);
        assert!(resident_mib(u32::MAX).is_err());
    }
}
