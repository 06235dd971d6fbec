//! Lists of records, newest first.

use beatbook_records::field::Kind;
use beatbook_records::geo::place;
use beatbook_records::kinds::{KINDS, PatrolLeg};
use beatbook_records::record::Record as _;

use super::Context;
use super::support::{hand_in, says, title};
use crate::api::{PlaceRef, RecordQuery, RecordRow};
use crate::error::{Error, ErrorCode};
use crate::store::{Page, Reader, Stored, time_text};

/// The most rows of one answer.
const LIMIT_MAX: u32 = 500;

/// Records of one kind, or of all that stand for themselves: a part is shown with what it is a part of.
pub(crate) fn list(context: &Context, input: RecordQuery) -> Result<Vec<RecordRow>, Error> {
    context.read(move |reader, _| {
        let device = reader.enrolled()?.device;
        let limit = input.limit.min(LIMIT_MAX);
        let alone = |kind: &&Kind| kind.name != PatrolLeg::KIND.name && kind.parent.is_none();
        let records = match &input.kind {
            Some(kind) => reader.records(Page { kind, before: input.before, limit })?,
            None => {
                let kinds: Vec<_> = KINDS.iter().filter(alone).map(|kind| kind.name).collect();
                reader.newest(&kinds, input.before, limit)?
            }
        };
        records.iter().map(|record| row(reader, record, record.device == device)).collect()
    })
}

/// What is known of a home, newest first: everything that was written about it and counts.
pub(crate) fn of_home(context: &Context, input: PlaceRef) -> Result<Vec<RecordRow>, Error> {
    context.read(move |reader, _| {
        let device = reader.enrolled()?.device;
        let uprn = place::uprn(&input.uprn).map_err(|_| ErrorCode::NotFound)?;
        let records = reader.of_home(KINDS, &uprn)?;
        let standing = records.iter().filter(|record| !record.voided).take(LIMIT_MAX as usize);
        standing.map(|record| row(reader, record, record.device == device)).collect()
    })
}

/// A record as a list shows it.
pub(super) fn row(reader: Reader<'_>, record: &Stored, mine: bool) -> Result<RecordRow, Error> {
    Ok(RecordRow {
        id: record.id,
        kind: record.kind.clone(),
        title: title(reader, record)?,
        says: says(record),
        occurred: time_text(record.occurred),
        voided: record.voided,
        hand_in: hand_in(reader, record.id)?,
        mine,
    })
}
