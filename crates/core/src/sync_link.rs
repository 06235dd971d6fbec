//! What actions ask of sync: to enrol, to wake.

use std::sync::Arc;

use crate::actions::{AskEnrol, Syncing};
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::store::StoreHandle;

/// A book that does not sync.
struct Still;

impl Syncing for Still {
    fn look(&self) {}
    fn now(&self) {}
    fn running(&self) -> bool {
        false
    }
}

/// Start the thread that syncs, if one is wanted.
pub(crate) fn start(_store: &StoreHandle, _env: &Arc<dyn Env>, _wanted: bool) -> Arc<dyn Syncing> {
    Arc::new(Still)
}

/// Ask the hub at an address to enrol the device.
pub(crate) fn ask_enrol(_env: &Arc<dyn Env>) -> AskEnrol {
    Box::new(|_, _| Err(Error::Hub { code: ErrorCode::NoConnection, detail: "no sync".into() }))
}
