//! The commands of the lock: what the screen may ask while the book is shut.

use super::desk::Desk;
use super::opening;
use super::pin::Pin;
use super::place;
use crate::api::{ChangePin, ChoosePin, LockState, Nothing, RescueBook, RescueRequest, Settings, UnlockBook};
use crate::dispatch::commands;
use crate::error::Error;

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

fn put_settings(desk: &Desk, input: Settings) -> Result<Settings, Error> {
    place::put_settings(&desk.dir, &input)?;
    desk.tell_of("settings");
    Ok(input)
}
