//! Time, and the middle of several times.

use std::time::Instant;

/// How long something took, in seconds.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock, and decides nothing by it")]
pub fn seconds(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed().as_secs_f64())
}

/// The median; of an even number, the upper of the middle two.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
