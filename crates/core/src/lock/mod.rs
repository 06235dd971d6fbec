//! The lock on the book: what stands before it for the screen, and opens it to the PIN.
//!
//! Rule: while the book is shut no command reaches it. It shuts by itself when nobody has touched the app for a
//! while. What waits for the hub goes on being handed in behind a shut cover; when nothing waits, or after some hours,
//! the connection is closed and the key wiped. Nothing here erases anything, however many PINs were wrong.

mod commands;
mod cover;
mod desk;
mod leaving;
mod opening;
mod pin;
mod place;
#[cfg(test)]
mod tests;
mod tries;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

#[cfg(test)]
pub(crate) use commands::describe;

use self::desk::Desk;
use self::watch::Watch;
use crate::book::Book;
use crate::env::Env;
use crate::error::{Error, ErrorBody};
use crate::native::{Camera, Keys, Location};
use crate::store::Changed;

/// What a lock needs.
pub struct LockConfig {
    /// The folder of the book.
    pub dir: PathBuf,
    /// Where the device's secret is kept.
    pub keys: Box<dyn Keys>,
    /// The clock and the ids.
    pub env: Arc<dyn Env>,
    /// Where the device is.
    pub location: Arc<dyn Location>,
    /// What takes photos.
    pub camera: Arc<dyn Camera>,
    /// Whether threads of its own sync and watch the time.
    pub background: bool,
}

/// A book with its lock: what a shell holds.
pub struct Lock {
    desk: Arc<Desk>,
    _watch: Option<Watch>,
}

impl Lock {
    /// Find the book, or begin one. With a PIN chosen it stays shut.
    ///
    /// # Errors
    /// When the folder, the key or the file is not fit, or another copy of the app has the book open.
    pub fn open(config: LockConfig) -> Result<Self, Error> {
        let background = config.background;
        let desk = Arc::new(Desk::new(config));
        opening::begin(&desk)?;
        let _watch = background.then(|| Watch::start(&desk));
        Ok(Self { desk, _watch })
    }

    /// Run a command of the screen: the lock's own, or one of the open book.
    ///
    /// # Errors
    /// A code that the screen acts on.
    pub fn call(&self, name: &str, body: &str) -> Result<String, ErrorBody> {
        self.desk.look();
        match commands::run(&self.desk, name, body) {
            Some(answer) => answer.map_err(ErrorBody::from),
            None => self.desk.book_for(name).map_err(ErrorBody::from).and_then(|book| book.call(name, body)),
        }
    }

    /// Where the last rescue file of the open book lies, for a shell that hands it on.
    ///
    /// # Errors
    /// `locked` while the book is shut; `not_found` where there is none.
    pub fn rescue_file(&self) -> Result<PathBuf, ErrorBody> {
        self.open_book("rescue_file").and_then(|book| book.rescue_file()).map_err(ErrorBody::from)
    }

    /// The open book, for something of this name.
    pub(crate) fn open_book(&self, name: &str) -> Result<Arc<Book>, Error> {
        self.desk.look();
        self.desk.book_for(name)
    }

    /// Have `listener` called after each commit that changed something, and when the lock opened or shut. It must not
    /// call the lock.
    pub fn on_change(&self, listener: impl Fn(&Changed) + Send + Sync + 'static) {
        self.desk.listen(Box::new(listener));
    }
}
