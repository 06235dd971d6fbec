//! Write a record of any kind down, and take one back. What the app knows by itself it fills in; what a form holds is
//! saved, and its draft is gone, in one moment.

use beatbook_records::codes::PlaceSource;
use beatbook_records::entry::Act;
use beatbook_records::field::Kind;
use beatbook_records::follow::fill;
use beatbook_records::geo::place;
use beatbook_records::key::natural_id;
use beatbook_records::kinds::{self, Action, Letter};
use beatbook_records::record::{Record as _, Values};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::correct_record::{amendment, seen};
use super::keep_watch::refuse_by_hand;
use super::support::{area_now, changeable, reference};
use super::view_patrol::Duty;
use super::{Context, use_power};
use crate::api::{Saved, UpdateRecord, VoidRecord, WriteRecord};
use crate::error::{Error, ErrorCode};
use crate::store::{Draft, Owner, Reader, Tx};

/// Later than this after the event, a record needs a reason.
const LATE: TimeDelta = TimeDelta::minutes(30);
/// A clock may be this much behind the one that the time was read from.
const AHEAD: TimeDelta = TimeDelta::minutes(1);

pub(crate) fn write(context: &Context, input: WriteRecord) -> Result<Saved, Error> {
    if input.kind == Letter::KIND.name {
        return Err(Error::Invalid {
            field: "kind".into(),
            why: "a letter is written with its pages".into(),
        });
    }
    context.write(move |tx| {
        let record = enter(tx, &input)?;
        if let Some(draft) = &input.draft {
            tx.drop_draft(&draft.form, &draft.id)?;
        }
        Ok(Saved { record, reference: reference(record) })
    })
}

/// Take an own record back. Taking it back twice is taking it back.
pub(crate) fn void(context: &Context, input: VoidRecord) -> Result<Saved, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let device = reader.enrolled()?.device;
        let record = reader.record(input.record)?.filter(|record| record.device == device);
        let record = record.ok_or(ErrorCode::NotFound)?;
        if !record.voided {
            refuse_by_hand(reader, &record)?;
            tx.enter(Draft {
                act: Act::Void,
                kind: &record.kind,
                record: Some(record.id),
                values: Values::new(),
                reason: input.reason,
                occurred: tx.env().now(),
                seen: reader.seen_now(record.id)?,
                fixes: None,
            })?;
        }
        Ok(Saved { record: record.id, reference: reference(record.id) })
    })
}

/// Say what became of a matter: fields that move on, and those that nobody had filled. Everything else is a
/// correction, which has a reason.
pub(crate) fn update(context: &Context, input: UpdateRecord) -> Result<Saved, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let (record, kind) = changeable(reader, input.record)?;
        let stands = |name: &str| record.values.get(name).unwrap_or(&Value::Null);
        let news: Values = input.values.into_iter().filter(|(name, value)| stands(name) != value).collect();
        let fixed = news.keys().find(|name| {
            let moves = kind.field(name).is_some_and(|field| field.moves);
            !moves && !stands(name).is_null()
        });
        if fixed.is_some() {
            return Err(ErrorCode::ReasonNeeded.into());
        }
        if !news.is_empty() {
            tx.enter(Draft {
                act: Act::Amend,
                kind: kind.name,
                record: Some(record.id),
                values: amendment(kind, &record.values, news),
                reason: None,
                occurred: tx.env().now(),
                seen: seen(reader, input.seen)?,
                fixes: None,
            })?;
        }
        if let Some(draft) = &input.draft {
            tx.drop_draft(&draft.form, &draft.id)?;
        }
        Ok(Saved { record: record.id, reference: reference(record.id) })
    })
}

/// Write it; returns the record's id.
pub(super) fn enter(tx: &mut Tx<'_>, input: &WriteRecord) -> Result<Uuid, Error> {
    let kind = kinds::kind(&input.kind).ok_or(ErrorCode::NotFound)?;
    let reader = tx.read();
    let owner = reader.enrolled()?;
    let occurred = happened(input, tx.env().now())?;
    let mut values = input.values.clone();
    values.retain(|_, value| !value.is_null());
    at_home(reader, kind, &mut values)?;
    on_patrol(reader, &owner, kind, &mut values)?;
    let offset = TimeDelta::minutes(tx.env().offset_minutes().into());
    let parent = parent(reader, kind, &values)?;
    fill(kind, &mut values, parent.as_ref(), occurred, (occurred + offset).date_naive());
    if !values.contains_key("area") {
        values.insert("area".into(), json!(area_now(reader, &owner)?));
    }
    if kind.name == Action::KIND.name {
        use_power::admit(tx, &owner, (input.record, &mut values), occurred)?;
    }
    if let Some(promised) = input.record
        && reader.has_record(promised)?
    {
        return Err(Error::Invalid { field: "record".into(), why: "this id has its record already".into() });
    }
    let natural = natural_id(kind, &values, &reader.organisation_key()?);
    let (act, values, seen) = match natural.map(|id| reader.record(id)).transpose()?.flatten() {
        None => (Act::Create, values, None),
        // It is known already: what is said anew is a change.
        Some(known) => {
            let changed = |(name, value): &(String, Value)| known.values.get(name) != Some(value);
            let news: Values = values.into_iter().filter(changed).collect();
            if news.is_empty() {
                return Ok(known.id);
            }
            (Act::Amend, amendment(kind, &known.values, news), reader.seen_now(known.id)?)
        }
    };
    let record = natural.or(input.record);
    let reason = input.reason.clone();
    let entry =
        tx.enter(Draft { act, kind: kind.name, record, values, reason, occurred, seen, fixes: None })?;
    Ok(record.unwrap_or(entry))
}

/// When it happened. Nothing has happened that is still to come.
fn happened(input: &WriteRecord, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let Some(text) = &input.happened else { return Ok(now) };
    let wrong = |why: &str| Error::Invalid { field: "happened".into(), why: why.into() };
    let time = DateTime::parse_from_rfc3339(text).map_err(|_| wrong("not a time"))?.to_utc();
    if time > now + AHEAD {
        return Err(wrong("still to come"));
    }
    let reason = input.reason.as_deref().unwrap_or_default();
    if now - time > LATE && reason.trim().is_empty() {
        return Err(ErrorCode::ReasonNeeded.into());
    }
    Ok(time)
}

/// The home it is about: a UPRN without leading zeros, and what the gazetteer says of it, but for what was given.
fn at_home(reader: Reader<'_>, kind: &Kind, values: &mut Values) -> Result<(), Error> {
    let Some(typed) = values.get("uprn").and_then(Value::as_str) else { return Ok(()) };
    let Ok(uprn) = place::uprn(typed) else { return Ok(()) };
    values.insert("uprn".into(), json!(uprn));
    let Some(home) = reader.address(&uprn)? else { return Ok(()) };
    let address = [home.line.as_str(), home.street.as_str(), home.postcode.as_str()].join(" ");
    let known = [
        ("address", json!(address.trim())),
        ("lat", json!(home.lat)),
        ("lon", json!(home.lon)),
        ("place_source", json!(PlaceSource::Address)),
        ("area", json!(home.area)),
    ];
    for (name, value) in
        known.into_iter().filter(|(name, value)| kind.field(name).is_some() && *value != json!(""))
    {
        values.entry(name).or_insert(value);
    }
    Ok(())
}

/// The patrol it happened on, and where that is.
fn on_patrol(reader: Reader<'_>, owner: &Owner, kind: &Kind, values: &mut Values) -> Result<(), Error> {
    let Some(duty) = Duty::live(reader, owner)? else { return Ok(()) };
    let leg = duty.last_leg()?;
    let known = [
        ("patrol", Some(json!(duty.id))),
        ("hotspot", Some(json!(leg.hotspot))),
        ("hotspot_version", leg.hotspot_version.map(|version| json!(version))),
    ];
    for (name, value) in known {
        if let Some(value) = value.filter(|_| kind.field(name).is_some()) {
            values.entry(name).or_insert(value);
        }
    }
    Ok(())
}

/// The record that it is a part of, where there is one on this device.
fn parent(reader: Reader<'_>, kind: &Kind, values: &Values) -> Result<Option<Values>, Error> {
    let id = kind.parent.and_then(|(field, _)| values.get(field)?.as_str()?.parse::<Uuid>().ok());
    Ok(id.map(|id| reader.record(id)).transpose()?.flatten().map(|record| record.values))
}
