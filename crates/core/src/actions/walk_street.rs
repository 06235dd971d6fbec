//! Walk a street house by house. One tap is one record; looked and saw nothing is one, too.

use std::collections::BTreeMap;

use beatbook_records::codes::{AuditResult, WalkSide};
use beatbook_records::geo::place::Place;
use beatbook_records::geo::walk::Side;
use beatbook_records::kinds::{AuditObservation, VisualAudit};
use beatbook_records::record::{Record as _, Values};
use serde_json::json;
use uuid::Uuid;

use super::Context;
use super::street::{cautions, houses, licence, open_matter, parts, value};
use super::support::{amend, day_start};
use super::write_record::enter;
use crate::api::{MarkHouse, StartWalk, StreetWork, WalkHouse, WalkView, WriteRecord};
use crate::error::{Error, ErrorCode};
use crate::store::{Page, Reader, Stored, time_text};

/// How many walks back one is looked for that was not finished.
const RECENT: u32 = 50;

/// Begin, or go on with today's own walk of the same street and side.
pub(crate) fn start(context: &Context, input: StartWalk) -> Result<WalkView, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let device = reader.enrolled()?.device;
        let today = day_start(tx.env());
        let same = |walk: &Stored| {
            walk.device == device
                && !walk.voided
                && walk.occurred >= today
                && !walk.values.contains_key("ended")
                && value::<String>(walk, "street").as_ref() == Some(&input.street)
                && value::<WalkSide>(walk, "side") == Some(input.side)
        };
        let recent = reader.records(Page { kind: VisualAudit::KIND.name, before: None, limit: RECENT })?;
        if let Some(walk) = recent.iter().find(|walk| same(walk)) {
            return view(reader, walk.id);
        }
        let there = houses(reader, &input.street, input.postcode.as_deref(), side(input.side))?;
        let first = there.first().ok_or(ErrorCode::NotFound)?;
        let walk = tell(
            VisualAudit::KIND.name,
            [
                ("area", json!(first.area)),
                ("street", json!(input.street)),
                ("side", json!(input.side)),
                ("licensing_area", json!(input.licensing_area)),
                ("homes", json!(there.len())),
                ("postcode", json!(input.postcode)),
            ],
        );
        let id = enter(tx, &walk)?;
        view(tx.read(), id)
    })
}

pub(crate) fn read(context: &Context, input: StreetWork) -> Result<WalkView, Error> {
    context.read(move |reader, _| view(reader, input.id))
}

/// Say what a house looks like; said again on the same walk, it changes what was said.
pub(crate) fn mark(context: &Context, input: MarkHouse) -> Result<WalkView, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let walk = reader.known_record(input.audit)?;
        let place = house_of(reader, &walk, &input.uprn)?;
        let marked = parts(reader, &AuditObservation::KIND, walk.id)?;
        let before =
            marked.into_iter().rfind(|one| value::<String>(one, "uprn").as_ref() == place.uprn.as_ref());
        if let Some(before) = before {
            let news = Values::from_iter([("result".to_owned(), json!(input.result))]);
            amend(tx, AuditObservation::KIND.name, before.id, news)?;
            return view(tx.read(), walk.id);
        }
        let open = input.still_there.and(open_matter(reader, &input.uprn, walk.id)?);
        let seen = tell(
            AuditObservation::KIND.name,
            [
                ("audit", json!(walk.id)),
                ("result", json!(input.result)),
                ("open_matter", json!(open.map(|matter| matter.observation))),
                ("still_there", json!(input.still_there)),
                ("uprn", json!(place.uprn)),
                ("address", json!(format!("{} {}", place.line, place.street).trim())),
                ("lat", json!(place.lat)),
                ("lon", json!(place.lon)),
                ("place_source", json!("ADDRESS")),
            ],
        );
        enter(tx, &seen)?;
        view(tx.read(), walk.id)
    })
}

pub(crate) fn finish(context: &Context, input: StreetWork) -> Result<WalkView, Error> {
    context.write(move |tx| {
        let walk = tx.read().known_record(input.id)?;
        if !walk.values.contains_key("ended") {
            let started = walk.values.get("started").cloned().unwrap_or_default();
            let now = json!(time_text(tx.env().now()));
            let news = Values::from_iter([("started".to_owned(), started), ("ended".to_owned(), now)]);
            amend(tx, VisualAudit::KIND.name, walk.id, news)?;
        }
        view(tx.read(), walk.id)
    })
}

/// A record as [`enter`] takes it.
pub(super) fn tell<const N: usize>(kind: &str, values: [(&str, serde_json::Value); N]) -> WriteRecord {
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    WriteRecord { kind: kind.into(), values, record: None, happened: None, reason: None, draft: None }
}

/// The same side in the words of the gazetteer.
const fn side(side: WalkSide) -> Side {
    match side {
        WalkSide::Odd => Side::Odd,
        WalkSide::Even => Side::Even,
        WalkSide::Both => Side::Both,
    }
}

fn houses_of(reader: Reader<'_>, walk: &Stored) -> Result<Vec<Place>, Error> {
    let street: String = value(walk, "street").unwrap_or_default();
    let postcode: Option<String> = value(walk, "postcode");
    houses(reader, &street, postcode.as_deref(), side(value(walk, "side").unwrap_or(WalkSide::Both)))
}

fn house_of(reader: Reader<'_>, walk: &Stored, uprn: &str) -> Result<Place, Error> {
    let found = houses_of(reader, walk)?.into_iter().find(|house| house.uprn.as_deref() == Some(uprn));
    found.ok_or_else(|| ErrorCode::NotFound.into())
}

fn view(reader: Reader<'_>, id: Uuid) -> Result<WalkView, Error> {
    let walk = reader.known_record(id)?;
    let salt = reader.organisation_key()?;
    let marked: BTreeMap<String, Stored> = parts(reader, &AuditObservation::KIND, id)?
        .into_iter()
        .filter_map(|one| Some((value::<String>(&one, "uprn")?, one)))
        .collect();
    let mut seen = Vec::new();
    for house in houses_of(reader, &walk)? {
        let uprn = house.uprn.unwrap_or_default();
        let here = marked.get(&uprn);
        seen.push(WalkHouse {
            line: house.line,
            observation: here.map(|one| one.id),
            result: here.and_then(|one| value(one, "result")),
            licence: licence(reader, &uprn, &salt)?,
            open: open_matter(reader, &uprn, id)?,
            caution: cautions(reader, &uprn)?,
            uprn,
        });
    }
    let mut counts: BTreeMap<_, u32> = AuditResult::ALL.iter().map(|result| (*result, 0)).collect();
    for result in seen.iter().filter_map(|house| house.result) {
        *counts.entry(result).or_default() += 1;
    }
    Ok(WalkView {
        id,
        street: value(&walk, "street").unwrap_or_default(),
        side: value(&walk, "side").unwrap_or(WalkSide::Both),
        started: value(&walk, "started").unwrap_or_default(),
        ended: value(&walk, "ended"),
        next: seen.iter().find(|house| house.result.is_none()).map(|house| house.uprn.clone()),
        houses: seen,
        counts,
    })
}
