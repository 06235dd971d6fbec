//! What goes through the door for the screen: inputs and outputs of commands.
//!
//! Rule: shapes only. Ids are UUID text, times RFC 3339 in UTC with milliseconds; words people read
//! are not here but in the screen's catalogue.

mod contacts;
mod job;
mod letter;
mod lock;
mod patrol;
mod photo;
mod place;
mod power;
mod record;
mod rescue_file;
mod slip;
mod status;
mod sync;
mod walk;
mod watch;

pub use contacts::{ContactList, ContactRow};
pub use job::{Fit, JobItem, JobRef, JobRow, JobView, RecallBatch, Recalled, SignJob, TaskState};
pub use letter::{LetterChoices, LetterFile, LetterForm, LetterRow, LetterText, SavedLetter, WriteLetter};
pub use lock::{ChangePin, ChoosePin, LockStage, LockState, RescueBook, RescueRequest, UnlockBook};
pub use patrol::{
    ChangePatrol, CountEngagement, Counted, Counts, FinishPatrol, HotspotChoice, JoinPatrol, LastTap,
    LegView, PatrolDefaults, PatrolDone, PatrolState, PatrolView, StartPatrol, Today, UndoEngagement, Why,
};
pub use photo::{
    CopyPhoto, DropFoundPhoto, FoundPhoto, KeepFoundPhoto, Label, NewId, PhotoAbout, PhotoBox, PhotoDetail,
    PhotoDraft, PhotoHandIn, PhotoList, PhotoRow, PhotosWaiting, SavedPhoto, TakePhoto,
};
pub use place::{
    FindPlace, ListStreets, NearPlaces, PlaceDetail, PlaceRef, PlaceRow, PlaceState, PlacesNear, StreetHouses,
};
pub use power::{AskPowers, ConditionRow, PowerRow, PowersHere, UsePower};
pub use record::{
    AddNote, CorrectRecord, Draft, DraftPut, DraftRef, HandIn, HistoryItem, Overruled, RecordDetail,
    RecordQuery, RecordRef, RecordRow, Saved, SettleConflict, UpdateRecord, VoidRecord, WriteRecord,
};
pub use rescue_file::{RescueFile, RescueState};
pub use slip::{EndShift, ShiftView, Slip, SlipCounts, SlipRow, SlipWhy};
pub use status::{AppStatus, EnrolDevice, Language, Me, Nothing, Route, Settings, SignIn, TextSize, Theme};
pub use sync::{
    AnswerNudge, AskedNudge, Chip, ChipState, NeedsYou, PauseReading, ReadingState, SyncProblem, SyncState,
    WaitingItem, WaitingState,
};
pub use walk::{
    DoorState, KnockDoor, MarkHouse, OpenMatter, RoundDoor, RoundView, StartRound, StartWalk, StreetWork,
    WalkHouse, WalkView,
};
pub use watch::{BeginWatch, EndWatch, ExtendWatch, WatchAlarm, WatchView};
