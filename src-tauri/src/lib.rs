//! The window around the core: calls go in, changes come out. It decides nothing and knows neither SQL nor HTTP.

mod call;
mod events;
mod keys;

use std::path::PathBuf;
use std::sync::Arc;

use beatbook_core::{Book, Config, ErrorBody, NoLocation, SystemEnv};
use tauri::{AppHandle, Manager, WebviewWindowBuilder};

/// What every call needs: the open book, or why it could not be opened (then every call answers that).
pub(crate) struct Shell {
    pub(crate) book: Result<Arc<Book>, ErrorBody>,
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When no window can be opened at all. A database that cannot be opened is told in the window instead.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    tauri::Builder::default()
        .setup(|app| open(app.handle()))
        .invoke_handler(tauri::generate_handler![call::call])
        .run(tauri::generate_context!())?;
    Ok(())
}

/// The book first, then the window: the screen's first call finds an answer.
fn open(app: &AppHandle) -> Result<(), Box<dyn std::error::Error>> {
    let book = open_book(data_dir(app)?).map(Arc::new);
    if let Ok(book) = &book {
        events::tell_of_changes(app, book);
    }
    app.manage(Shell { book });
    for window in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app, window)?.build()?;
    }
    Ok(())
}

/// Where this device keeps its book: `BEATBOOK_DATA`, or the place the system gives each app.
fn data_dir(app: &AppHandle) -> tauri::Result<PathBuf> {
    std::env::var_os("BEATBOOK_DATA").map_or_else(|| app.path().app_data_dir(), |dir| Ok(dir.into()))
}

fn open_book(dir: PathBuf) -> Result<Book, ErrorBody> {
    let env = Arc::new(SystemEnv::new());
    let keys = keys::choose(&dir, env.clone());
    let config = Config { dir, keys, env, location: Arc::new(NoLocation), sync: true };
    Book::open(config).map_err(ErrorBody::from)
}
