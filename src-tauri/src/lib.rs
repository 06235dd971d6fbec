//! The window around the core: calls go in, changes come out. It decides nothing and knows neither SQL nor HTTP.

mod call;
mod events;
mod keys;
mod protocol;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use beatbook_core::{Error, ErrorBody, Lock, LockConfig, NoLocation, ScreenCamera, SystemEnv};
use tauri::{AppHandle, Manager, WebviewWindowBuilder};

/// The app's book behind its lock, found by the first call that asks for it.
pub(crate) struct Shell {
    app: AppHandle,
    lock: Mutex<Option<Arc<Lock>>>,
}

impl Shell {
    /// The lock. One that could not be found is tried again at the next call: the screen tells why, and offers to try
    /// again.
    pub(crate) fn lock(&self) -> Result<Arc<Lock>, ErrorBody> {
        let mut found = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = &*found {
            return Ok(Arc::clone(lock));
        }
        let lock = Arc::new(open_lock(data_dir(&self.app)?)?);
        events::tell_of_changes(&self.app, &lock);
        Ok(Arc::clone(found.insert(lock)))
    }
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When no window can be opened at all. A book that cannot be opened is told in the window instead.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    tauri::Builder::default()
        .setup(|app| Ok(open_windows(app.handle())?))
        .register_asynchronous_uri_scheme_protocol("photo", protocol::answer)
        .invoke_handler(tauri::generate_handler![call::call])
        .run(tauri::generate_context!())?;
    Ok(())
}

/// The state first, then the window: its first call finds it.
fn open_windows(app: &AppHandle) -> tauri::Result<()> {
    app.manage(Shell { app: app.clone(), lock: Mutex::default() });
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

fn open_lock(dir: PathBuf) -> Result<Lock, Error> {
    let (keys, env) = (keys::choose(&dir), Arc::new(SystemEnv::new()));
    Lock::open(LockConfig {
        dir,
        keys,
        env,
        location: Arc::new(NoLocation),
        camera: Arc::new(ScreenCamera),
        background: true,
    })
}
