//! The one door for the screen: a name and JSON in, JSON out.
//!
//! Rule: a table of typed commands and nothing else. The bindings of the screen are written from it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::actions::{
    Context, add_note, change_patrol, correct_record, count_engagement, enrol_device, finish_patrol,
    keep_draft, keep_route, list_hotspots, list_records, pause_patrol, read_day, read_record, read_status,
    read_sync, start_patrol, take_photo,
};
use crate::api::{
    AddNote, AppStatus, ChangePatrol, CorrectRecord, CountEngagement, Counted, Draft, DraftPut, DraftRef,
    EnrolDevice, FinishPatrol, FoundPhoto, HotspotChoice, KeepFoundPhoto, Me, Nothing, PatrolDone,
    PatrolView, PauseReading, RecordDetail, RecordQuery, RecordRef, RecordRow, Route, Saved, StartPatrol,
    SyncState, Today, UndoEngagement,
};
use crate::error::Error;

macro_rules! commands {
    ($on:ty: $($name:ident: $input:ty => $output:ty = $function:path;)+) => {
        /// Run a command; `None` when there is none of this name.
        pub(crate) fn run(on: &$on, name: &str, body: &str) -> Option<Result<String, $crate::error::Error>> {
            match name {
                $(stringify!($name) => Some($crate::dispatch::answer::<$on, $input, $output>(on, body, $function)),)+
                _ => None,
            }
        }

        /// Show the table to whoever writes it down.
        #[cfg(test)]
        pub(crate) fn describe(listing: &mut crate::bindings::Listing) {
            $(listing.command::<$input, $output>(stringify!($name));)+
        }
    };
}

pub(crate) use commands;

commands! { Context:
    app_status: Nothing => AppStatus = read_status::status;
    enrol_device: EnrolDevice => Me = enrol_device::enrol;
    route_put: Route => () = keep_route::put_route;
    today: Nothing => Today = read_day::today;
    hotspot_list: Nothing => Vec<HotspotChoice> = list_hotspots::list;
    patrol_start: StartPatrol => PatrolView = start_patrol::start;
    patrol_live: Nothing => Option<PatrolView> = read_day::live;
    patrol_pause: Nothing => PatrolView = pause_patrol::pause;
    patrol_resume: Nothing => PatrolView = change_patrol::resume;
    patrol_change: ChangePatrol => PatrolView = change_patrol::change;
    patrol_finish: FinishPatrol => PatrolDone = finish_patrol::finish;
    engagement_count: CountEngagement => Counted = count_engagement::count;
    engagement_undo: UndoEngagement => Counted = count_engagement::undo;
    note_add: AddNote => Saved = add_note::add;
    photo_take: RecordRef => Option<Saved> = take_photo::take;
    photo_found: Nothing => Vec<FoundPhoto> = take_photo::found;
    photo_keep_found: KeepFoundPhoto => Saved = take_photo::keep_found;
    record_list: RecordQuery => Vec<RecordRow> = list_records::list;
    record_read: RecordRef => RecordDetail = read_record::read;
    record_correct: CorrectRecord => Saved = correct_record::correct;
    draft_put: DraftPut => () = keep_draft::put;
    draft_get: DraftRef => Option<Draft> = keep_draft::get;
    draft_list: Nothing => Vec<Draft> = keep_draft::list;
    draft_drop: DraftRef => () = keep_draft::discard;
    sync_state: Nothing => SyncState = read_sync::state;
    sync_now: Nothing => SyncState = read_sync::now;
    sync_pause: PauseReading => SyncState = read_sync::pause_reading;
}

/// Read the input, do it, write the output.
pub(crate) fn answer<C, I: DeserializeOwned, O: Serialize>(
    on: &C,
    body: &str,
    function: fn(&C, I) -> Result<O, Error>,
) -> Result<String, Error> {
    let input = serde_json::from_str(body).map_err(Error::Input)?;
    let output = function(on, input)?;
    serde_json::to_string(&output).map_err(|error| Error::Internal(error.to_string()))
}
