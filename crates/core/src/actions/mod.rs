//! What an officer can do: one file a verb, one function a command.
//!
//! Rule: an action reads and writes the store and returns what the screen shows. It must not know
//! SQL, HTTP or the screen, and it never waits for the hub, but for enrolment and signing in.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use beatbook_records::wire::{EnrolReply, EnrolRequest};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::env::Env;
use crate::error::Error;
use crate::native::{Camera, Location};
use crate::store::{Access, Failure as _, Reader, StoreHandle, Tx};

pub(crate) mod add_note;
pub(crate) mod answer_nudge;
pub(crate) mod change_patrol;
pub(crate) mod copy_photo;
pub(crate) mod correct_record;
pub(crate) mod count_engagement;
pub(crate) mod end_shift;
pub(crate) mod enrol_device;
pub(crate) mod find_photos;
pub(crate) mod find_place;
pub(crate) mod finish_patrol;
pub(crate) mod fit_pack;
pub(crate) mod join_patrol;
pub(crate) mod keep_draft;
pub(crate) mod keep_route;
pub(crate) mod keep_watch;
pub(crate) mod knock_doors;
pub(crate) mod list_hotspots;
pub(crate) mod list_records;
pub(crate) mod make_rescue_file;
pub(crate) mod near_place;
pub(crate) mod pause_patrol;
pub(crate) mod read_day;
pub(crate) mod read_label;
pub(crate) mod read_place;
pub(crate) mod read_record;
pub(crate) mod read_slip;
pub(crate) mod read_status;
pub(crate) mod read_sync;
pub(crate) mod settle_conflict;
pub(crate) mod show_photo;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod start_patrol;
mod street;
mod support;
pub(crate) mod take_photo;
pub(crate) mod use_power;
mod view_patrol;
pub(crate) mod view_photo;
pub(crate) mod walk_street;
pub(crate) mod write_letter;
pub(crate) mod write_record;

/// Asks the hub at an address to enrol the device.
pub(crate) type AskEnrol = Box<dyn Fn(&str, &EnrolRequest) -> Result<EnrolReply, Error> + Send + Sync>;

/// The way to the thread that syncs.
pub(crate) trait Syncing: Send + Sync {
    /// Something may be due: look.
    fn look(&self);
    /// Somebody asked: try now.
    fn now(&self);
    /// Whether a try is under way.
    fn running(&self) -> bool;
    /// When the next one is due; `None` where nothing syncs.
    fn next_try(&self) -> Option<DateTime<Utc>>;
}

/// What an action works with.
pub(crate) struct Context {
    pub(crate) store: StoreHandle,
    pub(crate) env: Arc<dyn Env>,
    pub(crate) location: Arc<dyn Location>,
    pub(crate) camera: Arc<dyn Camera>,
    pub(crate) ask_enrol: AskEnrol,
    pub(crate) syncing: Arc<dyn Syncing>,
    pub(crate) pictures: Pictures,
}

/// What is under way with pictures since the book was opened.
#[derive(Default)]
pub(crate) struct Pictures {
    /// Held by whoever decodes one: two at once would take twice the memory.
    pub(crate) desk: Mutex<()>,
    /// The drafts of photos that are being kept right now: their files are nothing to be found yet.
    pub(crate) taking: Mutex<BTreeSet<Uuid>>,
}

impl Context {
    /// Write through the one door, on the store's thread.
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.with(|store| store.write(work).map(|(value, _)| value))
    }

    /// Read on the store's thread.
    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(Reader<'_>, &dyn Env) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.with(|store| {
            let env = Arc::clone(store.env());
            let read = work(store.read(), &*env);
            store.note(read.as_ref().err().and_then(Error::of_store));
            read
        })
    }
}
