//! The window around the core: calls go in, changes come out. It decides nothing and knows neither SQL nor HTTP.

mod call;
mod events;
mod keys;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use beatbook_core::{Book, Config, Error, ErrorBody, NoLocation, SystemEnv};
use tauri::{AppHandle, Manager, WebviewWindowBuilder};

/// The app's book, opened by the first call that asks for it.
pub(crate) struct Shell {
    app: AppHandle,
    book: Mutex<Option<Arc<Book>>>,
}

impl Shell {
    /// The open book. One that could not be opened is tried again at the next call: the screen tells why, and
    /// offers to try again.
    pub(crate) fn book(&self) -> Result<Arc<Book>, ErrorBody> {
        let mut open = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(book) = &*open {
            return Ok(Arc::clone(book));
        }
        let book = Arc::new(open_book(data_dir(&self.app)?)?);
        events::tell_of_changes(&self.app, &book);
        Ok(Arc::clone(open.insert(book)))
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When no window can be opened at all. A book that cannot be opened is told in the window instead.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    tauri::Builder::default()
        .setup(|app| Ok(open_windows(app.handle())?))
        .invoke_handler(tauri::generate_handler![call::call])
        .run(tauri::generate_context!())?;
    Ok(())
}

/// The state first, then the window: its first call finds it.
fn open_windows(app: &AppHandle) -> tauri::Result<()> {
    app.manage(Shell { app: app.clone(), book: Mutex::default() });
    for window in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app, window)?.build()?;
    }
    Ok(())
}

/// Where this device keeps its book: `BEATBOOK_DATA`, or the place the system gives each app.
fn data_dir(app: &AppHandle) -> Result<PathBuf, Error> {
    let given = std::env::var_os("BEATBOOK_DATA").map(PathBuf::from);
    given.map_or_else(|| app.path().app_data_dir(), Ok).map_err(|error| Error::Internal(error.to_string()))
}

fn open_book(dir: PathBuf) -> Result<Book, Error> {
    let env = Arc::new(SystemEnv::new());
    let keys = keys::choose(&dir, env.clone());
    Book::open(Config { dir, keys, env, location: Arc::new(NoLocation), sync: true })
}
