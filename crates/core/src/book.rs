//! The open book: the store's thread, the sync thread, and the one door for the screen.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};

use chrono::TimeDelta;
use uuid::Uuid;

use crate::actions::keep_watch::{self, Watched};
use crate::actions::{
    Context, Pictures, Syncing, make_rescue_file, show_photo, sign_out, take_photo, write_letter,
};
use crate::api::{Nothing, WatchView};
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
    /// Whether a check-in timer runs.
    pub(crate) watch: bool,
    /// Own entries that the hub has not confirmed.
    pub(crate) waiting: u32,
}

/// When the check-in timer is looked at again after that failed.
const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(30);

type Listener = Box<dyn Fn(&Changed) + Send + Sync>;

/// The open book.
pub struct Book {
    // Dropped in this order: sync ends before the store that it uses.
    context: Context,
    listeners: Arc<RwLock<Vec<Listener>>>,
    /// The check-in timer as it was last looked at, and whether something was written since.
    watched: Mutex<Watched>,
    written: Arc<AtomicBool>,
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
        let written = Arc::new(AtomicBool::new(true));
        store.observe({
            let (listeners, wake, written) =
                (Arc::clone(&listeners), Arc::clone(&wake), Arc::clone(&written));
            move |changed| {
                written.store(true, Ordering::SeqCst);
                tell(&listeners, &wake, changed);
            }
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
            pictures: Pictures::default(),
        };
        Ok(Self { context, listeners, watched: Mutex::default(), written, thread })
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

    /// A photo as it is shown: upright, at most so wide, as a JPEG.
    pub(crate) fn photo(&self, what: show_photo::Shown, width: u32) -> Result<Vec<u8>, Error> {
        show_photo::show(&self.context, what, width)
    }

    /// The pages of a letter.
    pub(crate) fn letter(&self, record: Uuid) -> Result<Vec<u8>, Error> {
        write_letter::open(&self.context, record)
    }

    /// Write what the screen sends into the inbox, as the photo of a draft.
    pub(crate) fn take_in_photo(&self, draft: Uuid, from: &mut dyn Read) -> Result<(), Error> {
        take_photo::take_in(&self.context, draft, from)
    }

    /// Where the last rescue file of this book lies.
    pub(crate) fn rescue_file(&self) -> Result<PathBuf, Error> {
        let state = make_rescue_file::state(&self.context, Nothing {})?;
        Ok(state.file.ok_or(ErrorCode::NotFound)?.path.into())
    }

    /// Empty the book for whoever comes next, unless something is only here.
    pub(crate) fn sign_out(&self) -> Result<(), Error> {
        sign_out::sign_out(&self.context)
    }

    /// Whether it was signed out of. A damaged book that lost its officer was not.
    pub(crate) fn is_signed_out(&self) -> Result<bool, Error> {
        self.store().with(|store| sign_out::is_signed_out(store.read()))
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

    /// The check-in timer that runs.
    pub(crate) fn watch(&self) -> Result<Option<WatchView>, Error> {
        keep_watch::read(&self.context)
    }

    /// The officer is safe: the check-in timer ends.
    pub(crate) fn end_watch(&self) -> Result<(), Error> {
        keep_watch::end(&self.context)
    }

    /// Do what the time asks of the check-in timer, and say when it asks next. Cheap while nothing was written.
    pub(crate) fn look_at_watch(&self) -> Watched {
        let now = self.context.env.now();
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let due = watched.look_at.is_some_and(|at| at <= now);
        if self.written.swap(false, Ordering::SeqCst) || due {
            *watched = keep_watch::look(&self.context).unwrap_or_else(|error| {
                tracing::error!(%error, "the check-in timer cannot be looked at");
                Watched { due: watched.due, look_at: Some(now + LOOK_AGAIN) }
            });
        }
        *watched
    }

    /// The key that the organisation's recovery secret opens, from the certificate it signed.
    pub(crate) fn recovery_key(&self) -> Result<[u8; 32], Error> {
        let certificate = self.store().with(|store| store.read().certificate())?;
        make_rescue_file::recovery_key(&certificate)
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
    let watch = keep_watch::runs(reader, &owner).unwrap_or_default();
    Ok(Glance { patrol, watch, waiting: reader.progress()?.waiting })
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
