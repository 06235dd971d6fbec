//! Sign-ins run out, and a code from the hub renews them. Meanwhile the phone writes on, and nothing passes.

use beatbook_core::StoreError;
use beatbook_core::sync::{SIGN_IN_EXPIRED, Trouble};
use beatbook_hub::clock::Clock as _;
use beatbook_hub::enrol;
use beatbook_hub::sign_in::{DAY_MS, DAYS};

use crate::crew;
use crate::tally::{Event, Tally};
use crate::town::Town;

/// Whether the hub has not heard of this phone for too long; by the model's own account of days.
pub fn is_out(town: &Town, who: usize) -> bool {
    let row = town.centre.hub.store().device(town.phones[who].device).expect("a readable book");
    let now_ms = town.centre.clock.now_ms();
    row.is_some_and(|row| !row.caller.revoked && now_ms - row.heard_ms > i64::from(DAYS) * DAY_MS)
}

/// Days go by in which nobody heard of this phone: half of the time too many.
pub fn is_away(town: &mut Town, who: usize, tally: &mut Tally) {
    if is_out(town, who) || town.phones[who].revoked {
        return;
    }
    let days = town.rng.i64(1..=2 * i64::from(DAYS));
    let (device, since_ms) = (town.phones[who].device, town.centre.clock.now_ms() - days * DAY_MS);
    let sql = "UPDATE device SET heard_ms = ?2 WHERE id = ?1";
    town.centre.hub.store().connection().execute(sql, (device.as_bytes(), since_ms)).expect("a device");
    if is_out(town, who) {
        town.note(tally, Event::RanOut, format_args!("{who} {days} days"));
    }
}

/// Whoever has to be signed in again is, by a code that is made for the phone and proved with its key.
pub fn sign_in(town: &mut Town, who: usize, tally: &mut Tally) {
    if !is_out(town, who) {
        return;
    }
    let (phone, hub) = (&town.phones[who], &town.centre.hub);
    let issued =
        enrol::issue_sign_in(&hub.store(), &*town.centre.clock, &hub.key, phone.device, "http://hub.test");
    let code = issued.expect("a readable book").expect("a device in use").code;
    let reply = enrol::accept(hub, &crew::prove(code, &phone.key)).expect("signed in again");
    let mut book = phone.book();
    let has = book.read().certificate().expect("enrolled");
    assert_eq!(reply.certificate, has, "the same device goes on");
    book.write(|tx| tx.note_signed_in()).map_err(|error: StoreError| error).expect("noted");
    drop(book);
    town.note(tally, Event::SignedIn, who);
}

/// What is wrong with how such a phone's sync ended, if anything is: with no fault on the way it must be told just that.
pub fn wrong(ended: &Result<bool, Trouble>, faulty: bool) -> Option<String> {
    match ended {
        Ok(_) => Some("a phone was let in that is not signed in".into()),
        Err(trouble) if !faulty && trouble.code() != SIGN_IN_EXPIRED => {
            Some(format!("a phone that is not signed in was told: {trouble}"))
        }
        Err(_) => None,
    }
}
