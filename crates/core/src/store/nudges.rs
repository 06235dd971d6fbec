//! Nudges on the device: what supervisors ask its officer about records.
//!
//! Rule: the hub's list stands in the place of the last one; an answer stays until the hub's list is without its question.

use std::collections::BTreeSet;

use beatbook_records::wire::{Nudge, NudgesKnown};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Reader, StoreError, Tx};

const SETTING: &str = "nudges";

/// What is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    nudges: Vec<Nudge>,
    answered: BTreeSet<u64>,
}

impl Reader<'_> {
    /// What the officer is asked and has not answered.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn nudges(self) -> Result<Vec<Nudge>, StoreError> {
        let Kept { mut nudges, answered } = self.kept()?;
        nudges.retain(|nudge| !answered.contains(&nudge.n));
        Ok(nudges)
    }

    /// What the hub is told of it.
    pub(super) fn nudges_known(self) -> Result<NudgesKnown, StoreError> {
        let Kept { nudges, answered } = self.kept()?;
        let have = nudges.iter().map(|nudge| nudge.n).collect();
        Ok(NudgesKnown { have, answered: answered.into_iter().collect() })
    }

    fn kept(self) -> Result<Kept, StoreError> {
        Ok(self.setting(SETTING)?.unwrap_or_default())
    }
}

impl Tx<'_> {
    /// The hub's list.
    pub(super) fn put_nudges(&mut self, nudges: &[Nudge]) -> Result<(), StoreError> {
        let mut answered = self.read().kept()?.answered;
        answered.retain(|n| nudges.iter().any(|nudge| nudge.n == *n));
        self.keep(&Kept { nudges: nudges.to_vec(), answered })
    }

    /// The officer says that the record is right as it is; whether that was asked.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn answer_nudge(&mut self, n: u64) -> Result<bool, StoreError> {
        let mut kept = self.read().kept()?;
        let asked = kept.nudges.iter().any(|nudge| nudge.n == n);
        if asked && kept.answered.insert(n) {
            self.keep(&kept)?;
        }
        Ok(asked)
    }

    /// The words of a record go, and with them what was asked about it.
    pub(super) fn erase_nudges(&mut self, record: Uuid) -> Result<(), StoreError> {
        let mut kept = self.read().kept()?;
        let before = kept.nudges.len();
        kept.nudges.retain(|nudge| nudge.record != record);
        if kept.nudges.len() == before { Ok(()) } else { self.keep(&kept) }
    }

    fn keep(&mut self, kept: &Kept) -> Result<(), StoreError> {
        self.put_setting(SETTING, kept)?;
        // The chip and the Sync screen show it.
        self.touch("entry");
        Ok(())
    }
}
