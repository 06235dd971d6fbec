//! Use a power: what is offered here and today, and an act written with what was asked before it.
//!
//! Rule: what is offered and what is admitted are the same pure decision over the same pack; an act that needs a check is
//! never written without one.

use beatbook_records::codes::ActionCode;
use beatbook_records::kinds::{Action, DefensibilityCheck};
use beatbook_records::powers::{self, Scene};
use beatbook_records::record::{Record as _, Values};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Context;
use super::support::reference;
use super::view_patrol::Duty;
use super::write_record::enter;
use crate::api::{AskPowers, ConditionRow, PowerRow, PowersHere, Saved, UsePower, WriteRecord};
use crate::env::Env;
use crate::error::Error;
use crate::store::{Owner, Reader, StoreError, Tx};

/// Every act with whether it may be used, and the conditions of the orders there.
pub(crate) fn list(context: &Context, input: AskPowers) -> Result<PowersHere, Error> {
    let fix = context.location.fix();
    context.read(move |reader, env| {
        let owner = reader.enrolled()?;
        let given = input.lat.zip(input.lon);
        let fix = fix.filter(|_| given.is_none());
        let place = given.or_else(|| fix.map(|fix| (fix.lat, fix.lon)));
        // A reason for being late is asked for when it is saved.
        let time = input.happened.as_deref().map(DateTime::parse_from_rfc3339).and_then(Result::ok);
        let day = local_day(env, time.map_or_else(|| env.now(), |time| time.to_utc()));
        let pack = reader.powers()?;
        let scene = scene(reader, &owner, day, place)?;
        let rows = powers::offered(pack.as_ref(), scene).into_iter().map(|offer| {
            let amount = pack.as_ref().and_then(|pack| powers::amount(pack, offer.code, day));
            PowerRow {
                code: offer.code,
                why_not: offer.why_not,
                check: powers::needs_check(offer.code),
                order: powers::needs_order(offer.code),
                amount_pence: amount.map(|amount| amount.value),
                source: amount.map(|amount| amount.source.clone()),
            }
        });
        let here = pack.as_ref().zip(place).map(|(pack, place)| powers::conditions(pack, day, place));
        let conditions = here.unwrap_or_default().into_iter().map(|(order, condition)| ConditionRow {
            order: order.id.clone(),
            order_name: order.name.clone(),
            condition: condition.id.clone(),
            text: condition.text.clone(),
            codes: condition.codes.clone(),
        });
        Ok(PowersHere {
            version: pack.as_ref().map(|pack| pack.version),
            day,
            lat: place.map(|(lat, _)| lat),
            lon: place.map(|(_, lon)| lon),
            accuracy_m: fix.map(|fix| fix.accuracy_m),
            powers: rows.collect(),
            conditions: conditions.collect(),
        })
    })
}

/// Write the check and the act: both are there, or neither.
pub(crate) fn use_power(context: &Context, input: UsePower) -> Result<Saved, Error> {
    context.write(move |tx| {
        let UsePower { mut action, check } = input;
        if action.kind != Action::KIND.name {
            return Err(Error::Invalid { field: "kind".into(), why: "not an act".into() });
        }
        if let Some(mut asked) = check {
            let id = action.record.unwrap_or_else(|| tx.env().uuid_v7(tx.env().now()));
            action.record = Some(id);
            asked.insert("action".into(), json!(id));
            // Whether a warning came first is of the act, too.
            if let Some(answer) = asked.get("warning_given") {
                action.values.entry("warning_given").or_insert_with(|| answer.clone());
            }
            enter(tx, &beside(&action, asked))?;
        }
        let record = enter(tx, &action)?;
        if let Some(draft) = &action.draft {
            tx.drop_draft(&draft.form, &draft.id)?;
        }
        Ok(Saved { record, reference: reference(record) })
    })
}

/// What was asked, at the time and for the reason of the act.
fn beside(action: &WriteRecord, values: Values) -> WriteRecord {
    WriteRecord {
        kind: DefensibilityCheck::KIND.name.into(),
        values,
        record: None,
        happened: action.happened.clone(),
        reason: action.reason.clone(),
        draft: None,
    }
}

/// Whether an act may be written so; the pack adds its amount, its order and its version.
pub(super) fn admit(
    tx: &Tx<'_>,
    owner: &Owner,
    (record, values): (Option<Uuid>, &mut Values),
    occurred: DateTime<Utc>,
) -> Result<(), Error> {
    let reader = tx.read();
    let degrees = |name: &str| values.get(name).and_then(Value::as_f64);
    let place = degrees("lat").zip(degrees("lon"));
    let scene = scene(reader, owner, local_day(tx.env(), occurred), place)?;
    powers::admit(reader.powers()?.as_ref(), values, scene)
        .map_err(|refused| Error::Invalid { field: refused.field().into(), why: refused.word().into() })?;
    let code = values.get("code").and_then(Value::as_str).and_then(ActionCode::from_code);
    if code.is_some_and(powers::needs_check) && !is_checked(reader, record)? {
        let why = "what was asked before it is not kept";
        return Err(Error::Invalid { field: DefensibilityCheck::KIND.name.into(), why: why.into() });
    }
    Ok(())
}

/// Whether what was asked before an act is there.
fn is_checked(reader: Reader<'_>, action: Option<Uuid>) -> Result<bool, StoreError> {
    let Some(action) = action else { return Ok(false) };
    let kind = &DefensibilityCheck::KIND;
    let field = kind.field("action").expect("a check names its act");
    let checks = reader.records_with(kind, field, &action.to_string())?;
    Ok(checks.iter().any(|check| !check.voided))
}

pub(super) fn scene<'o>(
    reader: Reader<'_>,
    owner: &'o Owner,
    day: NaiveDate,
    place: Option<(f64, f64)>,
) -> Result<Scene<'o>, Error> {
    let crew = match Duty::live(reader, owner)? {
        Some(duty) => duty.last_leg()?.crew(),
        None => Default::default(),
    };
    let police = crew.pc > 0 || crew.pcso > 0 || crew.spc > 0;
    Ok(Scene { officer: &owner.name, role: owner.scope.role, day, place, police })
}

pub(super) fn local_day(env: &dyn Env, at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::minutes(env.offset_minutes().into())).date_naive()
}
