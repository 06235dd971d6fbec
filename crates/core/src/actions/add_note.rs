//! Write a note: final when saved.

use beatbook_records::kinds::{Note, Patrol};
use beatbook_records::record::Record as _;
use uuid::Uuid;

use super::Context;
use super::support::{area_now, create_as, reference};
use super::view_patrol::Duty;
use crate::api::{AddNote, Saved};
use crate::error::{Error, ErrorCode};
use crate::store::{Owner, Reader};

pub(crate) fn add(context: &Context, input: AddNote) -> Result<Saved, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        let (area, hotspot) = place(reader, &owner, input.patrol)?;
        let note = Note {
            area,
            text: input.text,
            speech_verbatim: input.verbatim,
            statement: input.statement,
            patrol: input.patrol,
            about: None,
            hotspot,
            duplicate_of: None,
        };
        let record = create_as(tx, input.record, &note, tx.env().now())?;
        Ok(Saved { record, reference: reference(record) })
    })
}

/// Where the note belongs: where its patrol is; else the area last worked, else the officer's first.
fn place(reader: Reader<'_>, owner: &Owner, patrol: Option<Uuid>) -> Result<(String, Option<String>), Error> {
    if let Some(patrol) = patrol {
        let own = reader
            .record(patrol)?
            .filter(|record| record.kind == Patrol::KIND.name && record.device == owner.device);
        let duty = Duty::read(reader, own.ok_or(ErrorCode::NotFound)?.id)?;
        let leg = duty.last_leg()?;
        return Ok((leg.area.clone(), Some(leg.hotspot.clone())));
    }
    Ok((area_now(reader, owner)?, None))
}
