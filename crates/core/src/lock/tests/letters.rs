//! The pages of a letter come through the door for pictures while the book is open, and not otherwise.

use beatbook_records::entry::Hash;
use beatbook_records::wire::PowersPack;
use serde_json::json;

use super::phone::Phone;
use crate::store::{Access as _, StoreError};

/// A phone with the words of a calling card, which anybody leaves, and one number.
fn phone() -> Phone {
    let phone = Phone::of_asha();
    let pack: PowersPack = serde_json::from_value(json!({ "version": 1, "templates": [{
        "letter": "CALLING_CARD", "version": 2, "from": "2000-01-01", "language": "en",
        "subject": "We called", "paragraphs": ["Please call {officer}."],
    }] }))
    .expect("a pack");
    let book = phone.lock().open_book("letter").expect("open");
    let kept: Result<_, StoreError> = book.store().with(move |store| {
        store.write(|tx| {
            tx.put_powers(&pack)?;
            tx.put_numbers("letter", 7, 7)
        })
    });
    kept.expect("kept");
    phone
}

#[test]
fn a_letter_is_opened_from_its_record_and_not_behind_a_shut_cover() {
    let phone = phone();
    let form = json!({ "letter": "CALLING_CARD", "language": "en", "recipient": null, "address": null, "behaviour": null });
    let saved =
        phone.call("letter_write", json!({ "form": form, "subject": null, "action": null, "draft": null }));
    let record = saved["record"].as_str().expect("an id").to_owned();
    let address = format!("/letter/{record}?w=1600");
    let answer = phone.lock().photo(&address);
    assert_eq!((answer.status, answer.content_type), (200, "application/pdf"));
    assert!(answer.headers().contains(&("content-disposition", "attachment")));
    assert!(answer.body.starts_with(b"%PDF-1."));
    let words = phone.call("record_read", json!({ "record": record }))["values"]["words"].clone();
    assert_eq!(words, json!(Hash::of(&[&answer.body])), "the bytes that the letter names");

    phone.call("note_add", json!({ "text": "Gate", "patrol": null, "verbatim": false, "statement": "FACT" }));
    let notes = phone.call("record_list", json!({ "kind": "note", "limit": 1, "before": null }));
    for (of, status) in [("not-an-id", 404), (notes[0]["id"].as_str().expect("an id"), 404)] {
        assert_eq!(phone.lock().photo(&format!("/letter/{of}")).status, status, "{of} is no letter");
    }
    phone.call("lock_now", json!({}));
    assert_eq!(phone.lock().photo(&address).status, 403);
}
