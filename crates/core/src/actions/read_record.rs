//! One record, with all that was written about it.

use super::Context;
use super::list_records::row;
use super::support::hand_in_of;
use crate::api::{HandIn, HistoryItem, Overruled, PhotoHandIn, PhotoRow, RecordDetail, RecordRef};
use crate::error::Error;
use crate::store::{EntryRow, NamedPhoto, OverruledValue, PhotoState, time_text};

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
            photos: reader.photos_of(record.id)?.into_iter().map(photo).collect(),
            values: record.values,
        })
    })
}

fn item(held: &[uuid::Uuid], entry: EntryRow) -> HistoryItem {
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

fn photo(photo: NamedPhoto) -> PhotoRow {
    let state = match photo.state {
        PhotoState::Waiting => PhotoHandIn::Waiting,
        PhotoState::OnHub => PhotoHandIn::OnHub,
        PhotoState::Refused => PhotoHandIn::Refused,
        PhotoState::Elsewhere => PhotoHandIn::Elsewhere,
    };
    let NamedPhoto { evidence, bytes, sent, reason, .. } = photo;
    PhotoRow { record: evidence, state, bytes, sent, reason }
}

fn overruled(value: OverruledValue) -> Overruled {
    let at = value.at.map(time_text).unwrap_or_default();
    Overruled { field: value.field, value: value.value, by: value.by, at }
}
