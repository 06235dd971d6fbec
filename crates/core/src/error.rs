//! Errors: rich inside, few codes outside. A code exists only if the screen acts on it.

use beatbook_picture::PictureFault;
use beatbook_records::check::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::store::{Failure, PhotoFault, StoreError};

/// What the screen is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nobody is enrolled on this device.
    NotEnrolled,
    /// Somebody is.
    AlreadyEnrolled,
    /// The code is unknown, spent or expired.
    CodeRefused,
    /// The hub cannot be reached.
    NoConnection,
    /// The hub answered, and said no.
    HubRefused,
    /// The device's clock is too far from the hub's.
    ClockWrong,
    /// A patrol runs already, or goes on already.
    PatrolRunning,
    /// No patrol runs.
    NoPatrol,
    /// The patrol is another officer's, and only their phone can do this.
    JoinedPatrol,
    /// A hotspot that is not in the pack.
    UnknownHotspot,
    /// A value that is not right; `field` names it.
    Invalid,
    /// A correction needs a reason.
    ReasonNeeded,
    /// No such record, draft or command here.
    NotFound,
    /// The patrol is finished.
    AlreadyFinished,
    /// The record does not count any more.
    AlreadyUndone,
    /// No room left on the disk; nothing was saved.
    DiskFull,
    /// The database is not this app's, or not with this key.
    NotOurDatabase,
    /// Another copy of the app has the database open.
    InUse,
    /// The book is shut: the PIN opens it.
    Locked,
    /// A PIN is to be chosen first.
    PinNeeded,
    /// Not 6 to 12 digits, or the first that anybody would try.
    PinUnfit,
    /// The PIN was not typed the same twice.
    PinsDiffer,
    /// Not the PIN.
    PinWrong,
    /// After wrong PINs, the next try has to wait.
    PinWait,
    /// The device's secret is gone: a rescue code opens the book.
    KeyLost,
    /// The rescue code is mistyped, or for another book.
    RescueRefused,
    /// There is no camera, or it does not work.
    NoCamera,
    /// The file is none of the kinds of photo that are kept.
    NotAPhoto,
    /// The photo's end is missing.
    PhotoCutShort,
    /// The photo is larger than the hub takes.
    PhotoTooLarge,
    /// No room for a photo; what is left is kept for notes.
    NoRoomForPhoto,
    /// Somebody else's photo, whose bytes are not on this device.
    PhotoElsewhere,
    /// A photo that is kept and cannot be shown or copied here: of a kind, a size or a state that does not decode.
    PhotoNotShown,
    /// No number is left for a letter: the hub gives more at the next hand-in.
    NoNumbers,
    /// Signing out waits until the hub has confirmed everything, or a rescue file holds it.
    WorkWaiting,
    /// Signing out waits until what was begun is finished or discarded.
    DraftsLeft,
    /// A check-in timer runs: signing out, and changing its record by hand, wait until the officer has checked in.
    WatchRunning,
    /// Anything else.
    Internal,
}

/// A refusal as the screen gets it. The words are in its catalogue, under the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErrorBody {
    /// What happened.
    pub code: ErrorCode,
    /// Always empty: the words are the catalogue's.
    pub message: String,
    /// The field that is not right, where it is one.
    pub field: Option<String>,
    /// For a report to those who look after the app; nothing an officer wrote.
    pub detail: Option<String>,
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A refusal that the screen acts on.
    #[error("{0:?}")]
    Refused(ErrorCode),
    /// A value that is not right.
    #[error("{field} is not right: {why}")]
    Invalid {
        /// The field.
        field: String,
        /// What is wrong.
        why: String,
    },
    /// The input of a command is not what it reads.
    #[error("the input is not what the command reads: {0}")]
    Input(#[source] serde_json::Error),
    /// The hub could not be asked, or said no.
    #[error("{code:?}: {detail}")]
    Hub {
        /// Which of the two.
        code: ErrorCode,
        /// For a report.
        detail: String,
    },
    /// A picture that does not decode.
    #[error(transparent)]
    Picture(#[from] PictureFault),
    /// The key store failed.
    #[error("the key store: {0}")]
    Keys(String),
    /// The book failed.
    #[error(transparent)]
    Store(StoreError),
    /// A bug.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// The code the screen acts on.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(code) | Self::Hub { code, .. } => *code,
            Self::Invalid { .. } | Self::Input(_) => ErrorCode::Invalid,
            Self::Picture(_) => ErrorCode::PhotoNotShown,
            Self::Keys(_) | Self::Internal(_) => ErrorCode::Internal,
            Self::Store(error) => match error {
                StoreError::Full => ErrorCode::DiskFull,
                StoreError::Photo(PhotoFault::NotAPhoto) => ErrorCode::NotAPhoto,
                StoreError::Photo(PhotoFault::CutShort) => ErrorCode::PhotoCutShort,
                StoreError::Photo(PhotoFault::TooLarge) => ErrorCode::PhotoTooLarge,
                StoreError::Photo(PhotoFault::NoRoom) => ErrorCode::NoRoomForPhoto,
                StoreError::Photo(PhotoFault::Gone | PhotoFault::Damaged | PhotoFault::Io(_)) => {
                    ErrorCode::Internal
                }
                StoreError::NotEncrypted
                | StoreError::WrongKey
                | StoreError::Foreign(_)
                | StoreError::Newer(_) => ErrorCode::NotOurDatabase,
                StoreError::InUse => ErrorCode::InUse,
                StoreError::NotEnrolled => ErrorCode::NotEnrolled,
                StoreError::Unconfirmed(_) => ErrorCode::WorkWaiting,
                StoreError::UnknownRecord(_) => ErrorCode::NotFound,
                StoreError::Check(_) => ErrorCode::Invalid,
                StoreError::Unfit(_)
                | StoreError::Damaged(_)
                | StoreError::UnknownKind(_)
                | StoreError::Journal(_)
                | StoreError::Unreadable { .. }
                | StoreError::Sqlite(_)
                | StoreError::Io(_) => ErrorCode::Internal,
            },
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Invalid { field, .. } => Some(field.clone()),
            Self::Store(StoreError::Check(problems)) => {
                problems.first().map(|Problem { field, .. }| field.clone())
            }
            _ => None,
        }
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::Refused(_) => None,
            Self::Invalid { why, .. } => Some(why.clone()),
            Self::Store(StoreError::Check(problems)) => {
                problems.first().map(|Problem { fault, .. }| format!("{fault:?}"))
            }
            other => Some(other.to_string()),
        }
    }
}

impl Failure for Error {
    fn of_store(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<PhotoFault> for Error {
    fn from(fault: PhotoFault) -> Self {
        Self::Store(fault.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code)
    }
}

impl From<Error> for ErrorBody {
    fn from(error: Error) -> Self {
        Self { code: error.code(), message: String::new(), field: error.field(), detail: error.detail() }
    }
}
