//! What the targets share: a hub and a phone as they are after a morning's work, and mutations that keep JSON JSON.
//!
//! Rule: the town is made once for each process and copied for each try, so that a try depends on its bytes alone.

pub mod mutate;
pub mod town;

/// Whether the targets are to fail: a bug between the decoder and the check, to see that the check looks.
#[must_use]
pub fn planted() -> bool {
    static PLANTED: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *PLANTED.get_or_init(|| std::env::var_os("BEATBOOK_PLANTED").is_some())
}

/// Read JSON, and insist that what it says survives being written: printed and read again it is the same text.
///
/// # Panics
/// When it does not.
pub fn read_and_print<T: serde::de::DeserializeOwned + serde::Serialize>(data: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(data).ok()?;
    let mut printed = serde_json::to_vec(&value).expect("what was read can be written");
    if planted() && printed.len() % 2 == 0 {
        printed = b"null".to_vec();
    }
    let again: T = serde_json::from_slice(&printed).expect("what was written can be read");
    assert_eq!(printed, serde_json::to_vec(&again).expect("written"), "it changes on the way");
    Some(value)
}
