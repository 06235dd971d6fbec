//! What the lock holds at this moment, and when it changes.
//!
//! Rule: the book is taken out under the mutex and dropped after it, so that nobody waits for a closing book.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::tries::Tries;
use super::{LockConfig, place};
use crate::api::LockStage;
use crate::book::{Book, Config, Glance};
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::native::{Camera, Keys, Location};
use crate::store::{Changed, Store, StoreError};

/// The book shuts when the app was not touched for this long.
const IDLE_MS: i64 = 5 * 60_000;
/// It shuts when the app was out of sight for this long.
const AWAY_MS: i64 = 60_000;
/// What waits for the hub is handed in behind a shut cover for at most this long; a shift is not longer.
const HANDING_IN_MS: i64 = 8 * 60 * 60_000;
/// How long to wait for others to let go of a book that is to be gone: as long as a request may last.
const CLOSING_WAIT: Duration = Duration::from_millis(10);
const CLOSING_TRIES: u32 = 3_000;
/// What the book answers before a PIN is chosen.
const BEFORE_PIN: &[&str] = &["app_status", "enrol_device"];

type Listener = Box<dyn Fn(&Changed) + Send + Sync>;

/// What is held.
pub(super) enum Held {
    /// Nothing: no connection, no key.
    Nothing,
    /// A book that still hands in; for the screen it is shut.
    HandingIn { book: Arc<Book>, since_ms: i64 },
    /// An open book.
    Open { book: Arc<Book>, shuts_at_ms: i64 },
}

pub(super) struct State {
    pub(super) held: Held,
    pub(super) has_pin: bool,
    /// What the book said when it was last looked into.
    pub(super) glance: Glance,
    /// When the officer must check in, as it is kept beside the book.
    pub(super) due: Option<DateTime<Utc>>,
}

/// The lock's insides, shared with the thread that watches the time.
pub(super) struct Desk {
    pub(super) dir: PathBuf,
    pub(super) keys: Box<dyn Keys>,
    pub(super) env: Arc<dyn Env>,
    location: Arc<dyn Location>,
    camera: Arc<dyn Camera>,
    background: bool,
    listeners: Arc<RwLock<Vec<Listener>>>,
    state: Mutex<State>,
    /// Held while a book is opened or closed: the next one is opened when the last one is closed.
    turning: Mutex<()>,
    /// One try of a PIN at a time; inside, the tries since the app started, should the device not keep them.
    pub(super) trying: Mutex<Tries>,
    /// Signalled when there may be something to look at.
    pub(super) stirred: Arc<(Mutex<bool>, Condvar)>,
}

impl Desk {
    pub(super) fn new(config: LockConfig) -> Self {
        let LockConfig { dir, keys, env, location, camera, background } = config;
        let state = State { held: Held::Nothing, has_pin: false, glance: Glance::default(), due: None };
        Self {
            dir,
            keys,
            env,
            location,
            camera,
            background,
            listeners: Arc::default(),
            state: Mutex::new(state),
            turning: Mutex::default(),
            trying: Mutex::default(),
            stirred: Arc::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn listen(&self, listener: Listener) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    /// The open book, for a command of this name.
    pub(super) fn book_for(&self, name: &str) -> Result<Arc<Book>, Error> {
        let state = self.state();
        match &state.held {
            Held::Open { .. } if !state.has_pin && !BEFORE_PIN.contains(&name) => {
                Err(ErrorCode::PinNeeded.into())
            }
            Held::Open { book, .. } => Ok(Arc::clone(book)),
            Held::Nothing | Held::HandingIn { .. } => Err(ErrorCode::Locked.into()),
        }
    }

    pub(super) fn stage(&self) -> LockStage {
        let state = self.state();
        match (&state.held, state.has_pin) {
            (Held::Open { .. }, true) => LockStage::Open,
            (Held::Open { .. }, false) => LockStage::NoPin,
            _ => LockStage::Locked,
        }
    }

    /// Open the book with its key.
    pub(super) fn open_book(&self, key: [u8; 32]) -> Result<Arc<Book>, Error> {
        let config = Config {
            dir: self.dir.clone(),
            key,
            env: Arc::clone(&self.env),
            location: Arc::clone(&self.location),
            camera: Arc::clone(&self.camera),
            sync: self.background,
        };
        let _turning = self.turning.lock().unwrap_or_else(PoisonError::into_inner);
        let book = Arc::new(Book::open(config)?);
        let (listeners, stirred) = (Arc::clone(&self.listeners), Arc::clone(&self.stirred));
        book.on_change(move |changed| {
            tell(&listeners, changed);
            stir(&stirred);
        });
        Ok(book)
    }

    /// From now on this book is open.
    pub(super) fn lay_open(&self, book: Arc<Book>, has_pin: bool) {
        let shuts_at_ms = self.env.monotonic_ms() + IDLE_MS;
        let mut state = self.state();
        state.held = Held::Open { book, shuts_at_ms };
        state.has_pin = has_pin;
        drop(state);
        self.tell_of_lock();
    }

    /// Somebody is using the app.
    pub(super) fn stay_open(&self) {
        let now_ms = self.env.monotonic_ms();
        if let Held::Open { shuts_at_ms, .. } = &mut self.state().held {
            *shuts_at_ms = now_ms + IDLE_MS;
        }
    }

    /// The app went out of sight.
    pub(super) fn put_away(&self) {
        let soon_ms = self.env.monotonic_ms() + AWAY_MS;
        if let Held::Open { shuts_at_ms, .. } = &mut self.state().held {
            *shuts_at_ms = soon_ms.min(*shuts_at_ms);
        }
    }

    /// Shut the book, if it is open and has a PIN.
    pub(super) fn shut(&self) {
        let since_ms = self.env.monotonic_ms();
        let mut state = self.state();
        if !state.has_pin {
            return;
        }
        match std::mem::replace(&mut state.held, Held::Nothing) {
            Held::Open { book, .. } => state.held = Held::HandingIn { book, since_ms },
            other => {
                state.held = other;
                return;
            }
        }
        drop(state);
        self.tell_of_lock();
        self.look();
    }

    /// Do what the time asks for: write an alarm down, shut an open book that nobody uses, let go of one that has nothing
    /// left to hand in and no check-in to wait for.
    pub(super) fn look(&self) {
        self.look_at_watch();
        let now_ms = self.env.monotonic_ms();
        if self.due_in_ms() <= 0 && self.stage() == LockStage::Open {
            return self.shut();
        }
        let Some((book, since_ms)) = self.handing_in() else { return };
        let glance = book.glance();
        let done = (glance.waiting == 0 && !glance.watch) || now_ms - since_ms >= HANDING_IN_MS;
        drop(book);
        self.state().glance = glance;
        if done {
            self.let_go();
        }
    }

    /// Write down what the time has made of the check-in timer, and keep beside the book when it is due: after the app was
    /// ended, the lock itself can say it.
    pub(super) fn look_at_watch(&self) {
        let Some(book) = self.held_book() else { return };
        let due = book.look_at_watch().due;
        if std::mem::replace(&mut self.state().due, due) != due
            && let Err(error) = place::put_due(&self.dir, due)
        {
            tracing::warn!(%error, "the lock will not know of the check-in timer");
        }
    }

    /// Milliseconds until the check-in timer asks for something.
    pub(super) fn watch_in_ms(&self) -> i64 {
        let look_at = self.held_book().and_then(|book| book.look_at_watch().look_at);
        look_at.map_or(i64::MAX, |at| (at - self.env.now()).num_milliseconds())
    }

    /// The book, open or shut, as long as it is held.
    pub(super) fn held_book(&self) -> Option<Arc<Book>> {
        match &self.state().held {
            Held::Open { book, .. } | Held::HandingIn { book, .. } => Some(Arc::clone(book)),
            Held::Nothing => None,
        }
    }

    /// Close a book that is shut: its connection ends and its key is wiped.
    pub(super) fn let_go(&self) {
        let _turning = self.turning.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        if matches!(state.held, Held::HandingIn { .. }) {
            let closing = std::mem::replace(&mut state.held, Held::Nothing);
            drop(state);
            drop(closing);
        }
    }

    /// Close the book, open or shut, and wait until it is: whoever asked it something a moment ago still has it.
    pub(super) fn close(&self) -> Result<(), Error> {
        let _turning = self.turning.lock().unwrap_or_else(PoisonError::into_inner);
        let held = std::mem::replace(&mut self.state().held, Held::Nothing);
        drop(held);
        for _ in 0..CLOSING_TRIES {
            match Store::refuse_in_use(&self.dir) {
                Err(StoreError::InUse) => std::thread::sleep(CLOSING_WAIT),
                closed => return Ok(closed?),
            }
        }
        Err(StoreError::InUse.into())
    }

    fn handing_in(&self) -> Option<(Arc<Book>, i64)> {
        match &self.state().held {
            Held::HandingIn { book, since_ms } => Some((Arc::clone(book), *since_ms)),
            _ => None,
        }
    }

    /// Milliseconds until the time asks for something.
    pub(super) fn due_in_ms(&self) -> i64 {
        let now_ms = self.env.monotonic_ms();
        let state = self.state();
        match &state.held {
            Held::Open { .. } if !state.has_pin => i64::MAX,
            Held::Open { shuts_at_ms, .. } => *shuts_at_ms - now_ms,
            Held::HandingIn { since_ms, .. } => since_ms + HANDING_IN_MS - now_ms,
            Held::Nothing => i64::MAX,
        }
    }

    /// The lock opened or shut.
    fn tell_of_lock(&self) {
        self.tell_of("lock");
    }

    /// Have the screen read again what is not in the book.
    pub(super) fn tell_of(&self, what: &'static str) {
        tell(&self.listeners, &Changed { tables: [what].into(), ..Changed::default() });
    }
}

fn tell(listeners: &RwLock<Vec<Listener>>, changed: &Changed) {
    for listener in listeners.read().unwrap_or_else(PoisonError::into_inner).iter() {
        listener(changed);
    }
}

/// Have the watching thread look.
pub(super) fn stir(stirred: &(Mutex<bool>, Condvar)) {
    *stirred.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
    stirred.1.notify_all();
}
