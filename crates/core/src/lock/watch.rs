//! The thread that looks at the lock when its time has come, or something was handed in.

use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use super::desk::{Desk, stir};

/// A phone that slept has a later clock than a waiting thread believes; it looks at least this often. No command sets a
/// time that is nearer, so none has to wake it.
const LONGEST_MS: i64 = 30_000;

/// The running thread. It ends by itself once the lock is gone.
pub(super) struct Watch {
    stirred: Arc<(Mutex<bool>, Condvar)>,
}

impl Watch {
    pub(super) fn start(desk: &Arc<Desk>) -> Self {
        let stirred = Arc::clone(&desk.stirred);
        let (desk, signal) = (Arc::downgrade(desk), Arc::clone(&stirred));
        let started = thread::Builder::new().name("lock".into()).spawn(move || watch(&desk, &signal));
        if let Err(error) = started {
            // Each command looks too: the book is shut late, not never.
            tracing::error!(%error, "the lock is not watched");
        }
        Self { stirred }
    }

    /// Something changed: look, and reckon anew when to look next.
    pub(super) fn look(&self) {
        stir(&self.stirred);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.look();
    }
}

fn watch(desk: &Weak<Desk>, stirred: &(Mutex<bool>, Condvar)) {
    // Held only while looking, so that the lock can go while this waits.
    while let Some(held) = desk.upgrade() {
        held.look();
        let wait_ms = held.due_in_ms().min(held.watch_in_ms()).clamp(0, LONGEST_MS);
        drop(held);
        let wait = Duration::from_millis(wait_ms.unsigned_abs());
        let was = stirred.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut was, _) = stirred
            .1
            .wait_timeout_while(was, wait, |stirred| !*stirred)
            .unwrap_or_else(PoisonError::into_inner);
        *was = false;
    }
}
