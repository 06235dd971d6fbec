//! A photo on a line that is cut every 4 KB, at once from many hands, and past a hub that believes a name.
//!
//! Rule: whatever happens on the way, a file that the hub says is there hashes to its name, and what had come before a
//! cut is kept.

use std::sync::Barrier;
use std::thread;

use beatbook_core::TestEnv;
use beatbook_core::store::PhotoState;
use beatbook_core::sync::Central as _;
use beatbook_core::sync::http::{HttpCentral, Patience};
use beatbook_records::entry::Hash;
use beatbook_records::plant::Plant;
use beatbook_records::wire::{BLOB_CHUNK_BYTES, BlobState};
use beatbook_tests::{Officer, photo};
use chrono::TimeDelta;
use uuid::Uuid;

use crate::proxy::Fate;
use crate::street::{Sown, Street, sync, unsown};

const BYTES: usize = 1024 * 1024;
const STEP: usize = 4 * 1024;
/// About where the body of a request begins.
const HEAD: usize = 600;

/// An officer whose records are handed in and whose photo waits; the note it was taken for.
fn begins(street: &Street, seed: u64) -> (Officer, HttpCentral, Uuid) {
    let asha = street.town.officer_unencrypted("Asha");
    let mut central = street.central(&asha);
    let note = asha.notes("The underpass", "stockton");
    sync(&asha, &mut central).expect("a first sync");
    asha.takes_photo(note, &photo(BYTES, seed));
    (asha, central, note)
}

/// A try that is cut in the piece at this byte of the upload, of which whole pieces have come before.
fn cut_at(street: &Street, asha: &Officer, central: &mut HttpCentral, byte: usize, came: usize) -> bool {
    let passes = 2 + (byte - came) / BLOB_CHUNK_BYTES; // the exchange, the question how much has come, and pieces
    street.proxy.plan(vec![Fate::Pass; passes]);
    street.proxy.plan([Fate::CutUp(HEAD + byte % BLOB_CHUNK_BYTES)]);
    let failed = sync(asha, central).is_err();
    street.proxy.heal();
    later(street, asha);
    failed
}

/// After failures the next try waits.
fn later(street: &Street, asha: &Officer) {
    TestEnv::advance(&asha.env, TimeDelta::minutes(2));
    street.town.advance(TimeDelta::minutes(2));
}

fn came(asha: &Officer, street: &Street) -> BlobState {
    let sha256 = Hash::of(&[&photo(BYTES, 1)]);
    beatbook_hub::blobs::state_of(&street.town.hub, asha.link.identity().0, &sha256).expect("an answer")
}

#[test]
fn an_upload_cut_every_4_kb_keeps_what_came_and_ends_true() {
    let _unsown = unsown();
    let street = Street::new();
    let (asha, mut central, note) = begins(&street, 1);
    let (mut kept, mut cuts) = (0, 0);
    for byte in (0..BYTES).step_by(STEP) {
        assert!(cut_at(&street, &asha, &mut central, byte, kept), "cut at {byte}");
        kept = byte / BLOB_CHUNK_BYTES * BLOB_CHUNK_BYTES;
        cuts += 1;
        assert_eq!(came(&asha, &street), BlobState { offset: kept as u64, complete: false }, "cut at {byte}");
        assert_eq!(asha.photo_states(note), [PhotoState::Waiting]);
        assert_eq!(asha.waiting(), 0, "the records do not wait for it");
    }
    assert_eq!(street.proxy.struck_and_missed(), (cuts, 0));
    sync(&asha, &mut central).expect("a healthy line");
    assert_eq!(asha.photo_states(note), [PhotoState::OnHub]);
    assert_eq!(street.town.files_are_true(), Ok(1));
    #[expect(clippy::print_stdout, reason = "what was really run is part of the answer")]
    {
        println!("{cuts} cuts of one upload of {BYTES} bytes, every {STEP}");
    }
}

#[test]
fn answers_cut_anywhere_cost_nothing() {
    let _unsown = unsown();
    let street = Street::new();
    let (asha, mut central, note) = begins(&street, 1);
    // The answer to the question how much has come, then that to each piece.
    for at in 0..=BYTES / BLOB_CHUNK_BYTES {
        for byte in [0, 1, 60, 150] {
            street.proxy.plan([Fate::Pass]);
            if at > 0 {
                street.proxy.plan([Fate::Pass]);
            }
            street.proxy.plan([Fate::CutDown(byte)]);
            let _ = sync(&asha, &mut central);
            street.proxy.heal();
            later(&street, &asha);
            assert!(street.town.files_are_true().is_ok());
        }
    }
    sync(&asha, &mut central).expect("a healthy line");
    assert_eq!(asha.photo_states(note), [PhotoState::OnHub]);
    assert_eq!(street.town.files_are_true(), Ok(1));
}

#[test]
fn every_message_twice_is_one_photo() {
    let _unsown = unsown();
    let street = Street::new();
    let (asha, mut central, note) = begins(&street, 1);
    street.proxy.plan(vec![Fate::Twice; 40]);
    while asha.photo_states(note) != [PhotoState::OnHub] {
        sync(&asha, &mut central).expect("answers come");
    }
    assert_eq!(street.town.files_are_true(), Ok(1));
}

#[test]
fn one_photo_from_fifty_hands_at_once_is_there_once() {
    let _unsown = unsown();
    let street = Street::new();
    let officers =
        ["Asha", "Bela", "Chidi", "Dana", "Emre"].map(|name| street.town.officer_unencrypted(name));
    let bytes = photo(BLOB_CHUNK_BYTES, 9);
    let sha256 = Hash::of(&[&bytes]);
    let start = Barrier::new(50);
    let address = format!("http://{}", street.hub);
    thread::scope(|scope| {
        for n in 0..50 {
            let mut central = street.central_at(&officers[n % officers.len()], &address, Patience::default());
            let (start, bytes) = (&start, &bytes);
            scope.spawn(move || {
                start.wait();
                let length = bytes.len() as u64;
                // As sync does it: where it does not fit, ask, and go on from there.
                let mut state = central.blob_piece(&sha256, 0, length, bytes).ok();
                while !state.is_some_and(|state| state.complete) {
                    let told = central.blob_state(&sha256).expect("an answer");
                    let rest = usize::try_from(told.offset).expect("it fits");
                    state = if told.complete {
                        Some(told)
                    } else {
                        central.blob_piece(&sha256, told.offset, length, &bytes[rest..]).ok()
                    };
                }
            });
        }
    });
    assert_eq!(street.town.files_are_true(), Ok(1));
}

/// A file that is not what its row says, of the same length.
fn swaps_files(asha: &Officer, note: Uuid) {
    asha.takes_photo(note, &photo(BYTES, 2));
    asha.tampers(
        "UPDATE photo SET file = (SELECT file FROM photo ORDER BY n DESC LIMIT 1) WHERE n = 1;
         UPDATE photo SET state = 1 WHERE n = 2;",
    );
}

#[test]
fn a_hub_that_believes_a_name_is_found_out() {
    let swapped = |street: &Street| {
        let (asha, mut central, note) = begins(street, 1);
        swaps_files(&asha, note);
        sync(&asha, &mut central).expect("a healthy line");
        (asha.photo_states(note)[0], street.town.files_are_true())
    };
    {
        let _unsown = unsown();
        assert_eq!(swapped(&Street::new()), (PhotoState::Refused, Ok(0)));
    }
    let _sown = Sown::with(Plant::TrustName);
    let (state, found) = swapped(&Street::new());
    assert_eq!(state, PhotoState::OnHub, "the bug is planted");
    assert!(found.expect_err("it is found out").contains("not what its name says"));
}
