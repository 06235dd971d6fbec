//! Time, processor time, memory, and what lies in the middle of several times.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::time::{ClockId, clock_gettime};

/// How long something took, in seconds.
pub fn seconds(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let watch = Watch::start();
    work()?;
    Ok(watch.seconds())
}

/// Processor time that this process has used, all threads together, in seconds.
pub fn processor() -> f64 {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    used.tv_sec as f64 + used.tv_nsec as f64 / 1e9
}

/// The median; of an even number, the upper of the middle two.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Seconds that passed since it was started.
#[derive(Debug, Clone, Copy)]
pub struct Watch(Instant);

impl Watch {
    /// Start it.
    #[expect(clippy::disallowed_methods, reason = "a bench reads the clock, and decides nothing by it")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long that is ago.
    pub fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }

    /// Sleep until so many seconds passed.
    pub fn sleep_until(self, seconds: f64) {
        if let Ok(left) = Duration::try_from_secs_f64(seconds - self.seconds()) {
            std::thread::sleep(left);
        }
    }
}

/// What `part` of the values, such as 0.99, lie at or below; they must not be none.
pub fn quantile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * part).ceil() as usize;
    values[at.clamp(1, values.len()) - 1]
}

/// The most memory that this process ever had, in MiB.
pub fn peak_mib() -> anyhow::Result<f64> {
    let status =
        std::fs::read_to_string("/proc/self/status").context("only Linux tells the peak of memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::{median, quantile};

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(quantile(hundred.clone(), 0.99), 99.0);
        assert_eq!(quantile(hundred.clone(), 0.5), 50.0);
        assert_eq!(quantile(hundred, 1.0), 100.0);
        assert_eq!(quantile(vec![7.0], 0.99), 7.0);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
