//! Running histories, several at a time, until there are enough, the time is over or one fails.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use crate::oracle::Finding;
use crate::tally::Tally;
use crate::town::Town;

/// What to run.
pub struct Plan {
    pub histories: u64,
    pub steps: u32,
    /// The first history's seed; each next one's is one more.
    pub seed: u64,
    pub jobs: u64,
    /// No history is begun after this.
    pub until: Option<Instant>,
    pub trace: bool,
}

/// What came of it.
pub struct Ran {
    /// How many were lived through, the failed one too.
    pub histories: u64,
    pub asked: u64,
    pub steps: u32,
    pub seed: u64,
    /// What was found, by seed.
    pub found: Vec<(u64, Finding)>,
    pub tally: Tally,
}

/// The time by which a run is boxed; no history sees it.
#[expect(clippy::disallowed_methods, reason = "the time box is about this machine, not about a history")]
pub fn now() -> Instant {
    Instant::now()
}

/// Run it.
pub fn run(plan: &Plan) -> Ran {
    let (next, found) = (AtomicU64::new(0), Mutex::new(Vec::<(u64, Finding)>::new()));
    let total = Mutex::new((0, Tally::default()));
    thread::scope(|scope| {
        for _ in 0..plan.jobs {
            scope.spawn(|| work(plan, &next, &found, &total));
        }
    });
    let mut found = found.into_inner().expect("no history holds it");
    found.sort_by_key(|(seed, _)| *seed);
    let (histories, tally) = total.into_inner().expect("no history holds it");
    Ran { histories, asked: plan.histories, steps: plan.steps, seed: plan.seed, found, tally }
}

fn work(plan: &Plan, next: &AtomicU64, found: &Mutex<Vec<(u64, Finding)>>, total: &Mutex<(u64, Tally)>) {
    let (mut lived, mut tally) = (0, Tally::default());
    let in_time = || plan.until.is_none_or(|until| now() < until);
    while in_time() && found.lock().expect("no history holds it").is_empty() {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= plan.histories {
            break;
        }
        lived += 1;
        let seed = plan.seed + n;
        if let Err(finding) = Town::new(seed, plan.trace).live(plan.steps, &mut tally) {
            found.lock().expect("no history holds it").push((seed, finding));
        }
    }
    let mut total = total.lock().expect("no history holds it");
    total.0 += lived;
    total.1.add(&tally);
}
