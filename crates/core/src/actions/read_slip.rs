//! The slip of a shift: every record this device wrote, how far it is, and why it is not further.

use beatbook_records::kinds::{Evidence, Letter};
use beatbook_records::record::Record as _;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Context;
use super::list_records::row;
use super::read_sync::problem;
use super::support::{day_start, reference};
use crate::api::{HandIn, Nothing, ShiftView, Slip, SlipCounts, SlipRow, SlipWhy};
use crate::env::Env;
use crate::error::Error;
use crate::store::{Owner, PhotoState, Reader, Stored, time_text};

pub(crate) fn read(context: &Context, _: Nothing) -> Result<Slip, Error> {
    context.read(|reader, env| slip(reader, env))
}

fn slip(reader: Reader<'_>, env: &dyn Env) -> Result<Slip, Error> {
    let owner = reader.enrolled()?;
    let today = day_start(env);
    let of_today = |shift: &ShiftView| time(shift.ended.as_deref()).is_none_or(|ended| ended >= today);
    let shift = shift(reader, &owner)?.filter(of_today);
    let since = shift.as_ref().and_then(|shift| time(Some(&shift.started))).unwrap_or(today);
    let mut rows = Vec::new();
    for id in reader.slip(since)? {
        if let Some(record) = reader.record(id)? {
            rows.push(slip_row(reader, &owner, &record)?);
        }
    }
    rows.sort_by(|one, other| {
        let first = |row: &SlipRow| (row.why.is_none(), row.why);
        first(one).cmp(&first(other)).then_with(|| other.row.occurred.cmp(&one.row.occurred))
    });
    Ok(Slip {
        shift,
        since: time_text(since),
        counts: count(&rows),
        problem: reader.sync_row()?.problem.map(|code| problem(&code)),
        rows,
    })
}

/// The shift that this device began last.
pub(super) fn shift(reader: Reader<'_>, owner: &Owner) -> Result<Option<ShiftView>, Error> {
    let shift = reader.last_shift(owner.device)?;
    Ok(shift.map(|shift| {
        let text = |name: &str| shift.values.get(name).and_then(Value::as_str).map(str::to_owned);
        let started = text("started").unwrap_or_else(|| time_text(shift.occurred));
        ShiftView {
            record: shift.id,
            started,
            ended: text("ended"),
            crew: text("crew"),
            vehicle: text("vehicle"),
        }
    }))
}

fn slip_row(reader: Reader<'_>, owner: &Owner, record: &Stored) -> Result<SlipRow, Error> {
    let row = row(reader, record, record.device == owner.device)?;
    let (why, reason) = why(reader, record, row.hand_in)?;
    let receipt = reader.receipt(record.id)?;
    Ok(SlipRow { row, reference: reference(record.id), receipt, why, reason })
}

/// Why the hub does not have all of it, and the code that says more.
fn why(
    reader: Reader<'_>,
    record: &Stored,
    hand_in: HandIn,
) -> Result<(Option<SlipWhy>, Option<String>), Error> {
    Ok(match hand_in {
        HandIn::NeedsYou => {
            let held = reader.held_of(record.id)?.into_iter().next();
            (Some(SlipWhy::Held), held.map(|held| held.reason))
        }
        HandIn::Waiting => (Some(SlipWhy::Signal), None),
        HandIn::Sent => (Some(SlipWhy::Receipt), None),
        HandIn::Confirmed => file_why(reader, record)?,
    })
}

/// Why the hub does not have the photo that a record is, or the pages of a letter.
fn file_why(reader: Reader<'_>, record: &Stored) -> Result<(Option<SlipWhy>, Option<String>), Error> {
    let file = if record.kind == Evidence::KIND.name {
        reader.photo(record.id)?.map(|photo| (photo.state, photo.reason))
    } else if record.kind == Letter::KIND.name {
        let words = record.values.get("words").and_then(|words| serde_json::from_value(words.clone()).ok());
        let pages = words.map(|words| reader.letter_pages(&words)).transpose()?.flatten();
        pages.map(|pages| (pages.state, pages.reason))
    } else {
        None
    };
    Ok(match file {
        Some((PhotoState::Waiting, _)) => (Some(SlipWhy::Photo), None),
        Some((PhotoState::Refused, reason)) => (Some(SlipWhy::PhotoRefused), reason),
        _ => (None, None),
    })
}

fn count(rows: &[SlipRow]) -> SlipCounts {
    let mut counts = SlipCounts::default();
    for row in rows {
        counts.all += 1;
        let of = match row.why {
            None => &mut counts.confirmed,
            Some(SlipWhy::Signal) => &mut counts.waiting,
            Some(SlipWhy::Receipt) => &mut counts.sent,
            Some(SlipWhy::Photo) => &mut counts.photo,
            Some(SlipWhy::Held | SlipWhy::PhotoRefused) => &mut counts.needs_you,
        };
        *of += 1;
    }
    counts
}

fn time(text: Option<&str>) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(text?).ok()?.to_utc())
}
