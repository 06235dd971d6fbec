//! The one door for the screen: a name and JSON in, JSON out.
//!
//! Rule: a table of typed commands and nothing else. The bindings of the screen are written from it.

use beatbook_records::codes::CautionCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::actions::{
    Context, add_note, answer_nudge, change_patrol, copy_photo, correct_record, count_engagement, end_shift,
    enrol_device, find_photos, find_place, finish_patrol, fit_pack, join_patrol, keep_draft, keep_route,
    keep_watch, knock_doors, list_hotspots, list_records, make_rescue_file, near_place, pause_patrol,
    read_day, read_label, read_place, read_record, read_slip, read_status, read_sync, settle_conflict,
    sign_in, start_patrol, take_photo, use_power, view_photo, walk_street, write_letter, write_record,
};
use crate::api::{
    AddNote, AnswerNudge, AppStatus, AskPowers, BeginWatch, ChangePatrol, CopyPhoto, CorrectRecord,
    CountEngagement, Counted, Draft, DraftPut, DraftRef, DropFoundPhoto, EndShift, EnrolDevice, ExtendWatch,
    FindPlace, FinishPatrol, FoundPhoto, HotspotChoice, JobRef, JobRow, JobView, JoinPatrol, KeepFoundPhoto,
    KnockDoor, Label, LetterChoices, LetterFile, LetterForm, LetterText, ListStreets, MarkHouse, Me,
    NearPlaces, NewId, Nothing, PatrolDone, PatrolView, PauseReading, PhotoDetail, PhotoDraft, PhotoList,
    PlaceDetail, PlaceRef, PlaceRow, PlaceState, PlacesNear, PowersHere, RecallBatch, Recalled, RecordDetail,
    RecordQuery, RecordRef, RecordRow, RescueFile, RescueState, RoundView, Route, Saved, SavedLetter,
    SavedPhoto, SettleConflict, SignIn, SignJob, Slip, StartPatrol, StartRound, StartWalk, StreetHouses,
    StreetWork, SyncState, TakePhoto, Today, UndoEngagement, UpdateRecord, UsePower, VoidRecord, WalkView,
    WatchView, WriteLetter, WriteRecord,
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
    patrol_join: JoinPatrol => PatrolView = join_patrol::join;
    patrol_live: Nothing => Option<PatrolView> = read_day::live;
    patrol_pause: Nothing => PatrolView = pause_patrol::pause;
    patrol_resume: Nothing => PatrolView = change_patrol::resume;
    patrol_change: ChangePatrol => PatrolView = change_patrol::change;
    patrol_finish: FinishPatrol => PatrolDone = finish_patrol::finish;
    engagement_count: CountEngagement => Counted = count_engagement::count;
    engagement_undo: UndoEngagement => Counted = count_engagement::undo;
    note_add: AddNote => Saved = add_note::add;
    record_new_id: Nothing => NewId = take_photo::new_id;
    photo_begin: TakePhoto => PhotoDraft = take_photo::begin;
    photo_take: TakePhoto => Option<SavedPhoto> = take_photo::take;
    photo_cancel: PhotoDraft => () = take_photo::cancel;
    photo_list: RecordRef => PhotoList = view_photo::list;
    photo_read: RecordRef => PhotoDetail = view_photo::read;
    label_read: RecordRef => Label = read_label::read;
    photo_copy: CopyPhoto => SavedPhoto = copy_photo::copy;
    photo_found: Nothing => Vec<FoundPhoto> = find_photos::found;
    photo_keep_found: KeepFoundPhoto => SavedPhoto = find_photos::keep;
    photo_drop_found: DropFoundPhoto => () = find_photos::discard;
    record_list: RecordQuery => Vec<RecordRow> = list_records::list;
    place_history: PlaceRef => Vec<RecordRow> = list_records::of_home;
    record_read: RecordRef => RecordDetail = read_record::read;
    record_write: WriteRecord => Saved = write_record::write;
    record_update: UpdateRecord => Saved = write_record::update;
    nudge_answer: AnswerNudge => SyncState = answer_nudge::answer;
    conflict_settle: SettleConflict => Saved = settle_conflict::settle;
    record_void: VoidRecord => Saved = write_record::void;
    record_correct: CorrectRecord => Saved = correct_record::correct;
    power_list: AskPowers => PowersHere = use_power::list;
    power_use: UsePower => Saved = use_power::use_power;
    letter_list: Nothing => LetterChoices = write_letter::list;
    letter_preview: LetterForm => LetterText = write_letter::preview;
    letter_write: WriteLetter => SavedLetter = write_letter::write;
    letter_read: RecordRef => LetterFile = write_letter::read;
    draft_put: DraftPut => () = keep_draft::put;
    draft_get: DraftRef => Option<Draft> = keep_draft::get;
    draft_list: Nothing => Vec<Draft> = keep_draft::list;
    draft_drop: DraftRef => () = keep_draft::discard;
    place_find: FindPlace => Vec<PlaceRow> = find_place::find;
    place_near: NearPlaces => PlacesNear = near_place::near;
    place_read: PlaceRef => PlaceDetail = read_place::read;
    cautions_at: PlaceRef => Vec<CautionCode> = read_place::cautions;
    place_state: Nothing => PlaceState = read_place::state;
    street_list: ListStreets => Vec<PlaceRow> = find_place::streets;
    street_houses: StreetHouses => Vec<PlaceRow> = read_place::houses;
    walk_start: StartWalk => WalkView = walk_street::start;
    walk_read: StreetWork => WalkView = walk_street::read;
    walk_mark: MarkHouse => WalkView = walk_street::mark;
    walk_finish: StreetWork => WalkView = walk_street::finish;
    round_start: StartRound => RoundView = knock_doors::start;
    round_read: StreetWork => RoundView = knock_doors::read;
    round_knock: KnockDoor => RoundView = knock_doors::knock;
    round_take_over: StreetWork => RoundView = knock_doors::take_over;
    round_finish: StreetWork => RoundView = knock_doors::finish;
    job_list: Nothing => Vec<JobRow> = fit_pack::list;
    job_read: JobRef => JobView = fit_pack::read;
    job_start: JobRef => JobView = fit_pack::start;
    job_sign: SignJob => JobView = fit_pack::sign;
    job_finish: JobRef => JobView = fit_pack::finish;
    batch_recall: RecallBatch => Recalled = fit_pack::recall;
    watch_begin: BeginWatch => WatchView = keep_watch::begin;
    watch_extend: ExtendWatch => WatchView = keep_watch::extend;
    slip_read: Nothing => Slip = read_slip::read;
    rescue_file_make: Nothing => RescueFile = make_rescue_file::make;
    rescue_file_state: Nothing => RescueState = make_rescue_file::state;
    shift_end: EndShift => Saved = end_shift::end;
    sync_state: Nothing => SyncState = read_sync::state;
    sync_now: Nothing => SyncState = read_sync::now;
    sync_pause: PauseReading => SyncState = read_sync::pause_reading;
    sign_in: SignIn => SyncState = sign_in::sign_in;
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
