//! I/O errors and a full disk: at every call that can fail so, once and for good.
//!
//! Rule: what fails says so, what was saved stays readable while the fault lasts, and once it is over the same work
//! succeeds and nothing is missing.

use std::path::Path;

use beatbook_core::StoreError;
use beatbook_core::store::PhotoFault;
use beatbook_core::sync::Trouble;
use beatbook_faultfs::{Disk, Fault, When};
use beatbook_records::entry::Act;
use beatbook_tests::{Officer, photo};
use serde_json::{Value, json};

use crate::oracle::examine;
use crate::photos::{Watched, have_their_files};
use crate::recording::{Recording, Workload, lay};
use crate::tally::Tally;
use crate::{PLAIN, SEALED};

/// One fault.
#[derive(Debug, Clone, Copy)]
struct Strike {
    fault: Fault,
    when: When,
    after: usize,
}

/// What work under a fault came to.
type Came = Result<(), StoreError>;

fn note() -> Value {
    json!({ "area": "stockton", "text": "x".repeat(5000), "speech_verbatim": false, "statement": "FACT" })
}

/// How often a note is saved and another amended.
const SAVES: usize = 10;

/// Saves, each tried once.
fn saves(phone: &Officer) -> Vec<Came> {
    let first = phone.written()[0].record;
    let twice = |n| {
        let amend = json!({ "text": format!("Better {n}") });
        [(Act::Create, None, note()), (Act::Amend, Some(first), amend)]
    };
    let tries = (0..SAVES).flat_map(twice);
    tries.map(|(act, record, values)| phone.try_write(act, "note", record, values).map(drop)).collect()
}

/// Two photos, each tried once.
fn takes(phone: &Officer) -> Vec<Came> {
    let note = phone.written()[0].record;
    [(70_000, 1), (10_000, 2)]
        .map(|(bytes, seed)| phone.try_photo(note, &photo(bytes, seed)).map(drop))
        .into()
}

fn syncs(phone: &Officer) -> Came {
    match phone.sync() {
        Err(Trouble::Store(error)) => Err(error),
        Err(other) => panic!("the link is good: {other}"),
        Ok(()) => Ok(()),
    }
}

/// The work under the fault, after it, and what is wrong; whether the fault struck at all.
fn strike(recorded: &Recording, workload: Workload, dir: &Path, strike: Strike) -> Result<bool, String> {
    let town = match workload {
        Workload::Pull | Workload::Confirm => &recorded.town.twin(),
        _ => &recorded.town,
    };
    lay(&recorded.base, dir);
    let disk = Disk::watch(dir);
    let starts = || recorded.asha.found_with(dir.to_path_buf(), town, recorded.written.clone());
    let fail = || disk.fail_after(strike.after, strike.fault, strike.when);
    let (phone, came, struck) = if matches!(workload, Workload::FirstStart | Workload::Migration) {
        fail();
        let started = starts();
        let struck = disk.heal();
        let came = started.map(drop);
        (starts().map_err(|error| format!("does not start after it: {error}"))?, vec![came], struck)
    } else {
        let phone = starts().map_err(|error| error.to_string())?;
        phone.writes_through(Watched::through(disk.hand()));
        fail();
        let came = match workload {
            Workload::Save => saves(&phone),
            Workload::Photo => takes(&phone),
            _ => vec![syncs(&phone)],
        };
        stays_readable(&phone, strike)?;
        (phone, came, disk.heal())
    };
    for error in came.into_iter().filter_map(Result::err) {
        is_clear(strike, &error)?;
    }
    match workload {
        Workload::Save => {
            if let Some(error) = saves(&phone).into_iter().find_map(Result::err) {
                return Err(format!("does not save after it: {error}"));
            }
        }
        Workload::Pull | Workload::Confirm => {
            syncs(&phone).map_err(|error| format!("no sync after it: {error}"))?
        }
        Workload::Photo => {
            if let Some(error) = takes(&phone).into_iter().find_map(Result::err) {
                return Err(format!("keeps no photo after it: {error}"));
            }
        }
        Workload::FirstStart | Workload::Migration => {}
    }
    let written = phone.written();
    drop(phone);
    examine(&recorded.asha, town, dir, recorded.sealed, &written)?;
    have_their_files(&recorded.asha, town, dir, recorded.sealed)?;
    Ok(struck > 0)
}

/// While a fault lasts that leaves reading alone, everything saved can be read.
fn stays_readable(phone: &Officer, strike: Strike) -> Result<(), String> {
    if strike.when == When::Once {
        return Ok(()); // it may be still to come, and hit the reading
    }
    let (count, written) = phone.with(|store| (store.read().verify_journal(), phone.written().len()));
    match count {
        Ok(count) if count == written as u64 => Ok(()),
        Ok(count) => Err(format!("{count} entries where {written} were saved")),
        Err(error) => Err(format!("not readable: {error}")),
    }
}

fn is_clear(strike: Strike, error: &StoreError) -> Result<(), String> {
    match (strike.fault, error) {
        (Fault::Full, StoreError::Photo(PhotoFault::NoRoom))
        | (Fault::Io, StoreError::Photo(PhotoFault::Io(_))) => Ok(()),
        (Fault::Full, StoreError::Full) | (Fault::Io, StoreError::Sqlite(_) | StoreError::Full) => Ok(()),
        _ => Err(format!("not what happened: {error:?}")),
    }
}

fn everywhere(workload: Workload, sealed: bool) {
    let mut recorded = workload.prepared(sealed, 30);
    if workload == Workload::FirstStart {
        recorded.base.clear();
        recorded.written.clear();
    }
    let book = if sealed { "encrypted" } else { "plain" };
    let place = tempfile::tempdir().expect("a folder");
    let dir = place.path().join("phone");
    let mut tally =
        Tally { what: format!("I/O errors and full disk, {workload:?}, {book}"), ..Tally::default() };
    for fault in [Fault::Io, Fault::Full] {
        for when in [When::Once, When::ForGood] {
            for after in 0.. {
                let this = Strike { fault, when, after };
                let found = strike(&recorded, workload, &dir, this);
                if let Err(what) = &found {
                    tally.bad.push(format!("{this:?}: {what}"));
                }
                if tally.bad.len() > 20 || found == Ok(false) {
                    break;
                }
                tally.tries += 1;
            }
        }
    }
    (tally.operations, tally.looked_at) = (tally.tries, tally.tries);
    tally.is_clean();
}

#[test]
fn a_save_that_fails_says_so_and_succeeds_later() {
    everywhere(Workload::Save, PLAIN);
}

#[test]
fn a_save_in_an_encrypted_book_that_fails_says_so_and_succeeds_later() {
    everywhere(Workload::Save, SEALED);
}

#[test]
fn a_photo_that_fails_says_so_and_succeeds_later() {
    everywhere(Workload::Photo, PLAIN);
    everywhere(Workload::Photo, SEALED);
}

#[test]
fn a_pull_that_fails_loses_nothing() {
    everywhere(Workload::Pull, PLAIN);
    everywhere(Workload::Pull, SEALED);
}

#[test]
fn a_hand_in_that_fails_loses_nothing() {
    everywhere(Workload::Confirm, PLAIN);
    everywhere(Workload::Confirm, SEALED);
}

#[test]
fn a_start_that_fails_is_made_good_by_the_next() {
    everywhere(Workload::FirstStart, PLAIN);
    everywhere(Workload::Migration, PLAIN);
}

#[test]
fn a_start_of_an_encrypted_book_that_fails_is_made_good_by_the_next() {
    everywhere(Workload::FirstStart, SEALED);
    everywhere(Workload::Migration, SEALED);
}
