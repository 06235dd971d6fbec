//! The commands of the lock: what the screen may ask while the book is shut.

use beatbook_records::wire::{CONTACT_KINDS, Contact, Contacts};

use super::desk::{Desk, Held};
use super::leaving;
use super::opening;
use super::pin::Pin;
use super::place;
use crate::actions::keep_watch::seconds_until;
use crate::api::{
    ChangePin, ChoosePin, ContactList, ContactRow, EndWatch, LockState, Nothing, RescueBook, RescueRequest,
    Settings, UnlockBook, WatchAlarm, WatchView,
};
use crate::dispatch::commands;
use crate::error::Error;
use crate::store::{contacts_in, time_text};

commands! { Desk:
    lock_state: Nothing => LockState = state;
    unlock: UnlockBook => LockState = unlock;
    lock_now: Nothing => LockState = lock_now;
    put_away: Nothing => () = put_away;
    stay_open: Nothing => () = stay_open;
    pin_choose: ChoosePin => LockState = choose_pin;
    pin_change: ChangePin => LockState = change_pin;
    rescue_request: Nothing => RescueRequest = rescue_request;
    rescue: RescueBook => LockState = rescue;
    sign_out: Nothing => LockState = sign_out;
    contact_list: Nothing => ContactList = contact_list;
    watch: Nothing => Option<WatchView> = watch;
    watch_end: EndWatch => () = end_watch;
    settings_put: Settings => Settings = put_settings;
}

fn state(desk: &Desk, _: Nothing) -> Result<LockState, Error> {
    let wait_ms = place::tries(&*desk.keys)?.anchored(&*desk.env).wait_ms(&*desk.env);
    let glance = desk.state().glance;
    Ok(LockState {
        stage: desk.stage(),
        wait_seconds: u32::try_from((wait_ms + 999) / 1000).unwrap_or(u32::MAX),
        patrol: glance.patrol,
        waiting: glance.waiting,
        settings: place::settings(&desk.dir),
    })
}

fn unlock(desk: &Desk, input: UnlockBook) -> Result<LockState, Error> {
    opening::unlock(desk, &Pin::typed(input.pin)?)?;
    state(desk, Nothing {})
}

fn lock_now(desk: &Desk, input: Nothing) -> Result<LockState, Error> {
    desk.shut();
    state(desk, input)
}

fn put_away(desk: &Desk, _: Nothing) -> Result<(), Error> {
    desk.put_away();
    Ok(())
}

fn stay_open(desk: &Desk, _: Nothing) -> Result<(), Error> {
    desk.stay_open();
    Ok(())
}

fn choose_pin(desk: &Desk, input: ChoosePin) -> Result<LockState, Error> {
    opening::choose_pin(desk, &Pin::chosen(input.pin, input.again)?)?;
    state(desk, Nothing {})
}

fn change_pin(desk: &Desk, input: ChangePin) -> Result<LockState, Error> {
    opening::change_pin(desk, &Pin::typed(input.old)?, &Pin::chosen(input.pin, input.again)?)?;
    state(desk, Nothing {})
}

fn rescue_request(desk: &Desk, _: Nothing) -> Result<RescueRequest, Error> {
    Ok(RescueRequest { request: place::cover(&desk.dir)?.and_then(|cover| cover.rescue) })
}

fn rescue(desk: &Desk, input: RescueBook) -> Result<LockState, Error> {
    opening::rescue(desk, &input.code, &Pin::chosen(input.pin, input.again)?)?;
    state(desk, Nothing {})
}

fn sign_out(desk: &Desk, input: Nothing) -> Result<LockState, Error> {
    leaving::sign_out(desk)?;
    state(desk, input)
}

/// Whom to call, whatever stands before the book.
fn contact_list(desk: &Desk, _: Nothing) -> Result<ContactList, Error> {
    let Some(Contacts { checked, contacts, .. }) = contacts_in(&desk.dir) else {
        return Ok(ContactList::default());
    };
    let known = contacts.into_iter().filter(|one| CONTACT_KINDS.contains(&one.kind.as_str()));
    let contacts = known.map(|Contact { kind, number }| ContactRow { kind, number }).collect();
    Ok(ContactList { checked: Some(checked.to_string()), contacts })
}

/// The check-in timer: all of it from an open book; behind the lock only how long it still runs, which the phone knows
/// after the app was ended, too.
fn watch(desk: &Desk, _: Nothing) -> Result<Option<WatchView>, Error> {
    let state = desk.state();
    let (held, due) = (matches!(state.held, Held::Open { .. }) && state.has_pin, state.due);
    drop(state);
    match desk.held_book() {
        Some(book) if held => book.watch(),
        Some(book) => Ok(book.watch()?.map(|watch| WatchView { record: None, place: None, ..watch })),
        None => Ok(due.map(|due| WatchView {
            due: time_text(due),
            seconds_left: seconds_until(due, desk.env.now()),
            alarm: WatchAlarm::None,
            record: None,
            place: None,
        })),
    }
}

/// Only the officer checks in: the PIN says so, and a wrong one counts.
fn end_watch(desk: &Desk, input: EndWatch) -> Result<(), Error> {
    let book = desk.book_for("watch_end")?;
    opening::prove(desk, &Pin::typed(input.pin)?)?;
    book.end_watch()?;
    desk.look_at_watch();
    Ok(())
}

fn put_settings(desk: &Desk, input: Settings) -> Result<Settings, Error> {
    place::put_settings(&desk.dir, &input)?;
    desk.tell_of("settings");
    Ok(input)
}
