//! The thread that syncs: it wakes on start, resume, write, network and timer, and always re-arms.
//!
//! Rule: it holds no state of its own; when to try is the schedule's business.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::central::{Central, CentralError};
use super::rest::to_rest;
use super::schedule::{IDLE_MS, next_try_ms};
use crate::env::Env;
use crate::store::{Access as _, StoreError, StoreHandle};

/// Makes a client for the enrolled device; `None` while there is none.
pub type Connect = Box<dyn Fn(&StoreHandle) -> Result<Option<Box<dyn Central + Send>>, CentralError> + Send>;

enum Wake {
    /// Something changed: look at the schedule.
    Look,
    /// Somebody asked: try now, whatever the schedule says.
    Now,
    End,
}

/// The running thread. When this is dropped it is told to end and not waited for: it may be waiting for the hub, and
/// whoever closes the book does not wait for that. It ends at the latest when it next asks for the closed book.
pub struct Worker {
    wake: Mutex<Sender<Wake>>,
    busy: Arc<AtomicBool>,
}

impl Worker {
    /// Start syncing.
    #[must_use]
    pub fn start(store: StoreHandle, env: Arc<dyn Env>, connect: Connect) -> Self {
        let (wake, woken) = mpsc::channel();
        let busy = Arc::new(AtomicBool::new(false));
        let trying = Arc::clone(&busy);
        thread::Builder::new()
            .name("sync".into())
            .spawn(move || run(&store, &*env, &connect, &woken, &trying))
            .expect("the system can start a thread");
        Self { wake: Mutex::new(wake), busy }
    }

    /// Something was written or the network is back: look whether a try is due.
    pub fn look(&self) {
        self.send(Wake::Look);
    }

    /// Try now.
    pub fn now(&self) {
        self.send(Wake::Now);
    }

    /// Whether a try is under way.
    #[must_use]
    pub fn busy(&self) -> bool {
        self.busy.load(Ordering::Relaxed)
    }

    fn send(&self, wake: Wake) {
        // A thread that has ended needs no waking.
        let _ = self.wake.lock().unwrap_or_else(PoisonError::into_inner).send(wake);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.send(Wake::End);
    }
}

fn run(
    store: &StoreHandle,
    env: &dyn Env,
    connect: &Connect,
    woken: &mpsc::Receiver<Wake>,
    busy: &AtomicBool,
) {
    let mut central: Option<Box<dyn Central + Send>> = None;
    loop {
        let now_ms = env.now().timestamp_millis();
        let due_ms = store
            .with(|store| store.situation())
            .map_or(now_ms + IDLE_MS, |situation| next_try_ms(situation, now_ms));
        let wait_ms = u64::try_from(due_ms - now_ms).unwrap_or(0);
        let tries = match woken.recv_timeout(Duration::from_millis(wait_ms)) {
            Ok(Wake::End) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(Wake::Look) => false,
            Ok(Wake::Now) | Err(RecvTimeoutError::Timeout) => true,
        };
        if !tries {
            continue;
        }
        if central.is_none() {
            central = connect(store).unwrap_or_else(|error| {
                tracing::warn!(%error, "no client for the hub");
                None
            });
        }
        let Some(hub) = central.as_mut() else {
            note_no_client(store);
            continue;
        };
        busy.store(true, Ordering::Relaxed);
        if let Err(trouble) = to_rest(store, hub.as_mut()) {
            tracing::debug!(code = trouble.code(), "a sync did not end well");
        }
        busy.store(false, Ordering::Relaxed);
    }
}

/// Enrolled and yet no client: the schedule must not try at once again.
fn note_no_client(store: &StoreHandle) {
    let noted: Result<_, StoreError> = store.with(|store| {
        let enrolled = store.situation()?.enrolled;
        if enrolled { store.write(|tx| tx.note_failure("internal", false)).map(|_| ()) } else { Ok(()) }
    });
    if let Err(error) = noted {
        tracing::error!(%error, "the failed try could not be noted");
    }
}
