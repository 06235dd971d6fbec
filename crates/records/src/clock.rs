//! The hybrid logical clock: near to wall time, never back, comparable between devices.
//!
//! Rule: it orders edits that nobody saw; it never orders or pages the feed. It is handed the wall
//! clock and never reads one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Skew up to this much is left alone when an entry's time is corrected, in milliseconds.
pub const SKEW_MS_ALLOWED: i64 = 5 * 60 * 1000;

/// 48 bits of Unix milliseconds and 16 bits of counter; as text `milliseconds.counter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Hlc(u64);

impl Hlc {
    const MS_MAX: u64 = (1 << 48) - 1;

    /// The first reading of a millisecond.
    #[must_use]
    pub fn at_ms(ms: i64) -> Self {
        Self(u64::try_from(ms).unwrap_or(0).min(Self::MS_MAX) << 16)
    }

    /// Unix milliseconds of the reading.
    #[must_use]
    pub const fn ms(self) -> i64 {
        (self.0 >> 16) as i64
    }

    /// The next reading: the wall clock where it is ahead, else one past this one.
    #[must_use]
    pub fn tick(self, wall_ms: i64) -> Self {
        Self::at_ms(wall_ms).max(Self(self.0.saturating_add(1)))
    }

    /// Move up to a reading seen from elsewhere, so that what follows is later than what was seen.
    #[must_use]
    pub fn observe(self, seen: Self) -> Self {
        self.max(seen)
    }

    /// The raw number, for storage; it orders as the clock does (below the year 6400).
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0 as i64
    }

    /// Read back from [`Hlc::raw`].
    #[must_use]
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw as u64)
    }
}

/// The time an entry is settled with: its own, less a skew of over five minutes, at most hub time,
/// and later than the entry before it in the journal.
#[must_use]
pub fn effective(at: Hlc, skew_ms: i64, hub_now_ms: i64, last: Option<Hlc>) -> Hlc {
    let corrected = if skew_ms.saturating_abs() > SKEW_MS_ALLOWED {
        Hlc::at_ms(at.ms().saturating_sub(skew_ms))
    } else {
        at
    };
    let clamped = if corrected.ms() > hub_now_ms { Hlc::at_ms(hub_now_ms) } else { corrected };
    match last {
        Some(last) if clamped <= last => Hlc(last.0.saturating_add(1)),
        _ => clamped,
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 & 0xffff {
            0 => write!(f, "{}", self.ms()),
            counter => write!(f, "{}.{counter}", self.ms()),
        }
    }
}

/// The text is not a clock reading.
#[derive(Debug, thiserror::Error)]
#[error("not a clock reading: {0}")]
pub struct NotAReading(String);

impl FromStr for Hlc {
    type Err = NotAReading;
    fn from_str(text: &str) -> Result<Self, NotAReading> {
        let bad = || NotAReading(text.chars().take(40).collect());
        let (ms, counter) = text.split_once('.').unwrap_or((text, "0"));
        let ms: u64 = ms.parse().map_err(|_| bad())?;
        let counter: u16 = counter.parse().map_err(|_| bad())?;
        if ms > Self::MS_MAX { Err(bad()) } else { Ok(Self(ms << 16 | u64::from(counter))) }
    }
}

impl Serialize for Hlc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hlc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
