//! What several actions say the same way.

use beatbook_records::entry::Act;
use beatbook_records::field::{Kind, Shape};
use beatbook_records::kinds::{self, Evidence, Letter};
use beatbook_records::record::{Record, Values};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::keep_watch::refuse_by_hand;
use super::start_patrol::LAST_HOTSPOT;
use super::view_patrol::Duty;
use crate::api::HandIn;
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::store::{Draft, Owner, Reader, StoreError, Stored, Tx};

/// A record that an officer may still change by a form, with its kind.
pub(super) fn changeable(reader: Reader<'_>, id: Uuid) -> Result<(Stored, &'static Kind), Error> {
    reader.enrolled()?;
    let record = reader.known_record(id)?;
    if record.voided {
        return Err(ErrorCode::AlreadyUndone.into());
    }
    refuse_by_hand(reader, &record)?;
    let kind = kinds::kind(&record.kind).ok_or_else(|| StoreError::UnknownKind(record.kind.clone()))?;
    Ok((record, kind))
}

/// How many characters of a text make a title.
const TITLE_CHARS: usize = 80;

/// Write a new record down; returns its id.
pub(super) fn create<R: Record>(tx: &mut Tx<'_>, record: &R, occurred: DateTime<Utc>) -> Result<Uuid, Error> {
    create_as(tx, None, record, occurred)
}

/// As [`create`], with an id that was given out before, so that photos could be taken for it. One that is written
/// already is not written again.
pub(super) fn create_as<R: Record>(
    tx: &mut Tx<'_>,
    id: Option<Uuid>,
    record: &R,
    occurred: DateTime<Utc>,
) -> Result<Uuid, Error> {
    if let Some(id) = id
        && tx.read().record(id)?.is_some()
    {
        return Err(Error::Invalid { field: "record".into(), why: "this id has its record already".into() });
    }
    let values = record.to_values();
    let draft = Draft {
        act: Act::Create,
        kind: R::KIND.name,
        record: id,
        values,
        reason: None,
        occurred,
        seen: None,
        fixes: None,
    };
    let entry = tx.enter(draft)?;
    Ok(id.unwrap_or(entry))
}

/// Change a record with what stands in view.
pub(super) fn amend(tx: &mut Tx<'_>, kind: &str, record: Uuid, values: Values) -> Result<Uuid, Error> {
    let seen = tx.read().seen_now(record)?;
    let occurred = tx.env().now();
    let record = Some(record);
    Ok(tx.enter(Draft {
        act: Act::Amend,
        kind,
        record,
        values,
        reason: None,
        occurred,
        seen,
        fixes: None,
    })?)
}

/// The area of an officer who works nowhere yet.
const NOWHERE: &str = "none";

/// Where something written now belongs: where the patrol is that runs; else the area last worked, else the first.
pub(super) fn area_now(reader: Reader<'_>, owner: &Owner) -> Result<String, Error> {
    if let Some(duty) = Duty::live(reader, owner)? {
        return Ok(duty.last_leg()?.area.clone());
    }
    let last: Option<String> = reader.setting(LAST_HOTSPOT)?;
    let last = last.map(|id| reader.hotspot(&id)).transpose()?.flatten();
    let area = last.map(|hotspot| hotspot.area).filter(|area| owner.scope.covers_area(area));
    Ok(area.or_else(|| owner.scope.areas.first().cloned()).unwrap_or_else(|| NOWHERE.into()))
}

/// When the device's day began.
pub(super) fn day_start(env: &dyn Env) -> DateTime<Utc> {
    let offset = TimeDelta::minutes(env.offset_minutes().into());
    (env.now() + offset).date_naive().and_time(NaiveTime::MIN).and_utc() - offset
}

/// How far a record is handed in: the least far of this device's entries; what others wrote is here
/// because it is confirmed.
pub(super) fn hand_in(reader: Reader<'_>, record: Uuid) -> Result<HandIn, Error> {
    Ok(reader.least_state(record)?.map_or(HandIn::Confirmed, |(state, held)| hand_in_of(state, held)))
}

/// How far an entry of this state is.
pub(super) const fn hand_in_of(state: u8, held: bool) -> HandIn {
    match state {
        _ if held => HandIn::NeedsYou,
        0 => HandIn::Waiting,
        1 => HandIn::Sent,
        _ => HandIn::Confirmed,
    }
}

/// What tells a record from others of its kind: how its text begins, or its place.
pub(super) fn title(reader: Reader<'_>, record: &Stored) -> Result<String, Error> {
    let text = |name| record.values.get(name).and_then(Value::as_str);
    if let Some(text) = text("text") {
        return Ok(text.lines().next().unwrap_or_default().chars().take(TITLE_CHARS).collect());
    }
    if let Some(about) = text("about").filter(|_| record.kind == Evidence::KIND.name) {
        let about = about.parse().ok().map(|about| reader.record(about)).transpose()?.flatten();
        // A photo of a photo is none: the chain ends here.
        let about = about.filter(|about| about.kind != Evidence::KIND.name);
        return about.map_or_else(|| Ok(String::new()), |about| title(reader, &about));
    }
    if let Some(number) = text("number").filter(|_| record.kind == Letter::KIND.name) {
        return Ok(number.to_owned());
    }
    let name =
        ["address", "street", "business", "asset_no", "pack_no", "name", "work"].into_iter().find_map(text);
    if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
        return Ok(name.chars().take(TITLE_CHARS).collect());
    }
    match text("hotspot") {
        Some(hotspot) => hotspot_name(reader, hotspot),
        None => match reader.legs(record.id)?.first() {
            Some((_, leg)) => hotspot_name(reader, &leg.hotspot),
            None => Ok(String::new()),
        },
    }
}

/// A record's first code that says something of it.
pub(super) fn says(record: &Stored) -> Option<String> {
    let kind = kinds::kind(&record.kind)?;
    kind.fields.iter().filter(|field| field.asked).find_map(|field| match field.shape {
        Shape::Code(list) => Some(format!("{}.{}", list.name, record.values.get(field.name)?.as_str()?)),
        _ => None,
    })
}

/// What people call a hotspot; its id, where the pack no longer has it.
pub(super) fn hotspot_name(reader: Reader<'_>, id: &str) -> Result<String, Error> {
    Ok(reader.hotspot(id)?.map_or_else(|| id.to_owned(), |hotspot| hotspot.name))
}

/// A record's name as people can say it, from the random end of its id: 20 bits without letters that
/// look or sound alike.
pub(super) fn reference(record: Uuid) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digit = |at: u32| char::from(DIGITS[(record.as_u128() >> (5 * at)) as usize & 31]);
    format!("BB-{}{}{}{}", digit(3), digit(2), digit(1), digit(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::TestEnv;

    #[test]
    fn a_day_begins_at_local_midnight() {
        let env = TestEnv::new("2026-06-30T23:30:00Z".parse().unwrap(), 1);
        assert_eq!(day_start(&env), "2026-06-30T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
        env.set_offset(60);
        assert_eq!(day_start(&env), "2026-06-30T23:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_reference_is_short_and_follows_from_the_id() {
        assert_eq!(reference(Uuid::from_u128(0)), "BB-0000");
        assert_eq!(reference(Uuid::from_u128(u128::MAX)), "BB-ZZZZ");
    }
}
