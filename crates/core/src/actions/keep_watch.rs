//! The check-in timer of somebody who works alone: begun, given more time, ended; and the alarm when its time is over.
//!
//! Rule: everything follows from the stored record and the time. An alarm is not sent until the hub has confirmed it.

use beatbook_records::codes::{PlaceSource, SentVia, WelfareState};
use beatbook_records::geo::hotspot::Fix;
use beatbook_records::kinds::WelfareCheck;
use beatbook_records::record::{Record as _, Values};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Context;
use super::correct_record::amendment;
use super::street::value;
use super::support::{amend, hand_in};
use super::walk_street::tell;
use super::write_record::enter;
use crate::api::{BeginWatch, ExtendWatch, HandIn, WatchAlarm, WatchView};
use crate::error::{Error, ErrorCode};
use crate::store::{Access as _, Owner, Reader, Store, Stored, Tx, time_text};

/// The longest time between two signs of life: a shift.
const MINUTES_MOST: u32 = 480;

/// How an officer is who has not checked in.
const OPEN: [WelfareState; 3] = [WelfareState::Running, WelfareState::Late, WelfareState::Alarm];

/// What must be known of the timer between two looks at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Watched {
    /// When the officer must check in; `None` where no timer runs.
    pub(crate) due: Option<DateTime<Utc>>,
    /// When the time asks for something, should nothing change before.
    pub(crate) look_at: Option<DateTime<Utc>>,
}

/// Begin one; the one that runs is shown instead.
pub(crate) fn begin(context: &Context, input: BeginWatch) -> Result<WatchView, Error> {
    let fix = context.location.fix();
    context.write(move |tx| {
        let time = span(input.minutes)?;
        let now = tx.env().now();
        let owner = tx.read().enrolled()?;
        if let Some(watch) = running(tx.read(), &owner)? {
            return view(tx.read(), now, &watch);
        }
        let at_home = input.uprn.as_ref().is_some_and(|uprn| !uprn.is_empty());
        let mut written = tell(
            WelfareCheck::KIND.name,
            [
                ("started", json!(time_text(now))),
                ("due", json!(time_text(now + time))),
                ("state", json!(WelfareState::Running)),
                ("state_at", json!(time_text(now))),
                ("uprn", json!(input.uprn.filter(|uprn| !uprn.is_empty()))),
                ("planned", json!(input.planned.filter(|text| !text.trim().is_empty()))),
                ("door", json!(input.door)),
            ],
        );
        written.values.extend(fix.filter(|_| !at_home).map(position).unwrap_or_default());
        let record = enter(tx, &written)?;
        let watch = tx.read().known_record(record)?;
        view(tx.read(), now, &watch)
    })
}

/// Give it more time, unless that is over.
pub(crate) fn extend(context: &Context, input: ExtendWatch) -> Result<WatchView, Error> {
    context.write(move |tx| {
        let more = span(input.minutes)?;
        let now = tx.env().now();
        let owner = tx.read().enrolled()?;
        let watch = running(tx.read(), &owner)?.ok_or(ErrorCode::NotFound)?;
        let due = due(&watch);
        if now < due && state(&watch) == Some(WelfareState::Running) {
            change(tx, &watch, [("due", json!(time_text(due + more)))])?;
        }
        view(tx.read(), now, &tx.read().known_record(watch.id)?)
    })
}

/// The officer is safe. Who says so has typed the PIN.
pub(crate) fn end(context: &Context) -> Result<(), Error> {
    context.write(|tx| {
        let owner = tx.read().enrolled()?;
        let watch = running(tx.read(), &owner)?.ok_or(ErrorCode::NotFound)?;
        let now = json!(time_text(tx.env().now()));
        change(tx, &watch, [("state", json!(WelfareState::Ok)), ("state_at", now)])
    })
}

/// The one that runs.
pub(crate) fn read(context: &Context) -> Result<Option<WatchView>, Error> {
    context.read(|reader, env| {
        let Some(owner) = reader.owner()? else { return Ok(None) };
        running(reader, &owner)?.map(|watch| view(reader, env.now(), &watch)).transpose()
    })
}

/// Whether one runs.
pub(crate) fn runs(reader: Reader<'_>, owner: &Owner) -> Result<bool, Error> {
    Ok(running(reader, owner)?.is_some())
}

/// Write down what the time or the hub has changed: that the officer is overdue, that the hub has the alarm.
pub(crate) fn look(context: &Context) -> Result<Watched, Error> {
    let running = context.read(|reader, _| match reader.owner()? {
        Some(owner) => running(reader, &owner),
        None => Ok(None),
    })?;
    let Some(watch) = running else { return Ok(Watched::default()) };
    let due = due(&watch);
    if context.env.now() < due {
        return Ok(Watched { due: Some(due), look_at: Some(due) });
    }
    let fix = context.location.fix();
    let write = move |tx: &mut Tx<'_>| write_news(tx, fix);
    let raised = match context.write(write) {
        // An alarm is what the room that is kept back is for.
        Err(error) if error.code() == ErrorCode::DiskFull && context.store.with(Store::release_reserve) => {
            context.write(write)?
        }
        other => other?,
    };
    if raised {
        context.syncing.now();
    }
    Ok(Watched { due: Some(due), look_at: None })
}

/// Whether the alarm was raised just now.
fn write_news(tx: &mut Tx<'_>, fix: Option<Fix>) -> Result<bool, Error> {
    let owner = tx.read().enrolled()?;
    let Some(watch) = running(tx.read(), &owner)? else { return Ok(false) };
    let due = due(&watch);
    if state(&watch) == Some(WelfareState::Alarm) {
        if unsent(&watch) && hand_in(tx.read(), watch.id)? == HandIn::Confirmed {
            change(tx, &watch, [("sent_via", json!(SentVia::Hub))])?;
        }
    } else if tx.env().now() >= due {
        let mut news = fix.map(position).unwrap_or_default();
        news.insert("state".into(), json!(WelfareState::Alarm));
        news.insert("state_at".into(), json!(time_text(due)));
        news.insert("sent_via".into(), json!(SentVia::NotSent));
        change(tx, &watch, news)?;
        return Ok(true);
    }
    Ok(false)
}

fn change<'v>(
    tx: &mut Tx<'_>,
    watch: &Stored,
    news: impl IntoIterator<Item = (impl Into<String>, Value)> + 'v,
) -> Result<(), Error> {
    let news = news.into_iter().map(|(name, value)| (name.into(), value)).collect();
    amend(tx, WelfareCheck::KIND.name, watch.id, amendment(&WelfareCheck::KIND, &watch.values, news))?;
    Ok(())
}

/// A timer that runs on this phone is ended by the PIN and by no form.
pub(super) fn refuse_by_hand(reader: Reader<'_>, record: &Stored) -> Result<(), Error> {
    let open = state(record).is_some_and(|state| OPEN.contains(&state));
    if record.kind == WelfareCheck::KIND.name && open && record.device == reader.enrolled()?.device {
        return Err(ErrorCode::WatchRunning.into());
    }
    Ok(())
}

fn running(reader: Reader<'_>, owner: &Owner) -> Result<Option<Stored>, Error> {
    Ok(reader.first_watch(owner.device, OPEN.map(WelfareState::code))?)
}

fn view(reader: Reader<'_>, now: DateTime<Utc>, watch: &Stored) -> Result<WatchView, Error> {
    let due = due(watch);
    let alarm = match state(watch) {
        Some(WelfareState::Alarm) if unsent(watch) && hand_in(reader, watch.id)? != HandIn::Confirmed => {
            WatchAlarm::NotSent
        }
        Some(WelfareState::Alarm) => WatchAlarm::Sent,
        _ => WatchAlarm::None,
    };
    Ok(WatchView {
        due: time_text(due),
        seconds_left: seconds_until(due, now),
        alarm,
        record: Some(watch.id),
        place: value(watch, "planned").or_else(|| value(watch, "address")),
    })
}

/// Whole seconds from now until then, the last one until it is over.
pub(crate) fn seconds_until(due: DateTime<Utc>, now: DateTime<Utc>) -> i32 {
    let left = -(now - due).num_milliseconds().div_euclid(1000);
    i32::try_from(left).unwrap_or(if left < 0 { i32::MIN } else { i32::MAX })
}

fn span(minutes: u32) -> Result<TimeDelta, Error> {
    if !(1..=MINUTES_MOST).contains(&minutes) {
        return Err(Error::Invalid { field: "minutes".into(), why: format!("not 1 to {MINUTES_MOST}") });
    }
    Ok(TimeDelta::minutes(minutes.into()))
}

fn state(watch: &Stored) -> Option<WelfareState> {
    value(watch, "state")
}

fn unsent(watch: &Stored) -> bool {
    value(watch, "sent_via") != Some(SentVia::Hub)
}

/// A record that does not say when is overdue: a mistake here must not keep an alarm back.
fn due(watch: &Stored) -> DateTime<Utc> {
    value(watch, "due").unwrap_or(watch.occurred)
}

/// Where the phone is, as a record says it.
fn position(fix: Fix) -> Values {
    [
        ("lat", json!(fix.lat)),
        ("lon", json!(fix.lon)),
        ("accuracy_m", json!(fix.accuracy_m)),
        ("place_source", json!(PlaceSource::Gnss)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
