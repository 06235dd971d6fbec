//! The lock from its door: who gets in, when it shuts, and what is behind a shut cover.

mod leaving;
mod letters;
mod phone;
mod photos;
mod watch;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use beatbook_records::rescue;
use chrono::TimeDelta;
use serde_json::json;

use self::phone::{PIN, Phone, RECOVERY};
use super::desk::Held;
use super::{Lock, LockConfig};
use crate::{ErrorCode, FileKeys, NoCamera, NoLocation};

const OTHER: &str = "135790";

#[test]
fn only_ashas_pin_opens_her_book() {
    let mut phone = Phone::of_asha();
    phone.note();
    phone.start().expect("it starts");
    assert_eq!(phone.stage(), "locked");
    for name in ["today", "app_status", "record_list", "enrol_device", "no_such_command"] {
        assert_eq!(phone.refused(name, json!({})), ErrorCode::Locked, "{name}");
    }
    assert_eq!(phone.unlock(OTHER), Err(ErrorCode::PinWrong));
    for slip in ["", "28046", "28046x", "1234567890123"] {
        assert_eq!(phone.unlock(slip), Err(ErrorCode::PinUnfit), "{slip}: no try");
    }
    assert_eq!(phone.stage(), "locked");
    assert!(phone.unlock(PIN).is_ok());
    assert_eq!((phone.stage(), phone.notes()), (json!("open"), 1));
}

#[test]
fn nothing_is_written_before_a_pin_is_chosen() {
    let mut phone = Phone::new();
    assert_eq!(phone.refused("pin_choose", json!({ "pin": PIN, "again": PIN })), ErrorCode::NotEnrolled);
    phone.enrol();
    phone.start().expect("a start between enrolment and PIN");
    assert_eq!(phone.stage(), "no_pin");
    assert_eq!(phone.call("app_status", json!({}))["me"]["name"], "Asha");
    for name in ["today", "note_add", "patrol_start"] {
        assert_eq!(phone.refused(name, json!({})), ErrorCode::PinNeeded, "{name}");
    }
    phone.wait(600);
    assert!(phone.lock().desk.due_in_ms() > 0, "nothing is due, and nobody looks over and over");
    phone.call("lock_now", json!({}));
    assert_eq!(phone.stage(), "no_pin", "what has no PIN cannot be shut");
    for (pin, again, code) in [
        ("12345", "12345", ErrorCode::PinUnfit),
        ("111111", "111111", ErrorCode::PinUnfit),
        (PIN, OTHER, ErrorCode::PinsDiffer),
    ] {
        assert_eq!(phone.refused("pin_choose", json!({ "pin": pin, "again": again })), code);
    }
    phone.call("pin_choose", json!({ "pin": PIN, "again": PIN }));
    phone.note();
    assert_eq!(phone.refused("pin_choose", json!({ "pin": OTHER, "again": OTHER })), ErrorCode::Invalid);
}

#[test]
fn a_thief_waits_longer_and_longer_and_asha_loses_nothing() {
    let mut phone = Phone::of_asha();
    phone.note();
    phone.call("lock_now", json!({}));
    for _ in 0..5 {
        assert_eq!(phone.unlock(OTHER), Err(ErrorCode::PinWrong));
    }
    assert_eq!(phone.unlock(PIN), Err(ErrorCode::PinWait), "even the right one waits");
    phone.start().expect("a restart does not help");
    assert_eq!(phone.call("lock_state", json!({}))["wait_seconds"], 30);
    phone.wait(30);
    assert_eq!(phone.unlock(OTHER), Err(ErrorCode::PinWrong));
    assert_eq!(phone.call("lock_state", json!({}))["wait_seconds"], 60);
    phone.wait(59);
    assert_eq!(phone.unlock(PIN), Err(ErrorCode::PinWait));
    phone.wait(1);
    assert!(phone.unlock(PIN).is_ok());
    assert_eq!((phone.call("lock_state", json!({}))["wait_seconds"].clone(), phone.notes()), (json!(0), 1));
}

#[test]
fn an_app_that_nobody_touches_shuts_itself() {
    let phone = Phone::of_asha();
    phone.wait(299);
    assert_eq!(phone.stage(), "open");
    phone.call("stay_open", json!({}));
    phone.wait(299);
    assert_eq!(phone.stage(), "open");
    phone.wait(1);
    assert_eq!(phone.refused("today", json!({})), ErrorCode::Locked, "the command itself finds it shut");

    phone.unlock(PIN).expect("open");
    phone.call("put_away", json!({}));
    phone.wait(59);
    phone.call("stay_open", json!({}));
    phone.wait(61);
    assert_eq!(phone.stage(), "open", "she came back in time");
    phone.call("put_away", json!({}));
    phone.wait(60);
    assert_eq!(phone.stage(), "locked");
    assert!(phone.holds_nothing(), "nothing waited, so nothing is held");
}

#[test]
fn what_waits_goes_on_being_handed_in_and_then_the_key_is_let_go() {
    let phone = Phone::of_asha();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&heard);
    phone.lock().on_change(move |changed| hears.lock().expect("whole").extend(changed.tables.clone()));
    phone.note();
    phone.call("lock_now", json!({}));
    assert!(heard.lock().expect("whole").contains(&"lock"), "the screen is told");
    let state = phone.call("lock_state", json!({}));
    assert_eq!(
        (&state["stage"], &state["waiting"], &state["patrol"]),
        (&json!("locked"), &json!(1), &json!(false))
    );
    assert!(!phone.holds_nothing(), "there is something to hand in");
    assert_eq!(phone.unlock(OTHER), Err(ErrorCode::PinWrong), "for the screen it is shut all the same");
    assert!(phone.unlock(PIN).is_ok());
    assert_eq!(phone.notes(), 1);

    phone.call("lock_now", json!({}));
    phone.wait(8 * 60 * 60);
    assert_eq!(phone.stage(), "locked");
    assert!(phone.holds_nothing(), "no shift is longer");
    assert!(phone.unlock(PIN).is_ok());
    assert_eq!(phone.notes(), 1);
}

#[test]
fn asha_forgets_her_pin_and_the_organisation_lets_her_in() {
    let mut phone = Phone::of_asha();
    phone.note();
    let request = phone.call("rescue_request", json!({}))["request"].as_str().expect("a request").to_owned();
    let code = rescue::answer(&RECOVERY, &request).expect("a code");
    let strange =
        rescue::request(&rescue::public_key(&RECOVERY), &[9; 32], |bytes| bytes.fill(1)).expect("sealed");
    let strange = rescue::answer(&RECOVERY, &strange).expect("a code");
    for with_secret in [true, false] {
        phone.start().expect("it starts");
        if !with_secret {
            fs::remove_file(phone.dir.path().join("keys/secret")).expect("the secret");
            assert_eq!(phone.unlock(OTHER), Err(ErrorCode::KeyLost));
        }
        let rescue = |code: &str, pin| json!({ "code": code, "pin": pin, "again": pin });
        assert_eq!(phone.refused("rescue", rescue(&strange, OTHER)), ErrorCode::RescueRefused);
        assert_eq!(phone.refused("rescue", rescue(&request, OTHER)), ErrorCode::RescueRefused);
        assert_eq!(phone.refused("rescue", rescue(&code, "111111")), ErrorCode::PinUnfit);
        phone.call("rescue", rescue(&code, OTHER));
        assert_eq!((phone.stage(), phone.notes()), (json!("open"), 1));
        phone.start().expect("it starts");
        assert_eq!(phone.unlock(PIN), Err(ErrorCode::PinWrong));
        assert!(phone.unlock(OTHER).is_ok());
    }
}

#[test]
fn bela_changes_his_pin() {
    let mut phone = Phone::of_asha();
    let change = |old, pin| json!({ "old": old, "pin": pin, "again": pin });
    assert_eq!(phone.refused("pin_change", change(OTHER, OTHER)), ErrorCode::PinWrong);
    phone.call("pin_change", change(PIN, OTHER));
    phone.start().expect("it starts");
    assert_eq!(phone.unlock(PIN), Err(ErrorCode::PinWrong));
    assert!(phone.unlock(OTHER).is_ok());
}

#[test]
fn a_full_disk_keeps_nobody_out_and_still_counts() {
    let phone = Phone::of_asha();
    phone.call("lock_now", json!({}));
    phone.full.store(true, Ordering::SeqCst);
    for _ in 0..5 {
        assert_eq!(phone.unlock(OTHER), Err(ErrorCode::PinWrong));
    }
    assert_eq!(phone.unlock(PIN), Err(ErrorCode::PinWait));
    phone.wait(30);
    assert!(phone.unlock(PIN).is_ok());
}

#[test]
fn a_first_start_cut_short_anywhere_goes_on() {
    let whole = Phone::new();
    let copy = |from: &Path, to: &Path, names: &[&str]| {
        fs::create_dir_all(to.join("keys")).expect("a folder");
        for name in names {
            fs::copy(from.join(name), to.join(name)).expect("copied");
        }
    };
    for kept in [&[][..], &["keys/secret"], &["keys/secret", "cover.json"]] {
        let mut phone = Phone::new();
        phone.lock = None;
        phone.dir = tempfile::tempdir().expect("a folder");
        copy(whole.dir.path(), phone.dir.path(), kept);
        phone.start().unwrap_or_else(|error| panic!("{kept:?}: {error}"));
        assert_eq!(phone.stage(), "no_pin");
    }
}

#[test]
fn a_book_whose_cover_is_gone_gets_no_other_key() {
    let mut phone = Phone::of_asha();
    phone.note();
    phone.lock = None;
    let before = fs::read(phone.dir.path().join("book.db")).expect("the book");
    fs::remove_file(phone.dir.path().join("cover.json")).expect("the cover");
    assert_eq!(phone.start().expect_err("refused").code(), ErrorCode::NotOurDatabase);
    fs::write(phone.dir.path().join("cover.json"), "{").expect("half a cover");
    assert_eq!(phone.start().expect_err("refused").code(), ErrorCode::Internal);
    assert!(fs::read(phone.dir.path().join("book.db")).expect("the book") == before);
}

#[test]
fn a_second_copy_is_told_at_once_and_settings_outlive_everything() {
    let mut phone = Phone::of_asha();
    let open = LockConfig {
        dir: phone.dir.path().into(),
        keys: Box::new(FileKeys::new(phone.dir.path())),
        env: phone.env.clone(),
        location: Arc::new(NoLocation),
        camera: Arc::new(NoCamera),
        background: false,
    };
    assert_eq!(Lock::open(open).err().expect("refused").code(), ErrorCode::InUse);

    let night = json!({ "theme": "night", "language": "cy", "text_size": "large", "keep_screen_on": true, "one_at_a_time": false, "shortcuts": false, "haptics": false });
    phone.call("settings_put", night.clone());
    phone.start().expect("it starts");
    assert_eq!(phone.call("lock_state", json!({}))["settings"], night, "known while it is shut");
    fs::write(phone.dir.path().join("settings.json"), "{").expect("half of them");
    assert_eq!(phone.call("lock_state", json!({}))["settings"]["theme"], "auto", "never worth a refusal");
}

#[test]
fn the_watch_shuts_a_book_that_nobody_calls() {
    let mut phone = Phone::of_asha();
    phone.note();
    let heard = Arc::new(AtomicUsize::new(0));
    let (hears, env) = (Arc::clone(&heard), Arc::clone(&phone.env));
    let lock = phone.lock.take().expect("it runs");
    let (told, shut) = std::sync::mpsc::channel();
    lock.on_change(move |changed| {
        if changed.tables.contains("lock") {
            hears.fetch_add(1, Ordering::SeqCst);
            let _ = told.send(());
        }
    });
    let watch = super::Watch::start(&lock.desk);
    env.advance(TimeDelta::minutes(5));
    watch.look();
    shut.recv_timeout(std::time::Duration::from_secs(60)).expect("it shuts without a call");
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    assert!(matches!(lock.desk.state().held, Held::HandingIn { .. }));
}
