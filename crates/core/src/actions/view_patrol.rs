//! A patrol as the screen shows it.
//!
//! Rule: its seconds come from stored times, and from the clock only for the leg that is open.

use std::collections::BTreeMap;

use beatbook_records::codes::{EngagementKind, FundingStream, Mode, TimeSource};
use beatbook_records::kinds::{Patrol, PatrolLeg, PatrolMember};
use beatbook_records::record::Record as _;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::street::{parts, value};
use super::support::{hand_in, hotspot_name};
use crate::api::{Counts, HandIn, LastTap, LegView, PatrolState, PatrolView};
use crate::error::{Error, ErrorCode};
use crate::store::{Owner, Page, Reader, StoreError, time_text};

/// A patrol of this device, with its legs.
pub(super) struct Duty {
    pub(super) id: Uuid,
    pub(super) patrol: Patrol,
    pub(super) legs: Vec<(Uuid, PatrolLeg)>,
    /// This device's own record of having joined it, where another one began it.
    pub(super) joined: Option<Uuid>,
}

impl Duty {
    /// The patrol that runs or is paused.
    pub(super) fn live(reader: Reader<'_>, owner: &Owner) -> Result<Option<Self>, Error> {
        match reader.live_patrol(owner.device)? {
            Some(id) => Self::read(reader, id).map(Some),
            None => Self::joined(reader, owner),
        }
    }

    /// The patrol of another officer that this one joined: what this phone knows of it, which with no signal is the
    /// hotspot and the time alone.
    fn joined(reader: Reader<'_>, owner: &Owner) -> Result<Option<Self>, Error> {
        let page = Page { kind: PatrolMember::KIND.name, before: None, limit: JOINED_MAX };
        for member in reader.records(page)? {
            let Ok(of) = PatrolMember::from_values(&member.values) else { continue };
            if member.voided || member.device != owner.device || of.left.is_some() {
                continue;
            }
            let known = reader.record(of.patrol)?.and_then(|patrol| Patrol::from_values(&patrol.values).ok());
            if known.as_ref().is_some_and(|patrol| patrol.finished.is_some()) {
                continue;
            }
            return Ok(Some(of_member(member.id, &of, known)));
        }
        Ok(None)
    }

    /// The patrol that this device began and that runs or is paused: only it can be paused or changed here.
    pub(super) fn own(reader: Reader<'_>, owner: &Owner) -> Result<Self, Error> {
        let duty = Self::running(reader, owner)?;
        if duty.joined.is_some() { Err(ErrorCode::JoinedPatrol.into()) } else { Ok(duty) }
    }

    /// The same, where there must be one.
    pub(super) fn running(reader: Reader<'_>, owner: &Owner) -> Result<Self, Error> {
        Self::live(reader, owner)?.ok_or_else(|| ErrorCode::NoPatrol.into())
    }

    pub(super) fn read(reader: Reader<'_>, id: Uuid) -> Result<Self, Error> {
        let record = reader.known_record(id)?;
        let patrol = Patrol::from_values(&record.values)
            .map_err(|error| StoreError::Unreadable { what: "a patrol", why: error.to_string() })?;
        Ok(Self { id, patrol, legs: reader.legs(id)?, joined: None })
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
            join_code: self.patrol.join_code.clone().filter(|_| self.joined.is_none()),
            joined: self.joined.is_some(),
            members: members(reader, self.id)?,
        })
    }

    /// The least far of the patrol and its legs.
    fn handed_in(&self, reader: Reader<'_>) -> Result<HandIn, Error> {
        let mut least = hand_in(reader, self.joined.unwrap_or(self.id))?;
        for (leg, _) in self.legs.iter().filter(|_| self.joined.is_none()) {
            let of_leg = hand_in(reader, *leg)?;
            let worse = of_leg == HandIn::NeedsYou || (least != HandIn::NeedsYou && of_leg < least);
            if worse {
                least = of_leg;
            }
        }
        Ok(least)
    }
}

/// How many of its own joinings a phone looks back through for one that goes on.
const JOINED_MAX: u32 = 20;

/// A joined patrol: one leg from joining on, with this officer alone; its hours are the other phone's.
fn of_member(id: Uuid, of: &PatrolMember, known: Option<Patrol>) -> Duty {
    let patrol = known.unwrap_or_else(|| Patrol {
        area: of.area.clone(),
        plan: None,
        funding_stream: FundingStream::AsbHotspot,
        mode: Mode::Foot,
        time_source: TimeSource::Manual,
        started: of.joined,
        finished: None,
        extended_activity_min: None,
        weather: None,
        activities: None,
        shift: None,
        join_code: of.join_code.clone(),
        duplicate_of: None,
    });
    let leg = PatrolLeg {
        area: of.area.clone(),
        patrol: of.patrol,
        hotspot: of.hotspot.clone(),
        hotspot_version: of.hotspot_version,
        from: of.joined,
        to: of.left,
        from_offset_min: None,
        from_monotonic_ms: None,
        from_boot: None,
        to_offset_min: None,
        to_monotonic_ms: None,
        to_boot: None,
        pc: None,
        pcso: None,
        spc: None,
        ceo: Some(1),
        warden: None,
        csas: None,
        marshal: None,
        partner: None,
    };
    Duty { id: of.patrol, patrol, legs: vec![(id, leg)], joined: Some(id) }
}

/// Who joined, as far as this phone has heard.
fn members(reader: Reader<'_>, patrol: Uuid) -> Result<Vec<String>, Error> {
    let joined = parts(reader, &PatrolMember::KIND, patrol)?;
    let on_it = joined.iter().filter(|member| value::<String>(member, "left").is_none());
    Ok(on_it.filter_map(|member| value(member, "name")).collect())
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
