//! Start a patrol: its record and its first leg, in one transaction.

use beatbook_records::codes::{FundingStream, Mode, TimeSource};
use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::kinds::{Crew, Patrol, PatrolLeg};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Context;
use super::join_patrol::{new_code, patrol_of};
use super::support::{create, create_as};
use super::view_patrol::Duty;
use crate::api::{PatrolDefaults, PatrolView, StartPatrol};
use crate::error::{Error, ErrorCode};
use crate::store::{Owner, Reader, Tx};

/// The setting that keeps what the last patrol started with.
const DEFAULTS: &str = "patrol_defaults";
/// The setting that keeps where it was.
pub(super) const LAST_HOTSPOT: &str = "last_hotspot";

pub(crate) fn start(context: &Context, input: StartPatrol) -> Result<PatrolView, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        if Duty::live(reader, &owner)?.is_some() {
            return Err(ErrorCode::PatrolRunning.into());
        }
        let hotspot = choose(reader, &owner, &input.hotspot)?;
        let last = defaults(reader)?;
        let with = PatrolDefaults {
            funding_stream: input.funding_stream.unwrap_or(last.funding_stream),
            mode: input.mode.unwrap_or(last.mode),
            crew: input.crew.unwrap_or(last.crew),
        };
        let started = tx.env().now();
        let code = new_code(tx.env());
        let id = patrol_of(reader, &code)?;
        let patrol = create_as(tx, Some(id), &patrol(&hotspot, with, started, code), started)?;
        open_leg(tx, patrol, &hotspot, with.crew, started)?;
        if with != last {
            tx.put_setting(DEFAULTS, &with)?;
        }
        tx.put_setting(LAST_HOTSPOT, &hotspot.id)?;
        Duty::read(reader, patrol)?.view(reader, &owner, started)
    })
}

fn patrol(hotspot: &Hotspot, with: PatrolDefaults, started: DateTime<Utc>, code: String) -> Patrol {
    Patrol {
        area: hotspot.area.clone(),
        plan: None,
        funding_stream: with.funding_stream,
        mode: with.mode,
        time_source: TimeSource::Manual,
        started,
        finished: None,
        extended_activity_min: None,
        weather: None,
        activities: None,
        shift: None,
        join_code: Some(code),
        duplicate_of: None,
    }
}

/// A hotspot of the pack, in an area of the officer's.
pub(super) fn choose(reader: Reader<'_>, owner: &Owner, id: &str) -> Result<Hotspot, Error> {
    let hotspot = reader.hotspot(id)?.filter(|hotspot| owner.scope.covers_area(&hotspot.area));
    hotspot.ok_or_else(|| ErrorCode::UnknownHotspot.into())
}

/// What the last patrol on this device started with, else what most do.
pub(super) fn defaults(reader: Reader<'_>) -> Result<PatrolDefaults, Error> {
    let crew = Crew { ceo: 1, ..Crew::default() };
    let usual = PatrolDefaults { funding_stream: FundingStream::AsbHotspot, mode: Mode::Foot, crew };
    Ok(reader.setting(DEFAULTS)?.unwrap_or(usual))
}

/// Open a leg now, with the device's clocks as evidence.
pub(super) fn open_leg(
    tx: &mut Tx<'_>,
    patrol: Uuid,
    hotspot: &Hotspot,
    crew: Crew,
    from: DateTime<Utc>,
) -> Result<Uuid, Error> {
    if crew.people() == 0 {
        return Err(Error::Invalid { field: "crew".into(), why: "nobody walks".into() });
    }
    let env = tx.env();
    let leg = PatrolLeg {
        area: hotspot.area.clone(),
        patrol,
        hotspot: hotspot.id.clone(),
        hotspot_version: tx.read().hotspots_version()?,
        from,
        to: None,
        from_offset_min: Some(env.offset_minutes().into()),
        from_monotonic_ms: Some(env.monotonic_ms()),
        from_boot: Some(env.boot()),
        to_offset_min: None,
        to_monotonic_ms: None,
        to_boot: None,
        pc: None,
        pcso: None,
        spc: None,
        ceo: None,
        warden: None,
        csas: None,
        marshal: None,
        partner: None,
    };
    create(tx, &leg.with_crew(crew), from)
}
