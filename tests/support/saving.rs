//! Saving without an officer: for tests that open a book themselves, as the app does.

use beatbook_core::store::Draft;
use beatbook_core::{Store, StoreError};
use beatbook_records::entry::Act;
use serde_json::json;
use uuid::Uuid;

/// Save a note in a book, as the app does that has it open; the id of its entry.
///
/// # Errors
/// When the book cannot be written.
pub fn save_note(store: &mut Store, text: &str) -> Result<Uuid, StoreError> {
    let values = json!({ "area": "stockton", "text": text, "speech_verbatim": false, "statement": "FACT" });
    let draft = Draft {
        act: Act::Create,
        kind: "note",
        record: None,
        values: values.as_object().cloned().expect("an object"),
        reason: None,
        occurred: store.env().now(),
        seen: None,
        fixes: None,
    };
    Ok(store.write(|tx| tx.enter(draft))?.0)
}
