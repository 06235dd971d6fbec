//! The only reader of the clock, the only maker of ids, the only source of randomness.
//!
//! Rule: whoever needs a time, an id or random bytes is handed an `Env`, so that every test can set
//! them. Times are whole milliseconds: that is what travels.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI32, AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use chrono::{DateTime, Local, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// Time, ids and randomness.
pub trait Env: Send + Sync {
    /// The wall clock, in whole milliseconds.
    fn now(&self) -> DateTime<Utc>;
    /// Local time less UTC, in minutes.
    fn offset_minutes(&self) -> i32;
    /// A clock that nobody can set, in milliseconds since [`Env::boot`] began.
    fn monotonic_ms(&self) -> i64;
    /// Which run of the device the monotonic clock belongs to; readings of two boots do not compare.
    fn boot(&self) -> Uuid;
    /// Random bytes.
    fn fill(&self, bytes: &mut [u8]);
    /// A new id that sorts by `at`.
    fn uuid_v7(&self, at: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let ms = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }
}

/// The device itself.
pub struct SystemEnv {
    boot: Boot,
}

/// Where the monotonic clock comes from: the system's, else this process's own.
enum Boot {
    System(Uuid),
    Process { id: Uuid, began: Instant },
}

impl SystemEnv {
    /// Find out which monotonic clock there is.
    #[must_use]
    pub fn new() -> Self {
        let boot = match (system_boot(), system_uptime_ms()) {
            (Some(id), Some(_)) => Boot::System(id),
            _ => Boot::Process { id: Builder::from_random_bytes(random()).into_uuid(), began: instant() },
        };
        Self { boot }
    }
}

impl Default for SystemEnv {
    fn default() -> Self {
        Self::new()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
impl Env for SystemEnv {
    fn now(&self) -> DateTime<Utc> {
        whole_ms(Utc::now())
    }

    fn offset_minutes(&self) -> i32 {
        Local::now().offset().local_minus_utc() / 60
    }

    fn monotonic_ms(&self) -> i64 {
        match &self.boot {
            Boot::System(_) => system_uptime_ms().unwrap_or_default(),
            Boot::Process { began, .. } => i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
        }
    }

    fn boot(&self) -> Uuid {
        match self.boot {
            Boot::System(id) | Boot::Process { id, .. } => id,
        }
    }

    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system has random bytes");
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn instant() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that draws random bytes")]
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system has random bytes");
    bytes
}

fn system_boot() -> Option<Uuid> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().parse().ok()
}

fn system_uptime_ms() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    Some(seconds.parse::<i64>().ok()? * 1000 + hundredths.parse::<i64>().ok()? * 10)
}

fn whole_ms(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(time.timestamp_millis()).unwrap_or(time)
}

/// A device whose clock is set by hand and whose randomness follows from a seed, for tests and for
/// synthetic data.
pub struct TestEnv {
    now_ms: AtomicI64,
    monotonic_ms: AtomicI64,
    offset_minutes: AtomicI32,
    boot: Mutex<Uuid>,
    seed: u64,
    drawn: AtomicU64,
}

impl TestEnv {
    /// A device at this time. Two of one seed draw the same bytes.
    #[must_use]
    pub fn new(now: DateTime<Utc>, seed: u64) -> Self {
        let env = Self {
            now_ms: AtomicI64::new(now.timestamp_millis()),
            monotonic_ms: AtomicI64::new(0),
            offset_minutes: AtomicI32::new(0),
            boot: Mutex::new(Uuid::nil()),
            seed,
            drawn: AtomicU64::new(0),
        };
        env.reboot();
        env
    }

    /// Let time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.now_ms.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        self.monotonic_ms.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }

    /// Set the wall clock, as a person might; the monotonic one does not move.
    pub fn set(&self, now: DateTime<Utc>) {
        self.now_ms.store(now.timestamp_millis(), Ordering::SeqCst);
    }

    /// Travel to another zone.
    pub fn set_offset(&self, minutes: i32) {
        self.offset_minutes.store(minutes, Ordering::SeqCst);
    }

    /// Start the device again.
    pub fn reboot(&self) {
        self.monotonic_ms.store(0, Ordering::SeqCst);
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        *self.boot.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Builder::from_random_bytes(bytes).into_uuid();
    }
}

impl Env for TestEnv {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.now_ms.load(Ordering::SeqCst)).unwrap_or_default()
    }

    fn offset_minutes(&self) -> i32 {
        self.offset_minutes.load(Ordering::SeqCst)
    }

    fn monotonic_ms(&self) -> i64 {
        self.monotonic_ms.load(Ordering::SeqCst)
    }

    fn boot(&self) -> Uuid {
        *self.boot.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn fill(&self, bytes: &mut [u8]) {
        for block in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
            let hash = Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(drawn.to_be_bytes())
                .finalize();
            block.copy_from_slice(&hash[..block.len()]);
        }
    }
}
