//! A patrol as the screen shows it.
//!
//! Rule: its seconds come from stored times, and from the clock only for the leg that is open.

use std::collections::BTreeMap;

use beatbook_records::codes::EngagementKind;
use beatbook_records::kinds::{Patrol, PatrolLeg};
use beatbook_records::record::Record as _;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::support::{hand_in, hotspot_name};
use crate::api::{Counts, HandIn, LastTap, LegView, PatrolState, PatrolView};
use crate::error::{Error, ErrorCode};
use crate::store::{Owner, Reader, StoreError, time_text};

/// A patrol of this device, with its legs.
pub(super) struct Duty {
    pub(super) id: Uuid,
    pub(super) patrol: Patrol,
    pub(super) legs: Vec<(Uuid, PatrolLeg)>,
}

impl Duty {
    /// The patrol that runs or is paused.
    pub(super) fn live(reader: Reader<'_>, owner: &Owner) -> Result<Option<Self>, Error> {
        reader.live_patrol(owner.device)?.map(|id| Self::read(reader, id)).transpose()
    }

    /// The same, where there must be one.
    pub(super) fn running(reader: Reader<'_>, owner: &Owner) -> Result<Self, Error> {
        Self::live(reader, owner)?.ok_or_else(|| ErrorCode::NoPatrol.into())
    }

    pub(super) fn read(reader: Reader<'_>, id: Uuid) -> Result<Self, Error> {
        let record = reader.known_record(id)?;
        let patrol = Patrol::from_values(&record.values)
            .map_err(|error| StoreError::Unreadable { what: "a patrol", why: error.to_string() })?;
        Ok(Self { id, patrol, legs: reader.legs(id)? })
    }

    /// The leg that is open.
    pub(super) fn open_leg(&self) -> Option<&(Uuid, PatrolLeg)> {
        self.legs.iter().rfind(|(_, leg)| leg.to.is_none())
    }

    /// The leg that is open, or was last.
    pub(super) fn last_leg(&self) -> Result<&PatrolLeg, Error> {
        let last = self.legs.last().map(|(_, leg)| leg);
        last.ok_or_else(|| Error::Internal("a patrol without a leg".into()))
    }

    fn state(&self) -> PatrolState {
        match (self.patrol.finished, self.open_leg()) {
            (Some(_), _) => PatrolState::Finished,
            (None, Some(_)) => PatrolState::Running,
            (None, None) => PatrolState::Paused,
        }
    }

    /// Clock and person seconds at a moment: each leg in whole seconds, as the reports count it.
    pub(super) fn seconds(&self, now: DateTime<Utc>) -> (u32, u32) {
        let (mut clock, mut person) = (0_i64, 0_i64);
        for (_, leg) in &self.legs {
            // A clock set back during a leg shows nothing rather than less than nothing.
            let seconds = (leg.to.unwrap_or(now) - leg.from).num_seconds().max(0);
            clock += seconds;
            person += seconds * i64::from(leg.crew().people());
        }
        (u32::try_from(clock).unwrap_or(u32::MAX), u32::try_from(person).unwrap_or(u32::MAX))
    }

    /// As the screen shows it.
    pub(super) fn view(
        &self,
        reader: Reader<'_>,
        owner: &Owner,
        now: DateTime<Utc>,
    ) -> Result<PatrolView, Error> {
        let last = self.last_leg()?;
        let (clock_seconds, person_seconds) = self.seconds(now);
        let tap = reader.last_tap(self.id, owner.device)?;
        let tap = tap.and_then(|(tap, code)| Some(LastTap { tap, kind: EngagementKind::from_code(&code)? }));
        Ok(PatrolView {
            id: self.id,
            hotspot: last.hotspot.clone(),
            hotspot_name: hotspot_name(reader, &last.hotspot)?,
            state: self.state(),
            started_at: time_text(self.patrol.started),
            clock_seconds,
            person_seconds,
            as_of: time_text(now),
            funding_stream: self.patrol.funding_stream,
            mode: self.patrol.mode,
            crew: last.crew(),
            legs: self.legs.iter().map(|(_, leg)| leg_view(reader, leg)).collect::<Result<_, _>>()?,
            counts: counts(reader, self.id)?,
            notes: reader.notes_on(self.id)?,
            last_tap: tap,
            handed_in: self.handed_in(reader)?,
        })
    }

    /// The least far of the patrol and its legs.
    fn handed_in(&self, reader: Reader<'_>) -> Result<HandIn, Error> {
        let mut least = hand_in(reader, self.id)?;
        for (leg, _) in &self.legs {
            let of_leg = hand_in(reader, *leg)?;
            let worse = of_leg == HandIn::NeedsYou || (least != HandIn::NeedsYou && of_leg < least);
            if worse {
                least = of_leg;
            }
        }
        Ok(least)
    }
}

fn leg_view(reader: Reader<'_>, leg: &PatrolLeg) -> Result<LegView, Error> {
    Ok(LegView {
        hotspot_name: hotspot_name(reader, &leg.hotspot)?,
        from: time_text(leg.from),
        to: leg.to.map(time_text),
        crew: leg.crew().people(),
    })
}

/// Conversations on a patrol by whom with: sums over records, never a number that is changed.
pub(super) fn counts(reader: Reader<'_>, patrol: Uuid) -> Result<Counts, Error> {
    let mut counts: BTreeMap<_, _> = EngagementKind::ALL.iter().map(|kind| (*kind, 0)).collect();
    for (code, count) in reader.tally(patrol)? {
        if let Some(kind) = EngagementKind::from_code(&code) {
            counts.insert(kind, count);
        }
    }
    Ok(Counts(counts))
}
