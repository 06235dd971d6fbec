//! How far the hand-in is, from stored rows alone.

use std::collections::BTreeMap;

use beatbook_records::entry::Content;
use beatbook_records::kinds::{Evidence, Letter};
use beatbook_records::record::Record as _;
use beatbook_records::wire::Nudge;
use uuid::{Builder, Uuid};

use super::Context;
use super::support::{day_start, title};
use crate::api::{
    AskedNudge, Chip, ChipState, NeedsYou, Nothing, PauseReading, PhotosWaiting, ReadingState, SyncProblem,
    SyncState, WaitingItem, WaitingState,
};
use crate::error::Error;
use crate::store::{Reader, Reading, WaitingEntry, time_text};
use crate::sync::SIGN_IN_EXPIRED;

/// How many waiting entries the screen lists.
const WAITING_MAX: u32 = 50;
/// The reason code of a value that lost a settlement.
const OVERRULED: &str = "overruled";
/// The reason code of a question of a supervisor.
const ASKED: &str = "asked";

/// The sync screen.
pub(crate) fn state(context: &Context, _: Nothing) -> Result<SyncState, Error> {
    let (running, next_try) = (context.syncing.running(), context.syncing.next_try());
    context.read(move |reader, env| {
        let row = reader.sync_row()?;
        let waiting = reader.waiting(WAITING_MAX)?;
        Ok(SyncState {
            chip: chip(reader)?,
            running,
            waiting: waiting.iter().map(|entry| item(reader, entry)).collect::<Result<_, _>>()?,
            sent_today: reader.confirmed_since(day_start(env))?,
            needs_you: needs_you(reader)?,
            photos: photos(reader)?,
            reading: reader.reading()?.map(reading),
            last_try_at: row.last_try.map(time_text),
            next_try_at: next_try.map(time_text),
            problem: row.problem.map(|code| problem(&code)),
        })
    })
}

/// Try now; answers at once with what is stored.
pub(crate) fn now(context: &Context, input: Nothing) -> Result<SyncState, Error> {
    context.syncing.now();
    state(context, input)
}

/// Pause the reading of what others wrote, or go on with it.
pub(crate) fn pause_reading(context: &Context, input: PauseReading) -> Result<SyncState, Error> {
    context.write(move |tx| Ok(tx.pause_reading(input.paused)?))?;
    context.syncing.look();
    state(context, Nothing {})
}

/// The one-line answer. Green only when the hub has said that it has everything.
pub(super) fn chip(reader: Reader<'_>) -> Result<Chip, Error> {
    let progress = reader.progress()?;
    let row = reader.sync_row()?;
    let needs_you = u32::try_from(needs_you(reader)?.len()).unwrap_or(u32::MAX);
    // Nothing goes any more until the officer does something.
    let needs_you = needs_you.saturating_add((row.problem.as_deref() == Some(SIGN_IN_EXPIRED)).into());
    let photos = photos(reader)?.count;
    let state = match (needs_you, progress.waiting + photos) {
        (0, 0) => ChipState::AllSent,
        (0, _) => ChipState::Waiting,
        _ => ChipState::NeedsYou,
    };
    Ok(Chip {
        state,
        waiting: progress.waiting,
        photos,
        needs_you,
        last_sent_at: row.last_success.map(time_text),
        oldest_waiting_at: progress.oldest.map(time_text),
    })
}

fn item(reader: Reader<'_>, entry: &WaitingEntry) -> Result<WaitingItem, Error> {
    let content = &entry.content;
    Ok(WaitingItem {
        entry: content.id,
        record: content.record_id(),
        kind: content.kind.clone(),
        title: title_of(reader, content.record_id())?,
        recorded: time_text(content.recorded_at()),
        state: if entry.sent { WaitingState::Sent } else { WaitingState::Waiting },
    })
}

/// Own entries that the hub holds, own values that lost a settlement, and photos that cannot be handed in.
fn needs_you(reader: Reader<'_>) -> Result<Vec<NeedsYou>, Error> {
    let mut list = Vec::new();
    for held in reader.held()? {
        let Content { id, touched, kind, .. } = held.content.clone();
        let record = held.content.record_id();
        let title = title_of(reader, record)?;
        list.push(NeedsYou {
            entry: id,
            record,
            kind,
            title,
            reason: held.reason,
            fields: touched,
            asked: None,
        });
    }
    let mut fields: BTreeMap<(Uuid, Uuid), Vec<String>> = BTreeMap::new();
    for lost in reader.overruled_own()? {
        fields.entry((lost.entry, lost.record)).or_default().push(lost.field);
    }
    for ((entry, record), fields) in fields {
        let kind = reader.record(record)?.map(|record| record.kind).unwrap_or_default();
        let title = title_of(reader, record)?;
        list.push(NeedsYou { entry, record, kind, title, reason: OVERRULED.into(), fields, asked: None });
    }
    for photo in reader.photos_refused()? {
        let (record, reason) = (photo.evidence, photo.reason.unwrap_or_default());
        let title = title_of(reader, photo.about.unwrap_or(record))?;
        let kind = Evidence::KIND.name.into();
        list.push(NeedsYou { entry: record, record, kind, title, reason, fields: Vec::new(), asked: None });
    }
    for (record, reason) in reader.letters_refused()? {
        let (title, kind) = (title_of(reader, record)?, Letter::KIND.name.into());
        list.push(NeedsYou { entry: record, record, kind, title, reason, fields: Vec::new(), asked: None });
    }
    for Nudge { n, record, words, by, .. } in reader.nudges()? {
        // One whose record was erased, or is not here any more, cannot be answered.
        let Some(about) = reader.record(record)? else { continue };
        // What its officer wrote since is the answer, once the hub has it.
        if reader.least_state(record)?.is_some_and(|(state, _)| state < 2) {
            continue;
        }
        let (title, kind, asked) = (title(reader, &about)?, about.kind, Some(AskedNudge { n, words, by }));
        let (reason, entry) = (ASKED.into(), Builder::from_u128(n.into()).into_uuid());
        list.push(NeedsYou { entry, record, kind, title, reason, fields: Vec::new(), asked });
    }
    Ok(list)
}

fn photos(reader: Reader<'_>) -> Result<PhotosWaiting, Error> {
    let (count, bytes, sent) = reader.photos_waiting()?;
    Ok(PhotosWaiting { count, bytes, sent })
}

fn reading(of: Reading) -> ReadingState {
    ReadingState { parts: of.cells, read: of.cells - of.left, records: of.records, paused: of.paused }
}

fn title_of(reader: Reader<'_>, record: Uuid) -> Result<String, Error> {
    match reader.record(record)? {
        Some(record) => title(reader, &record),
        None => Ok(String::new()),
    }
}

pub(super) fn problem(code: &str) -> SyncProblem {
    let known = serde_json::from_value(serde_json::Value::from(code));
    known.unwrap_or(SyncProblem::Internal)
}
