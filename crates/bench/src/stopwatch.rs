//! Time, processor time, and the middle of several times.

use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// How long something took, in seconds.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock, and decides nothing by it")]
pub fn seconds(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed().as_secs_f64())
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
