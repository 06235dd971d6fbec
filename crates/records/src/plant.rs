//! Planted bugs: decisions of the product that a simulation switches off, to see that it notices.
//!
//! Rule: without the feature `sim`, which no product build has, nothing here is ever on and the compiler takes it out.
//! Each name stands for a bug that was seen in the field; the code asks at the very place where the decision is made.

use std::fmt;
use std::str::FromStr;

macro_rules! plants {
    ($($(#[doc = $doc:literal])+ $plant:ident = $name:literal;)+) => {
        /// A decision that can be switched off.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Plant {
            $($(#[doc = $doc])+ $plant,)+
        }

        impl Plant {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$plant),+];

            /// As it is typed.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$plant => $name),+ }
            }
        }
    };
}

plants! {
    /// The device forgets what it sends when it sends it.
    DeleteOnSend = "delete-on-send";
    /// The hub takes an entry that it has for a new one.
    NoIdem = "no-idem";
    /// The device moves its cursor before it has taken the page in.
    CursorFirst = "cursor-first";
    /// The hub believes a cursor of another history.
    NoEpoch = "no-epoch";
    /// A restored hub goes on under its old epoch and does not compare chains.
    RestoreKeepsEpoch = "restore-keeps-epoch";
    /// The hub takes two copies of one journal for one.
    NoFork = "no-fork";
    /// One bad entry refuses its whole batch.
    PoisonBlocks = "poison-blocks";
    /// The wall clock of a device decides who was later.
    WallClock = "wall-clock";
    /// Any answer marks everything that waits as sent.
    AckAll = "ack-all";
    /// An answer that broke off counts as one.
    BrokenOff = "broken-off";
    /// A device drops kinds that it does not know.
    DropUnknown = "drop-unknown";
    /// The hub takes a file for what its name says.
    TrustName = "trust-name";
    /// Signing out clears the book, whatever waits in it.
    LogoutWipes = "logout-wipes";
    /// The hub lets in whomever it has not heard of for too long.
    StaysSignedIn = "stays-signed-in";
    /// A device lets go of what the hub confirmed, whether or not a backup has it.
    PurgeOnAck = "purge-on-ack";
    /// On PostgreSQL, commit numbers come from a plain sequence: a reader may pass one that is still to come.
    NaiveSeq = "naive-seq";
    /// On PostgreSQL, a record is settled without being locked: another hub may change it meanwhile.
    NoRowLocks = "no-row-locks";
}

impl fmt::Display for Plant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Plant {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|plant| plant.name() == name).copied();
        found.ok_or_else(|| format!("there is no plant {name}"))
    }
}

#[cfg(feature = "sim")]
mod switch {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::Plant;

    const NONE: u8 = u8::MAX;
    static ON: AtomicU8 = AtomicU8::new(NONE);

    /// Switch one decision of this process off.
    pub fn sow(plant: Option<Plant>) {
        ON.store(plant.map_or(NONE, |plant| plant as u8), Ordering::SeqCst);
    }

    /// Whether this decision is switched off.
    #[must_use]
    pub fn is_on(plant: Plant) -> bool {
        ON.load(Ordering::Relaxed) == plant as u8
    }
}

#[cfg(feature = "sim")]
pub use switch::{is_on, sow};

/// Whether this decision is switched off: never.
#[cfg(not(feature = "sim"))]
#[must_use]
pub const fn is_on(_: Plant) -> bool {
    false
}
