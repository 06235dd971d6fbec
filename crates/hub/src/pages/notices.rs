//! What supervisors are told of the hub itself, above their figures.
//!
//! Rule: only what somebody has to do something about, in words that say what.

use crate::store::head::Head;
use crate::store::{Book, StoreResult};

/// After so long without one, a verified backup is missed.
const BACKUP_AGE_MS_MAX: i64 = 2 * 24 * 60 * 60 * 1000;

/// What there is to tell.
///
/// # Errors
/// When the database fails.
pub fn of(book: &Book<'_>, now_ms: i64) -> StoreResult<Vec<String>> {
    let mut notices = Vec::new();
    match book.horizon()? {
        None if has_entries(book)? => notices.push(
            "No backup of this hub was ever verified. Phones keep everything for 35 days. Set backups up.".into(),
        ),
        Some((_, verified_ms)) if now_ms - verified_ms > BACKUP_AGE_MS_MAX => notices.push(
            "No backup of this hub was verified for two days. Phones keep what is newer. Look at the backups.".into(),
        ),
        _ => {}
    }
    if let Some(restored) = book.restored()? {
        let awaited = book.awaited()?;
        if !awaited.is_empty() {
            let when = chrono::DateTime::from_timestamp_millis(restored.restored_ms).unwrap_or_default();
            let phones: Vec<String> = awaited.iter().map(|name| format!("{name}\u{2019}s phone")).collect();
            notices.push(format!(
                "The hub was put back from a backup on {} (UTC). Waiting for {}: what they handed in shortly before comes \
                 again when they have a signal.",
                when.format("%-d %B %Y, %H:%M"),
                phones.join(", ")
            ));
        }
    }
    Ok(notices)
}

/// A hub that was just set up needs no warning yet.
fn has_entries(book: &Book<'_>) -> StoreResult<bool> {
    Ok(Head::read(book.sql())?.commit_seq > 0)
}
