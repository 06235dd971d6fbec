//! What can happen in one step of a history.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use beatbook_core::sync::{Trouble, round, to_rest_in_turn};
use beatbook_core::{Env as _, StoreError};
use beatbook_hub::clock::Clock as _;
use beatbook_records::entry::Act;
use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::crew::AREAS;
use crate::homes;
use crate::link::{Dying, Fault, Link};
use crate::oracle::Finding;
use crate::people;
use crate::phone::Making;
use crate::sign_ins;
use crate::tally::{Event, Tally};
use crate::town::Town;

const YEAR_HOURS: i64 = 365 * 24;
/// No sync of a small town needs more.
const ROUNDS: usize = 100;

/// One step, chosen by the seed.
pub fn one(town: &mut Town, tally: &mut Tally) -> Result<(), Finding> {
    let who = town.rng.usize(0..town.phones.len());
    match town.rng.u32(0..1000) {
        0..140 => tap(town, who, tally),
        140..146 => sign_ins::is_away(town, who, tally),
        146..150 => sign_ins::sign_in(town, who, tally),
        150..230 => note(town, who, tally),
        230..260 => homes::write_down(town, who, tally),
        260..460 => amend(town, who, tally),
        460..520 => void(town, who, tally),
        520..550 => poison(town, who, tally),
        550..860 => drop(sync(town, who, true, tally)),
        860..880 => restart(town, who, tally),
        880..905 => clock_jump(town, who, tally),
        905..925 => town.phones[who].back_up(),
        925..935 => roll_back(town, who, tally),
        935..942 => clone(town, who, tally),
        942..957 => tally.note_many(Event::Verified, u64::from(town.centre.back_up())),
        957..965 => restore(town, tally),
        965..975 => arrive_late(town),
        975..979 => people::revoke(town, who, tally),
        979..985 => people::move_areas(town, who, tally),
        985..988 => people::join(town, tally),
        988..991 => people::sign_out(town, who, tally),
        _ => return duel(town, who, tally),
    }
    Ok(())
}

/// Write, and keep the model's account of it.
pub fn write(
    town: &mut Town,
    who: usize,
    act: Act,
    kind: &str,
    record: Option<Uuid>,
    values: &Value,
    how: Making,
) -> Option<Uuid> {
    match town.phones[who].write(act, kind, record, values, how) {
        Ok(entry) => {
            town.say(|| {
                format!("{} ({who}) {act:?} {kind} {entry} {record:?} {values}", town.phones[who].name)
            });
            town.wrote(who, entry, record.unwrap_or(entry), values);
            town.phones[who].env.advance(TimeDelta::milliseconds(3));
            Some(entry)
        }
        Err(StoreError::UnknownRecord(_)) => None,
        Err(error) => panic!("a phone refused a sound entry: {error}"),
    }
}

/// An area in which this phone may work.
pub fn area(town: &mut Town, who: usize) -> &'static str {
    let scope = town.phones[who].book().read().enrolled().expect("enrolled").scope;
    let open: Vec<_> = AREAS.into_iter().filter(|area| scope.covers_area(area)).collect();
    open[town.rng.usize(0..open.len())]
}

fn engagement(area: &str) -> Value {
    json!({"area": area, "kind": "RESIDENT", "count": 1, "hotspot": "high-street"})
}

fn tap(town: &mut Town, who: usize, tally: &mut Tally) {
    let values = engagement(area(town, who));
    if let Some(tap) = write(town, who, Act::Create, "engagement", None, &values, Making::Sound) {
        tally.note(Event::Created);
        town.taps.push(tap);
    }
}

fn note(town: &mut Town, who: usize, tally: &mut Tally) {
    let text = format!("Note {}", town.written.len());
    let values =
        json!({"area": area(town, who), "text": text, "speech_verbatim": false, "statement": "FACT"});
    if let Some(note) = write(town, who, Act::Create, "note", None, &values, Making::Sound) {
        tally.note(Event::Created);
        town.notes.push(note);
    }
}

fn amend(town: &mut Town, who: usize, tally: &mut Tally) {
    let Some(note) = pick(town, who, |town| &town.notes) else { return };
    let n = town.written.len();
    let values = match town.rng.u32(0..5) {
        0 => json!({"statement": if n.is_multiple_of(2) { "OPINION" } else { "FACT" }}),
        1 => json!({"area": area(town, who)}),
        _ => json!({"text": format!("Text {n}")}),
    };
    if write(town, who, Act::Amend, "note", Some(note), &values, Making::Sound).is_some() {
        tally.note(Event::Amended);
    }
}

fn void(town: &mut Town, who: usize, tally: &mut Tally) {
    let notes = town.rng.bool();
    let list = |town: &Town| if notes { town.notes.clone() } else { town.taps.clone() };
    let all = list(town);
    let Some(record) = (!all.is_empty()).then(|| all[town.rng.usize(0..all.len())]) else { return };
    if town.phones[who].shows(record).is_none_or(|(_, voided)| voided) {
        return;
    }
    let kind = if notes { "note" } else { "engagement" };
    if write(town, who, Act::Void, kind, Some(record), &json!({}), Making::Sound).is_some() {
        tally.note(Event::Voided);
    }
}

/// One of the latest, if this phone shows it and it stands.
fn pick(town: &mut Town, who: usize, of: impl Fn(&Town) -> &Vec<Uuid>) -> Option<Uuid> {
    let all = of(town).len();
    let back = town.rng.usize(0..8);
    let record = *of(town).get(all.checked_sub(1 + back)?)?;
    town.phones[who].shows(record).filter(|(_, voided)| !voided).map(|_| record)
}

fn poison(town: &mut Town, who: usize, tally: &mut Tally) {
    let (how, event) = match town.rng.u32(0..3) {
        0 => (Making::Bad, Event::Poison),
        1 => (Making::Unknown, Event::Unknown),
        // An older app has no newer kinds.
        _ if town.phones[who].older => return,
        _ => (Making::Newer, Event::Newer),
    };
    let mut values = engagement(area(town, who));
    let entry = town.phones[who].write(Act::Create, "engagement", None, &values, how).expect("written");
    if how == Making::Bad {
        values["count"] = json!(-1);
    }
    town.wrote(who, entry, entry, &values);
    town.note(tally, event, entry);
}

/// Sync, with whatever may go wrong. Whether it came to rest.
pub fn sync(town: &mut Town, who: usize, faulty: bool, tally: &mut Tally) -> bool {
    let faults = if faulty { choose_faults(town) } else { Vec::new() };
    let dies = (faulty && town.rng.u32(0..12) == 0).then(|| town.rng.u32(0..12));
    let ahead = town.rng.bool();
    town.say(|| format!("{} ({who}) syncs {faults:?} dies {dies:?} ahead {ahead}", town.phones[who].name));
    let area = area(town, who);
    let (out, is_faulty, on_hub) = (sign_ins::is_out(town, who), !faults.is_empty(), town.centre.has.len());
    let hub = town.centre.hub.clone();
    let phone = &town.phones[who];
    let tapped = RefCell::new(Vec::new());
    let tap = || {
        let values = engagement(area);
        let entry =
            phone.write(Act::Create, "engagement", None, &values, Making::Sound).expect("a tap is saved");
        tapped.borrow_mut().push((entry, values));
    };
    let mut link = Link {
        hub: &hub,
        device: phone.device,
        key: &phone.key,
        faults,
        late: Vec::new(),
        happened: Vec::new(),
        tap: &tap,
        forked: false,
        held: 0,
        asked: Vec::new(),
    };
    let dying = Dying { store: &phone.store, left: RefCell::new(dies) };
    let outcome = catch_unwind(AssertUnwindSafe(|| to_rest(&dying, &mut link, ahead)));
    let asked = std::mem::take(&mut link.asked);
    tally.note(Event::Synced);
    let (late, happened) = (std::mem::take(&mut link.late), std::mem::take(&mut link.happened));
    tally.note_many(Event::Forked, u64::from(link.forked));
    tally.note_many(Event::Held, link.held);
    note_faults(&happened, tally);
    asked.iter().for_each(|line| town.say(|| format!("  {line}")));
    if let (true, Ok(ended)) = (out, &outcome) {
        town.let_in = sign_ins::wrong(ended, is_faulty);
    }
    let rested = match outcome {
        Ok(Ok(rested)) => {
            town.endless |= !rested;
            rested
        }
        Ok(Err(trouble)) => {
            town.say(|| format!("  ended: {trouble}"));
            tally.note(Event::Failed);
            false
        }
        Err(panic) if panic.is::<crate::link::Crash>() => {
            tally.note(Event::Crashed);
            false
        }
        Err(panic) => std::panic::resume_unwind(panic),
    };
    for (entry, values) in tapped.into_inner() {
        town.say(|| format!("  tapped meanwhile {entry}"));
        town.wrote(who, entry, entry, &values);
        town.taps.push(entry);
    }
    town.late.extend(late);
    town.note_hub();
    if out && town.centre.has.len() != on_hub {
        town.let_in = Some("entries came in from a phone that is not signed in".into());
    }
    rested
}

/// Rounds until nothing is left to do, asking ahead or not; whether that came to an end.
fn to_rest(dying: &Dying<'_>, link: &mut Link<'_>, ahead: bool) -> Result<bool, Trouble> {
    if ahead {
        return to_rest_in_turn(dying, link, ROUNDS);
    }
    for _ in 0..ROUNDS {
        if !round(dying, link)?.more {
            return Ok(true);
        }
    }
    Ok(false)
}

fn choose_faults(town: &mut Town) -> Vec<Fault> {
    const ALL: [Fault; 7] = [
        Fault::LoseRequest,
        Fault::LoseReply,
        Fault::Twice,
        Fault::Late,
        Fault::TooLarge,
        Fault::Busy,
        Fault::InFlight,
    ];
    let some = town.rng.usize(0..4);
    let one = |rng: &mut fastrand::Rng| {
        if rng.bool() { Fault::None } else { ALL[rng.usize(0..ALL.len())] }
    };
    (0..some).map(|_| one(&mut town.rng)).collect()
}

fn note_faults(happened: &[Fault], tally: &mut Tally) {
    for fault in happened {
        match fault {
            Fault::None => {}
            Fault::LoseRequest => tally.note(Event::LostRequest),
            Fault::LoseReply => tally.note(Event::LostReply),
            Fault::Twice => tally.note(Event::Twice),
            Fault::Late => tally.note(Event::Late),
            Fault::TooLarge => tally.note(Event::TooLarge),
            Fault::Busy => tally.note(Event::Busy),
            Fault::InFlight => tally.note(Event::InFlight),
        }
    }
}

fn restart(town: &mut Town, who: usize, tally: &mut Tally) {
    town.phones[who].restart();
    town.note(tally, Event::Restarted, who);
    if town.phones[who].older && town.rng.bool() {
        town.phones[who].older = false;
        town.note(tally, Event::Updated, who);
    }
}

/// Far enough that no other phone believes its clock.
fn clock_jump(town: &mut Town, who: usize, tally: &mut Tally) {
    let hours = town.rng.i64(48..YEAR_HOURS) * if town.rng.bool() { 1 } else { -1 };
    let back = town.rng.bool();
    let phone = &mut town.phones[who];
    let now =
        if back { truth(town.centre.clock.now_ms()) } else { phone.env.now() + TimeDelta::hours(hours) };
    phone.env.set(now);
    phone.jumped = true;
    town.note(tally, Event::ClockJump, format_args!("{who} {now}"));
}

fn truth(ms: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_millis(ms).expect("a time")
}

fn roll_back(town: &mut Town, who: usize, tally: &mut Tally) {
    let which = town.rng.usize(..);
    if town.phones[who].roll_back(which) {
        town.note(tally, Event::RolledBack, who);
    }
}

fn clone(town: &mut Town, who: usize, tally: &mut Tally) {
    if town.phones.len() < 6 {
        let seed = town.rng.u64(..);
        let twin = town.phones[who].twin(seed);
        town.phones.push(twin);
        town.note(tally, Event::Cloned, who);
    }
}

fn restore(town: &mut Town, tally: &mut Tally) {
    let (which, new_epoch) = (town.rng.usize(..), town.rng.bool());
    if town.centre.restore(which, new_epoch) {
        town.replay_ledger();
        let event = if new_epoch { Event::RestoredNew } else { Event::RestoredSilent };
        town.note(tally, event, "");
    }
}

/// Requests given up long ago arrive.
fn arrive_late(town: &mut Town) {
    for parcel in std::mem::take(&mut town.late) {
        parcel.arrive(&town.centre.hub);
    }
    town.note_hub();
}

/// Two who do not know of each other change one text, the first with a clock far ahead: the second was later, so his
/// text stands, and hers is on the list.
fn duel(town: &mut Town, who: usize, tally: &mut Tally) -> Result<(), Finding> {
    let other = town.rng.usize(0..town.phones.len());
    let fit = |at: usize| !town.phones[at].revoked && !town.phones[at].jumped;
    if town.phones[who].device == town.phones[other].device || !fit(who) || !fit(other) {
        return Ok(());
    }
    for phone in [who, other, who, other] {
        if !sync(town, phone, false, tally) {
            return Ok(());
        }
    }
    let shared = |note: &Uuid| {
        [who, other].iter().all(|at| town.phones[*at].shows(*note).is_some_and(|(_, voided)| !voided))
    };
    let Some(note) = town.notes.iter().rev().find(|note| shared(note)).copied() else { return Ok(()) };
    let ahead = town.phones[who].env.now() + TimeDelta::hours(town.rng.i64(48..YEAR_HOURS));
    town.phones[who].env.set(ahead);
    town.phones[who].jumped = true;
    let (hers, his) = (format!("Hers {}", town.written.len()), format!("His {}", town.written.len()));
    let first = write(town, who, Act::Amend, "note", Some(note), &json!({"text": hers}), Making::Sound);
    town.pass_time(3_600_000);
    let second = write(town, other, Act::Amend, "note", Some(note), &json!({"text": his}), Making::Sound);
    let (Some(first), Some(second)) = (first, second) else { return Ok(()) };
    let order = if town.rng.bool() { [who, other] } else { [other, who] };
    if !order.iter().all(|at| sync(town, *at, false, tally)) {
        return Ok(());
    }
    town.note(tally, Event::Duel, note);
    crate::oracle::duel(town, note, [first, second], &hers, &his)
}
