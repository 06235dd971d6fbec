//! What is known to be on each device alone: what it said, photos that are named and not here, a patrol that goes on.

use std::collections::{HashMap, HashSet};

use beatbook_records::entry::Hash;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::sql::{Next, broken};
use super::{Book, StoreResult};
use crate::hand_in::Health;

impl Book<'_> {
    /// Every device and what is known to be on it alone.
    ///
    /// # Errors
    /// When the database fails or a row does not hold what its kind declares.
    pub fn health(&self) -> StoreResult<Vec<Health>> {
        let (photos, patrols) = (self.photos_awaited()?, self.patrols_on()?);
        let devices = self.devices()?.into_iter();
        Ok(devices
            .map(|line| Health {
                photos: photos.get(&line.device).copied().unwrap_or(0),
                patrol: patrols.get(&line.device).copied(),
                line,
            })
            .collect())
    }

    /// How many photos of each device are named by a record and not here.
    fn photos_awaited(&self) -> StoreResult<HashMap<Uuid, u32>> {
        let mut here = HashSet::new();
        self.sql().each("SELECT sha256 FROM blob", &[], &mut |row| {
            here.insert(row.get::<Hash>(0)?);
            Ok(Next::Row)
        })?;
        let text =
            "SELECT j.device, r.body -> 'values' ->> 'sha256' FROM record r JOIN journal j ON j.n = r.journal
             WHERE r.kind = 'evidence' AND NOT r.voided AND r.body -> 'values' ->> 'sha256' IS NOT NULL";
        let mut awaited = HashMap::new();
        self.sql().each(text, &[], &mut |row| {
            let mut hash = [0; 32];
            hex::decode_to_slice(row.get::<&str>(1)?, &mut hash).map_err(|_| broken(1, "a hash"))?;
            if !here.contains(&Hash(hash)) {
                *awaited.entry(row.get(0)?).or_default() += 1;
            }
            Ok(Next::Row)
        })?;
        Ok(awaited)
    }

    /// When the earliest patrol of each device began that is not finished.
    fn patrols_on(&self) -> StoreResult<HashMap<Uuid, DateTime<Utc>>> {
        let text = "SELECT j.device, min(p.started) FROM v_patrol p JOIN record r ON r.id = p.id
             JOIN journal j ON j.n = r.journal WHERE p.finished IS NULL AND NOT p.voided GROUP BY j.device";
        let on = self.sql().list(text, &[], |row| {
            let started = row.get::<&str>(1)?.parse().map_err(|_| broken(1, "a time"))?;
            Ok((row.get(0)?, started))
        })?;
        Ok(on.into_iter().collect())
    }
}
