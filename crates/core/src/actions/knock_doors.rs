//! Knock on the doors of a street. Doors are checked out to one officer; who did not answer is tried at another time.

use std::collections::BTreeMap;

use beatbook_records::codes::{DayPart, DoorOutcome};
use beatbook_records::geo::walk::Side;
use beatbook_records::kinds::{DoorKnock, DoorRound};
use beatbook_records::record::{Record as _, Values};
use beatbook_records::rounds::{Door, door, part_of};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use super::Context;
use super::street::{cautions, houses, parts, value};
use super::support::amend;
use super::walk_street::tell;
use super::write_record::enter;
use crate::api::{DoorState, KnockDoor, RoundDoor, RoundView, StartRound, StreetWork};
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::store::{Page, Reader, Stored, time_text};

/// How often a door is tried unless a round says something else.
const TRIES_MOST: u16 = 3;
/// How many rounds back one is looked for that goes on.
const RECENT: u32 = 50;

/// Begin; a round of the same street that goes on is shown instead, whoever has its doors.
pub(crate) fn start(context: &Context, input: StartRound) -> Result<RoundView, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        let recent = reader.records(Page { kind: DoorRound::KIND.name, before: None, limit: RECENT })?;
        let same = |round: &&Stored| {
            !round.voided
                && !round.values.contains_key("ended")
                && value::<String>(round, "street").as_ref() == Some(&input.street)
        };
        if let Some(round) = recent.iter().find(same) {
            return view(reader, tx.env(), round.id);
        }
        let there = houses(reader, &input.street, input.postcode.as_deref(), Side::Both)?;
        let first = there.first().ok_or(ErrorCode::NotFound)?;
        let round = tell(
            DoorRound::KIND.name,
            [
                ("area", json!(first.area)),
                ("street", json!(input.street)),
                ("postcode", json!(input.postcode)),
                ("purpose", json!(input.purpose)),
                ("tries_most", json!(TRIES_MOST)),
                ("with_officer", json!(owner.actor)),
            ],
        );
        let id = enter(tx, &round)?;
        view(tx.read(), tx.env(), id)
    })
}

pub(crate) fn read(context: &Context, input: StreetWork) -> Result<RoundView, Error> {
    context.read(move |reader, env| view(reader, env, input.id))
}

/// Say what a knock came to.
pub(crate) fn knock(context: &Context, input: KnockDoor) -> Result<RoundView, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let round = reader.known_record(input.round)?;
        let found =
            doors_of(reader, &round)?.into_iter().find(|place| place.uprn.as_ref() == Some(&input.uprn));
        let place = found.ok_or(ErrorCode::NotFound)?;
        let call_back = input.call_back.filter(|_| input.outcome == DoorOutcome::CallBack);
        let knock = tell(
            DoorKnock::KIND.name,
            [
                ("round", json!(round.id)),
                ("outcome", json!(input.outcome)),
                ("call_back", json!(call_back)),
                ("uprn", json!(place.uprn)),
                ("address", json!(format!("{} {}", place.line, place.street).trim())),
                ("lat", json!(place.lat)),
                ("lon", json!(place.lon)),
                ("place_source", json!("ADDRESS")),
            ],
        );
        enter(tx, &knock)?;
        view(tx.read(), tx.env(), round.id)
    })
}

pub(crate) fn finish(context: &Context, input: StreetWork) -> Result<RoundView, Error> {
    context.write(move |tx| {
        let round = tx.read().known_record(input.id)?;
        if !round.values.contains_key("ended") {
            let started = round.values.get("started").cloned().unwrap_or_default();
            let now = json!(time_text(tx.env().now()));
            let news = Values::from_iter([("started".to_owned(), started), ("ended".to_owned(), now)]);
            amend(tx, DoorRound::KIND.name, round.id, news)?;
        }
        view(tx.read(), tx.env(), round.id)
    })
}

/// Take the doors over from whoever has them.
pub(crate) fn take_over(context: &Context, input: StreetWork) -> Result<RoundView, Error> {
    context.write(move |tx| {
        let owner = tx.read().enrolled()?;
        let round = tx.read().known_record(input.id)?;
        let news = Values::from_iter([("with_officer".to_owned(), json!(owner.actor))]);
        amend(tx, DoorRound::KIND.name, round.id, news)?;
        view(tx.read(), tx.env(), round.id)
    })
}

fn doors_of(reader: Reader<'_>, round: &Stored) -> Result<Vec<beatbook_records::geo::place::Place>, Error> {
    let street: String = value(round, "street").unwrap_or_default();
    houses(reader, &street, value::<String>(round, "postcode").as_deref(), Side::Both)
}

/// The device's local time.
fn local(env: &dyn Env, time: DateTime<Utc>) -> NaiveDateTime {
    (time + TimeDelta::minutes(env.offset_minutes().into())).naive_utc()
}

fn view(reader: Reader<'_>, env: &dyn Env, id: Uuid) -> Result<RoundView, Error> {
    let owner = reader.enrolled()?;
    let round = reader.known_record(id)?;
    let tries_most: u16 = value(&round, "tries_most").unwrap_or(TRIES_MOST);
    let mut knocks = BTreeMap::<String, Vec<Stored>>::new();
    for knock in parts(reader, &DoorKnock::KIND, id)? {
        knocks.entry(value(&knock, "uprn").unwrap_or_default()).or_default().push(knock);
    }
    let part = part_of(local(env, env.now()));
    let mut doors = Vec::new();
    for place in doors_of(reader, &round)? {
        let uprn = place.uprn.unwrap_or_default();
        let tried = knocks.remove(&uprn).unwrap_or_default();
        let tries: Vec<_> = tried.iter().filter_map(|knock| tried_at(env, knock)).collect();
        let (state, again) = match door(&tries, tries_most.into()) {
            Door::Undone => (DoorState::Undone, None),
            Door::Again(part) => (DoorState::Again, Some(part)),
            Door::Done => (DoorState::Done, None),
            Door::TriedEnough => (DoorState::TriedEnough, None),
        };
        let last = tried.last();
        doors.push(RoundDoor {
            line: place.line,
            state,
            again,
            tries: u32::try_from(tried.len()).unwrap_or(u32::MAX),
            knock: last.map(|knock| knock.id),
            outcome: last.and_then(|knock| value(knock, "outcome")),
            caution: cautions(reader, &uprn)?,
            uprn,
        });
    }
    let mut counts = BTreeMap::new();
    for door in &doors {
        *counts.entry(door.state).or_default() += 1;
    }
    let due = |door: &&RoundDoor| door.state == DoorState::Undone || door.again == Some(part);
    let with = value::<Uuid>(&round, "with_officer").filter(|officer| *officer != owner.actor);
    Ok(RoundView {
        id,
        street: value(&round, "street").unwrap_or_default(),
        ended: value(&round, "ended"),
        with: with.map(|_| round.by.clone()),
        tries_most,
        next: doors.iter().find(due).map(|door| door.uprn.clone()),
        doors,
        counts,
        part,
    })
}

fn tried_at(env: &dyn Env, knock: &Stored) -> Option<(DayPart, DoorOutcome, Option<DayPart>)> {
    Some((part_of(local(env, knock.occurred)), value(knock, "outcome")?, value(knock, "call_back")))
}
