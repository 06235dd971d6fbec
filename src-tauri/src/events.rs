//! Tells the screen which rows changed, so that it reads those again.

use beatbook_core::Lock;
use tauri::{AppHandle, Emitter};

/// From now on, every change the core stores reaches the window as `db-changed`.
pub fn tell_of_changes(app: &AppHandle, lock: &Lock) {
    let app = app.clone();
    // A window that is closing hears nothing, and misses nothing: it reads everything when it opens.
    lock.on_change(move |changed| drop(app.emit("db-changed", changed)));
}
