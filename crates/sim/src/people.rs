//! People come and go: phones that join, are revoked, are given other areas, and sign out.

use beatbook_core::StoreError;
use beatbook_hub::clock::Clock as _;

use crate::crew;
use crate::tally::{Event, Tally};
use crate::town::Town;

pub fn revoke(town: &mut Town, who: usize, tally: &mut Tally) {
    let device = town.phones[who].device;
    if town.phones.iter().filter(|phone| !phone.revoked && phone.device != device).count() < 2 {
        return;
    }
    let now_ms = town.centre.clock.now_ms();
    town.centre.hub.store().revoke_device(device, now_ms).expect("revoked");
    for phone in town.phones.iter_mut().filter(|phone| phone.device == device) {
        phone.revoked = true;
    }
    town.note(tally, Event::Revoked, who);
}

pub fn move_areas(town: &mut Town, who: usize, tally: &mut Tally) {
    let areas = [r#"["north"]"#, r#"["south"]"#, "[]"][town.rng.usize(0..3)];
    let device = town.phones[who].device;
    let version: u32 = {
        let store = town.centre.hub.store();
        let sql = "UPDATE device SET areas = ?2, scope_version = scope_version + 1 WHERE id = ?1 RETURNING scope_version";
        store.connection().query_row(sql, (device.as_bytes(), areas), |row| row.get(0)).expect("a scope")
    };
    town.areas_of.insert(device, (areas.into(), version));
    town.note(tally, Event::Moved, format_args!("{who} {areas}"));
}

pub fn join(town: &mut Town, tally: &mut Tally) {
    if town.phones.len() < 6 {
        town.join();
        town.note(tally, Event::Joined, "");
    }
}

/// The officer signs out, and somebody signs in on the same phone. What no receipt confirmed must have stayed.
pub fn sign_out(town: &mut Town, who: usize, tally: &mut Tally) {
    let seed = town.rng.u64(..);
    let phone = &town.phones[who];
    if phone.revoked {
        return;
    }
    let confirmed = phone.confirmed();
    match phone.book().write(|tx| tx.sign_out()) {
        Err(StoreError::Unconfirmed(_)) => return town.note(tally, Event::SignOutRefused, who),
        other => drop(other.expect("a book that can be emptied")),
    }
    let mut next = crew::enrol(&town.centre, crew::place_of(phone.name), seed, town.encrypted);
    next.has = phone.has.difference(&confirmed).copied().collect();
    next.older = phone.older;
    town.phones[who] = next;
    town.note(tally, Event::SignedOut, who);
}
