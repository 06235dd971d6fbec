//! One record, with all that was written about it.

use beatbook_records::kinds::{Evidence, KINDS};
use beatbook_records::record::Record as _;
use uuid::Uuid;

use super::Context;
use super::list_records::row;
use super::support::hand_in_of;
use super::view_photo;
use crate::api::{HandIn, HistoryItem, Overruled, RecordDetail, RecordRef, RecordRow};
use crate::error::Error;
use crate::store::{EntryRow, OverruledValue, Reader, Stored, time_text};

/// The most parts that are shown with a record: a patrol may have hundreds of conversations.
const PARTS_MAX: usize = 200;

pub(crate) fn read(context: &Context, input: RecordRef) -> Result<RecordDetail, Error> {
    context.read(move |reader, _| {
        let device = reader.enrolled()?.device;
        let record = reader.known_record(input.record)?;
        let held: Vec<_> = reader.held_of(record.id)?.iter().map(|held| held.content.id).collect();
        let history = reader.history(record.id)?.into_iter();
        Ok(RecordDetail {
            row: row(reader, &record, record.device == device)?,
            seen: reader.seen_now(record.id)?.map(|seen| seen.entry),
            history: history.map(|entry| item(&held, entry)).collect(),
            overruled: reader.overruled(record.id)?.into_iter().map(overruled).collect(),
            parts: parts(reader, &record, device)?,
            photos: reader.photos_of(record.id)?.into_iter().map(view_photo::row).collect(),
            values: record.values,
        })
    })
}

/// Voided parts are not shown with it; they stay in the list of all records.
fn parts(reader: Reader<'_>, of: &Stored, device: Uuid) -> Result<Vec<RecordRow>, Error> {
    let shown = |part: &Stored| !part.voided && part.kind != Evidence::KIND.name;
    let parts = reader.naming(KINDS, of.id)?.into_iter().filter(shown).take(PARTS_MAX);
    parts.map(|part| row(reader, &part, part.device == device)).collect()
}

fn item(held: &[Uuid], entry: EntryRow) -> HistoryItem {
    let (content, payload) = (entry.content, entry.payload.unwrap_or_default());
    let hand_in =
        if entry.own { hand_in_of(entry.state, held.contains(&content.id)) } else { HandIn::Confirmed };
    HistoryItem {
        entry: content.id,
        act: content.act,
        by: entry.by,
        occurred: time_text(content.occurred),
        reason: payload.reason,
        values: payload.values,
        hand_in,
    }
}

fn overruled(value: OverruledValue) -> Overruled {
    let at = value.at.map(time_text).unwrap_or_default();
    Overruled { field: value.field, value: value.value, by: value.by, at }
}
