//! The open book: the store's thread, the sync thread, and the one door for the screen.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};

use beatbook_records::wire::Certificate;

use crate::actions::{Context, Syncing};
use crate::dispatch;
use crate::env::Env;
use crate::error::{Error, ErrorBody, ErrorCode};
use crate::native::{Camera, Location};
use crate::store::{Access as _, Changed, Reader, Store, StoreHandle, StoreThread};
use crate::sync_link;

/// What a book needs.
pub struct Config {
    /// Its folder.
    pub dir: PathBuf,
    /// The raw key of its database.
    pub key: [u8; 32],
    /// The clock and the ids.
    pub env: Arc<dyn Env>,
    /// Where the device is.
    pub location: Arc<dyn Location>,
    /// What takes photos.
    pub camera: Arc<dyn Camera>,
    /// Whether a thread syncs.
    pub sync: bool,
}

/// What a shut cover may still show of the book behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Glance {
    /// Whether a patrol runs or is paused.
    pub(crate) patrol: bool,
    /// Own entries that the hub has not confirmed.
    pub(crate) waiting: u32,
}

type Listener = Box<dyn Fn(&Changed) + Send + Sync>;

/// The open book.
pub struct Book {
    // Dropped in this order: sync ends before the store that it uses.
    context: Context,
    listeners: Arc<RwLock<Vec<Listener>>>,
    thread: StoreThread,
}

impl Book {
    /// Open the book, or begin one.
    ///
    /// # Errors
    /// When the key, the file or this build is not fit, or another copy has the book open.
    pub fn open(config: Config) -> Result<Self, Error> {
        let mut store = Store::open(&config.dir, config.key, Arc::clone(&config.env))?;
        store.keep_reserve();
        let listeners: Arc<RwLock<Vec<Listener>>> = Arc::default();
        let wake: Arc<OnceLock<Weak<dyn Syncing>>> = Arc::default();
        store.observe({
            let (listeners, wake) = (Arc::clone(&listeners), Arc::clone(&wake));
            move |changed| tell(&listeners, &wake, changed)
        });
        let thread =
            StoreThread::start(store).map_err(|error| Error::Internal(format!("no thread: {error}")))?;
        let syncing = sync_link::start(&thread.handle(), &config.env, config.sync);
        let set = wake.set(Arc::downgrade(&syncing));
        debug_assert!(set.is_ok(), "set once, here");
        let context = Context {
            store: thread.handle(),
            ask_enrol: sync_link::ask_enrol(&config.env),
            env: config.env,
            location: config.location,
            camera: config.camera,
            syncing,
        };
        Ok(Self { context, listeners, thread })
    }

    /// Run a command of the screen.
    ///
    /// # Errors
    /// A code that the screen acts on.
    pub fn call(&self, name: &str, body: &str) -> Result<String, ErrorBody> {
        let mut answer = self.answer(name, body);
        // A command that found no room wrote nothing, so it can be done again in the room that is given up for it.
        if answer.as_ref().is_err_and(|error| error.code() == ErrorCode::DiskFull)
            && self.store().with(Store::release_reserve)
        {
            answer = self.answer(name, body);
        }
        answer.map_err(|error| {
            tracing::debug!(name, code = ?error.code(), "a command was refused");
            error.into()
        })
    }

    fn answer(&self, name: &str, body: &str) -> Result<String, Error> {
        let answer = catch_unwind(AssertUnwindSafe(|| dispatch::run(&self.context, name, body)));
        let answer = answer.unwrap_or_else(|_| Some(Err(Error::Internal(format!("{name} failed")))));
        answer.unwrap_or_else(|| Err(ErrorCode::NotFound.into()))
    }

    /// Have `listener` called after each commit that changed something. It is called on the store's
    /// thread and must not call the book.
    pub fn on_change(&self, listener: impl Fn(&Changed) + Send + Sync + 'static) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// The way to the store.
    #[must_use]
    pub fn store(&self) -> StoreHandle {
        self.thread.handle()
    }

    /// What may be seen of it when it is shut. A book that cannot be read hides everything.
    pub(crate) fn glance(&self) -> Glance {
        self.store().with(|store| glance(store.read()).unwrap_or_default())
    }

    /// The key that the organisation's recovery secret opens, from the certificate it signed.
    pub(crate) fn recovery_key(&self) -> Result<[u8; 32], Error> {
        let certificate = self.store().with(|store| store.read().certificate())?;
        let certificate: Certificate =
            serde_json::from_str(&certificate).map_err(|error| Error::Internal(error.to_string()))?;
        let mut key = [0; 32];
        hex::decode_to_slice(&certificate.recovery_key, &mut key)
            .map_err(|_| Error::from(ErrorCode::NotEnrolled))?;
        Ok(key)
    }

    /// The app is in front again, or the network is back: look whether a try is due.
    pub fn wake_sync(&self) {
        self.context.syncing.look();
    }
}

impl Drop for Book {
    /// From here on no commit wakes sync: the store's thread must never be the one to end it.
    fn drop(&mut self) {
        self.thread.handle().with(|store| store.observe(|_| ()));
    }
}

fn glance(reader: Reader<'_>) -> Result<Glance, Error> {
    let Some(owner) = reader.owner()? else { return Ok(Glance::default()) };
    let patrol = reader.live_patrol(owner.device)?.is_some();
    Ok(Glance { patrol, waiting: reader.progress()?.waiting })
}

fn tell(listeners: &RwLock<Vec<Listener>>, wake: &OnceLock<Weak<dyn Syncing>>, changed: &Changed) {
    for listener in listeners.read().unwrap_or_else(PoisonError::into_inner).iter() {
        listener(changed);
    }
    let syncing = wake.get().and_then(Weak::upgrade);
    if let Some(syncing) = syncing.filter(|_| changed.entered > 0) {
        syncing.look();
    }
}
