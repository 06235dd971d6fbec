//! What goes through the door for the screen: inputs and outputs of commands.
//!
//! Rule: shapes only. Ids are UUID text, times RFC 3339 in UTC with milliseconds; words people read
//! are not here but in the screen's catalogue.

mod lock;
mod patrol;
mod photo;
mod record;
mod status;
mod sync;

pub use lock::{ChangePin, ChoosePin, LockStage, LockState, RescueBook, RescueRequest, UnlockBook};
pub use patrol::{
    ChangePatrol, CountEngagement, Counted, Counts, FinishPatrol, HotspotChoice, LastTap, LegView,
    PatrolDefaults, PatrolDone, PatrolState, PatrolView, StartPatrol, Today, UndoEngagement, Why,
};
pub use photo::{FoundPhoto, KeepFoundPhoto, PhotoHandIn, PhotoRow, PhotosWaiting};
pub use record::{
    AddNote, CorrectRecord, Draft, DraftPut, DraftRef, HandIn, HistoryItem, Overruled, RecordDetail,
    RecordQuery, RecordRef, RecordRow, Saved,
};
pub use status::{AppStatus, EnrolDevice, Language, Me, Nothing, Route, Settings, TextSize, Theme};
pub use sync::{
    Chip, ChipState, NeedsYou, PauseReading, ReadingState, SyncProblem, SyncState, WaitingItem, WaitingState,
};
