//! Finish a patrol: its open leg is closed, its end and what was done are kept, with a note if there
//! is one; all in one transaction.

use beatbook_records::codes::{Activity, Statement};
use beatbook_records::kinds::{Note, Patrol};
use beatbook_records::record::{Record as _, Values};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::Context;
use super::join_patrol::leave;
use super::pause_patrol::close_leg;
use super::support::{amend, create};
use super::view_patrol::{Duty, counts};
use crate::api::{FinishPatrol, PatrolDone};
use crate::error::{Error, ErrorCode};
use crate::store::{Owner, Reader, Tx};

pub(crate) fn finish(context: &Context, input: FinishPatrol) -> Result<PatrolDone, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        let duty = live_or_why_not(reader, &owner)?;
        if let Some(member) = duty.joined {
            return end_of_joined(tx, &duty, member, input.note);
        }
        let end = close_leg(tx, &duty, tx.env().now())?.max(duty.patrol.started);
        amend(tx, Patrol::KIND.name, duty.id, ending(&duty, end, &input.activities))?;
        if let Some(text) = input.note.filter(|text| !text.trim().is_empty()) {
            add_note(tx, &duty, text, end)?;
        }
        let done = Duty::read(reader, duty.id)?;
        let (clock_seconds, person_seconds) = done.seconds(end);
        Ok(PatrolDone { id: duty.id, clock_seconds, person_seconds, counts: counts(reader, duty.id)? })
    })
}

/// Leave another officer's patrol, with a note where there is one.
fn end_of_joined(
    tx: &mut Tx<'_>,
    duty: &Duty,
    member: Uuid,
    note: Option<String>,
) -> Result<PatrolDone, Error> {
    let end = tx.env().now();
    leave(tx, member)?;
    if let Some(text) = note.filter(|text| !text.trim().is_empty()) {
        add_note(tx, duty, text, end)?;
    }
    let (clock_seconds, person_seconds) = duty.seconds(end);
    Ok(PatrolDone { id: duty.id, clock_seconds, person_seconds, counts: counts(tx.read(), duty.id)? })
}

/// A second press of the button is told apart from a first one without a patrol.
fn live_or_why_not(reader: Reader<'_>, owner: &Owner) -> Result<Duty, Error> {
    if let Some(duty) = Duty::live(reader, owner)? {
        return Ok(duty);
    }
    let any = reader.last_patrol(owner.device)?.is_some();
    Err(if any { ErrorCode::AlreadyFinished } else { ErrorCode::NoPatrol }.into())
}

fn ending(duty: &Duty, end: DateTime<Utc>, activities: &[Activity]) -> Values {
    let mut values = Values::new();
    values.insert("started".into(), json!(duty.patrol.started));
    values.insert("finished".into(), json!(end));
    if !activities.is_empty() {
        values.insert("activities".into(), json!({ "add": activities }));
    }
    values
}

fn add_note(tx: &mut Tx<'_>, duty: &Duty, text: String, end: DateTime<Utc>) -> Result<(), Error> {
    let note = Note {
        area: duty.patrol.area.clone(),
        text,
        speech_verbatim: false,
        statement: Statement::Fact,
        patrol: Some(duty.id),
        about: None,
        hotspot: Some(duty.last_leg()?.hotspot.clone()),
        duplicate_of: None,
    };
    create(tx, &note, end).map(drop)
}
