//! Time and randomness, handed in so that tests decide them.
//!
//! Rule: the only reader of the machine's clock and of its random numbers.

use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

/// Where time and randomness come from.
pub trait Clock: Send + Sync {
    /// Unix milliseconds.
    fn now_ms(&self) -> i64;

    /// Fill with random bytes.
    fn fill(&self, bytes: &mut [u8]);

    /// A new time-ordered id.
    fn uuid_v7(&self) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(self.now_ms()).unwrap_or(0), &random)
            .into_uuid()
    }

    /// A new secret for cookies and forms: 32 random bytes as 64 hexadecimal digits.
    fn secret(&self) -> String {
        let mut random = [0; 32];
        self.fill(&mut random);
        hex::encode(random)
    }
}

/// The machine's own.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one reader of the clock")]
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    #[expect(clippy::disallowed_methods, reason = "the one source of randomness")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
