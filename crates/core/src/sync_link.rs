//! Between the book and sync: what actions ask of sync, and the client it works with.

use std::sync::Arc;

use beatbook_records::wire::RefusalCode;
use chrono::{DateTime, Utc};

use crate::actions::{AskEnrol, Syncing};
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::store::{Access as _, StoreHandle};
use crate::sync::http::HttpCentral;
use crate::sync::schedule::next_try_ms;
use crate::sync::{Central, CentralError, Worker};

/// The thread that syncs.
struct Running {
    worker: Worker,
    store: StoreHandle,
}

impl Syncing for Running {
    fn look(&self) {
        self.worker.look();
    }

    fn now(&self) {
        self.worker.now();
    }

    fn running(&self) -> bool {
        self.worker.busy()
    }

    fn next_try(&self) -> Option<DateTime<Utc>> {
        self.store.with(|store| {
            let (situation, now) = (store.situation().ok()?, store.env().now());
            let due = next_try_ms(situation, now.timestamp_millis());
            DateTime::from_timestamp_millis(due.max(now.timestamp_millis())).filter(|_| situation.enrolled)
        })
    }
}

/// A book that does not sync.
struct Still;

impl Syncing for Still {
    fn look(&self) {}

    fn now(&self) {}

    fn running(&self) -> bool {
        false
    }

    fn next_try(&self) -> Option<DateTime<Utc>> {
        None
    }
}

/// Start the thread that syncs, if one is wanted.
pub(crate) fn start(store: &StoreHandle, env: &Arc<dyn Env>, wanted: bool) -> Arc<dyn Syncing> {
    if !wanted {
        return Arc::new(Still);
    }
    let of = Arc::clone(env);
    let connect = Box::new(move |store: &StoreHandle| connect(store, &of));
    let worker = Worker::start(store.behind(), Arc::clone(env), connect);
    Arc::new(Running { worker, store: store.clone() })
}

/// A client for the hub the device is enrolled with.
fn connect(store: &StoreHandle, env: &Arc<dyn Env>) -> Result<Option<Box<dyn Central + Send>>, CentralError> {
    let central = HttpCentral::enrolled(store, Arc::clone(env))?;
    Ok(central.map(|central| Box::new(central) as Box<dyn Central + Send>))
}

/// Ask the hub at an address to enrol the device.
pub(crate) fn ask_enrol(env: &Arc<dyn Env>) -> AskEnrol {
    let env = Arc::clone(env);
    Box::new(move |hub, request| {
        let mut central = HttpCentral::new(hub, None, Arc::clone(&env)).map_err(refusal)?;
        central.enrol(request).map_err(refusal)
    })
}

fn refusal(error: CentralError) -> Error {
    let code = match &error {
        CentralError::NoConnection(_)
        | CentralError::TimedOut
        | CentralError::Garbled(_)
        | CentralError::TooLarge => ErrorCode::NoConnection,
        CentralError::Refused(refusal) => match refusal.code {
            RefusalCode::CodeRefused => ErrorCode::CodeRefused,
            RefusalCode::ClockWrong => ErrorCode::ClockWrong,
            _ => ErrorCode::HubRefused,
        },
    };
    Error::Hub { code, detail: error.to_string() }
}
