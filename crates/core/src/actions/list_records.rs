//! Lists of records, newest first.

use beatbook_records::kinds::{KINDS, PatrolLeg};
use beatbook_records::record::Record as _;

use super::Context;
use super::support::{hand_in, title};
use crate::api::{RecordQuery, RecordRow};
use crate::error::Error;
use crate::store::{Page, Reader, Stored, time_text};

/// The most rows of one answer.
const LIMIT_MAX: u32 = 500;

/// Records of one kind, or of all that stand for themselves: a leg is shown with its patrol.
pub(crate) fn list(context: &Context, input: RecordQuery) -> Result<Vec<RecordRow>, Error> {
    context.read(move |reader, _| {
        let device = reader.enrolled()?.device;
        let limit = input.limit.min(LIMIT_MAX);
        let page = |kind| Page { kind, before: input.before, limit };
        let records = match &input.kind {
            Some(kind) => reader.records(page(kind))?,
            None => {
                let mut records = Vec::new();
                for kind in KINDS.iter().filter(|kind| kind.name != PatrolLeg::KIND.name) {
                    records.extend(reader.records(page(kind.name))?);
                }
                records.sort_by_key(|record| std::cmp::Reverse((record.occurred, record.seq)));
                records.truncate(limit as usize);
                records
            }
        };
        records.iter().map(|record| row(reader, record, record.device == device)).collect()
    })
}

/// A record as a list shows it.
pub(super) fn row(reader: Reader<'_>, record: &Stored, mine: bool) -> Result<RecordRow, Error> {
    Ok(RecordRow {
        id: record.id,
        kind: record.kind.clone(),
        title: title(reader, record)?,
        occurred: time_text(record.occurred),
        voided: record.voided,
        hand_in: hand_in(reader, record.id)?,
        mine,
    })
}
