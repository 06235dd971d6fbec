//! The thread that owns the book, and the way to it.
//!
//! Rule: one thread, one connection. What a person waits for goes before what sync does: two queues.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use super::Store;

/// Work with the store, on whichever thread owns it.
pub trait Access {
    /// Do it and wait for its answer.
    ///
    /// # Panics
    /// When the work panics. On a closed book the calling thread unwinds without a word: it was left behind.
    fn with<R: Send + 'static>(&self, work: impl FnOnce(&mut Store) -> R + Send + 'static) -> R;
}

/// A store without a thread of its own, for tests and for loading synthetic data.
impl Access for Mutex<Store> {
    fn with<R: Send + 'static>(&self, work: impl FnOnce(&mut Store) -> R + Send + 'static) -> R {
        work(&mut self.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a thread unwinds with that asks a closed book. Only sync does: it may be waiting for the hub when the book is
/// closed, and what the hub then says comes again with the next try.
struct Closed;

type Job = Box<dyn FnOnce(&mut Store) + Send>;

#[derive(Default)]
struct Queues {
    taps: VecDeque<Job>,
    sync: VecDeque<Job>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queues: Mutex<Queues>,
    arrived: Condvar,
}

impl Shared {
    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Job> {
        let mut queues = self.queues();
        loop {
            let job = queues.taps.pop_front().or_else(|| queues.sync.pop_front());
            if job.is_some() || queues.closed {
                return job;
            }
            queues = self.arrived.wait(queues).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The way to the store's thread; cheap to clone.
#[derive(Clone)]
pub struct StoreHandle {
    shared: Arc<Shared>,
    behind: bool,
}

impl StoreHandle {
    /// The same store, for work that lets what a person waits for go first.
    #[must_use]
    pub fn behind(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), behind: true }
    }
}

impl Access for StoreHandle {
    fn with<R: Send + 'static>(&self, work: impl FnOnce(&mut Store) -> R + Send + 'static) -> R {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |store| drop(answer.send(work(store))));
        {
            let mut queues = self.shared.queues();
            if queues.closed {
                drop(queues);
                resume_unwind(Box::new(Closed));
            }
            if self.behind { queues.sync.push_back(job) } else { queues.taps.push_back(job) }
        }
        self.shared.arrived.notify_one();
        answered.recv().expect("work with the store does not panic")
    }
}

/// The running thread; dropping it finishes what is queued and closes the book.
pub(crate) struct StoreThread {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl StoreThread {
    /// Move the store to a thread of its own.
    pub(crate) fn start(mut store: Store) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let queue = Arc::clone(&shared);
        let thread = thread::Builder::new().name("beatbook-store".into()).spawn(move || {
            while let Some(job) = queue.next() {
                // A transaction cut short by a panic was rolled back: the next job finds a sound book.
                if catch_unwind(AssertUnwindSafe(|| job(&mut store))).is_err() {
                    tracing::error!("work with the store failed; nothing of it was kept");
                }
            }
        })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// A way to it, for what a person waits for.
    pub(crate) fn handle(&self) -> StoreHandle {
        StoreHandle { shared: Arc::clone(&self.shared), behind: false }
    }
}

impl Drop for StoreThread {
    fn drop(&mut self) {
        self.shared.queues().closed = true;
        self.shared.arrived.notify_all();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
