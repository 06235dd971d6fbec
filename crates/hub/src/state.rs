//! What every request shares: the book, the files, the clock, the organisation's key, the limits.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::config::{Config, Files};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::objects::Objects;
use crate::organisation::{self, Key};
#[cfg(feature = "sim")]
use crate::sign_in;
use crate::store::{Book, Store};

/// A running hub.
pub struct Hub {
    store: Store,
    /// Where what is being uploaded on a page lies for as long as that takes.
    pub uploads: PathBuf,
    /// Files that are not rows.
    pub objects: Objects,
    /// What must outlive a restored backup.
    pub ledger: Ledger,
    /// Time and randomness.
    pub clock: Arc<dyn Clock>,
    /// The key that signs enrolments.
    pub key: Key,
    /// The public half of the recovery key, 64 hexadecimal digits.
    pub recovery_key: String,
    /// How many days a device is signed in after it was last heard of.
    pub sign_in_days: u32,
    /// The organisation's name, as first started with.
    pub organisation: String,
    /// The address that people and devices reach it by.
    pub address: String,
    /// How much at once, how often.
    pub limits: Limits,
    /// What is counted.
    pub metrics: Metrics,
    /// Whether cookies travel over https only.
    pub secure_cookies: bool,
}

impl Hub {
    /// Open the book, the files and the key in a data directory, making them where there is none.
    ///
    /// # Errors
    /// When the directory, the key file or the database cannot be used.
    pub fn open(dir: &Path, config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<Self>> {
        use anyhow::Context as _;
        std::fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the data directory {}", dir.display()))?;
        let key = Key::open(dir, clock.as_ref())?;
        let recovery_key = organisation::recovery_public(dir, clock.as_ref())?;
        let store = config.database.open(dir)?;
        let book = store.book();
        book.establish(&config.organisation, clock.uuid_v7())?;
        let organisation = book.organisation()?.unwrap_or_default();
        anyhow::ensure!(
            book.shared_key(&key.public_hex())? == key.public_hex(),
            "the other hubs of this database sign with another key: copy {} and the recovery key from their data \
             directory into {}, and start again; nothing was changed",
            organisation::FILE,
            dir.display()
        );
        let files = Files::named(config.files.as_deref(), dir)?;
        let objects = Objects::open(&files, book.authority())?;
        let ledger = Ledger::open(config.ledger.as_deref(), dir, book.authority())?;
        drop(book);
        let limits = Limits::default();
        let uploads = dir.join("uploads");
        // What a hub that was ended left there is nobody's.
        if uploads.is_dir() {
            std::fs::remove_dir_all(&uploads)
                .with_context(|| format!("cannot empty {}", uploads.display()))?;
        }
        Ok(Arc::new(Self {
            store,
            uploads,
            objects,
            ledger,
            clock,
            key,
            recovery_key,
            sign_in_days: config.sign_in_days,
            organisation,
            address: config.address.trim_end_matches('/').to_owned(),
            limits,
            metrics: Metrics::default(),
            secure_cookies: config.secure_cookies(),
        }))
    }

    /// A hub over a book in memory.
    #[cfg(feature = "sim")]
    #[must_use]
    pub fn over(store: Store, key: Key, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self {
            store,
            uploads: std::env::temp_dir(),
            objects: Objects::in_memory(),
            ledger: Ledger::none(),
            clock,
            key,
            recovery_key: String::new(),
            sign_in_days: sign_in::DAYS,
            organisation: String::new(),
            address: String::new(),
            limits: Limits::default(),
            metrics: Metrics::default(),
            secure_cookies: false,
        })
    }

    /// The book, for one caller.
    pub fn store(&self) -> Book<'_> {
        self.store.book()
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.clock.now_ms()).unwrap_or_default()
    }

    /// Run work that blocks (the book, hashing, compressing) off the async threads, a few at a time.
    ///
    /// # Errors
    /// What the work answers; `Internal` where it panicked.
    pub async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, HubError> + Send + 'static,
    ) -> Result<T, HubError> {
        let _turn = self.limits.work.acquire().await.map_err(|_| HubError::Busy)?;
        self.blocking(work).await
    }

    /// The same for work with files: it may wait for a network, and nobody's entries wait for that.
    ///
    /// # Errors
    /// As [`Hub::work`].
    pub async fn work_with_files<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, HubError> + Send + 'static,
    ) -> Result<T, HubError> {
        let _turn = self.limits.files.acquire().await.map_err(|_| HubError::Busy)?;
        self.blocking(work).await
    }

    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, HubError> + Send + 'static,
    ) -> Result<T, HubError> {
        let hub = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&hub))
            .await
            .map_err(|panic| HubError::Internal(panic.to_string()))?
    }
}
