//! Photos of records.

use beatbook_records::codes::PhotoSlot;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A photo that a record names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoRow {
    /// The record that says so.
    #[ts(type = "string")]
    pub record: Uuid,
    /// How far it is.
    pub state: PhotoHandIn,
    /// How many bytes it has.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many of them the hub has.
    #[ts(type = "number")]
    pub sent: u64,
    /// A code: why it cannot be handed in.
    pub reason: Option<String>,
    /// What it is called in a statement; copies and photos of older apps have none.
    pub exhibit_ref: Option<String>,
    /// What it was taken to show.
    pub slot: Option<PhotoSlot>,
    /// What it shows, in a few words.
    pub caption: Option<String>,
    /// When it was taken, or the copy made.
    pub taken: String,
    /// Who took it, or made the copy.
    pub by: String,
    /// Whether it is a copy.
    pub copy: bool,
    /// Whether this device has its bytes, and they are of a kind that can be shown.
    pub shown: bool,
}

/// The photos of a record, and how more are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoList {
    /// In the order in which they were taken.
    pub photos: Vec<PhotoRow>,
    /// Whether `photo_take` opens the camera. Where not, the screen asks for a photo and sends it to the inbox first.
    pub camera_opens: bool,
}

/// One photo: what it is, what it was taken for, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoDetail {
    /// The photo.
    pub photo: PhotoRow,
    /// The record it was taken for, where it is here.
    pub about: Option<PhotoAbout>,
    /// For a copy: the original it was made from, where it is here.
    pub master: Option<PhotoRow>,
    /// The copies that were made of it.
    pub copies: Vec<PhotoRow>,
}

/// The record a photo was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoAbout {
    /// Its id.
    #[ts(type = "string")]
    pub record: Uuid,
    /// Its kind.
    pub kind: String,
    /// What tells it from others of its kind.
    pub title: String,
}

/// How far a photo is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoHandIn {
    /// It waits for its turn, or for signal.
    Waiting,
    /// The hub has all of it.
    OnHub,
    /// It cannot be handed in; it is kept.
    Refused,
    /// Somebody else took it: this device does not know.
    Elsewhere,
}

/// The photos that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotosWaiting {
    /// How many.
    pub count: u32,
    /// How many bytes they have.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many of them the hub has.
    #[ts(type = "number")]
    pub sent: u64,
}

/// Take a photo for a record, which may be one that is still to come.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TakePhoto {
    /// The record it is taken for.
    #[ts(type = "string")]
    pub record: Uuid,
    /// What it is taken to show.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub slot: Option<PhotoSlot>,
    /// What it shows, in a few words.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub caption: Option<String>,
    /// The draft that `photo_begin` wrote, where the screen asked for the photo.
    #[serde(default)]
    #[ts(type = "string", optional = nullable)]
    pub draft: Option<Uuid>,
}

/// A draft that was written before the camera opened.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct PhotoDraft {
    /// Its id, and the name of the photo's file in the inbox.
    #[ts(type = "string")]
    pub draft: Uuid,
}

/// A photo that is kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedPhoto {
    /// The record that names it.
    #[ts(type = "string")]
    pub record: Uuid,
    /// What it is called in a statement; copies have none.
    pub exhibit_ref: Option<String>,
}

/// An id for a record that is still to be written, so that photos can be taken for it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct NewId {
    /// The id.
    #[ts(type = "string")]
    pub record: Uuid,
}

/// A photo whose file is there and whose record never came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundPhoto {
    /// Its file.
    pub file: String,
    /// How many bytes it has.
    #[ts(type = "number")]
    pub bytes: u64,
    /// The record it was taken for, where its draft says so. It may be one that never came.
    #[ts(type = "string | null")]
    pub record: Option<Uuid>,
    /// That record, where it is here.
    pub about: Option<PhotoAbout>,
    /// What it was taken to show.
    pub slot: Option<PhotoSlot>,
    /// Whether it is the camera's own file, which may be dropped.
    pub in_inbox: bool,
}

/// Keep a found photo for a record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeepFoundPhoto {
    /// Its file.
    pub file: String,
    /// The record it was taken for.
    #[ts(type = "string")]
    pub record: Uuid,
}

/// Drop a found file that is not wanted: only the camera's own, never one that was kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DropFoundPhoto {
    /// Its file.
    pub file: String,
}

/// What a scanner would read off a photo of a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Label {
    /// The texts of its codes, each once, at most eight; none where none can be read.
    pub codes: Vec<String>,
}

/// Make a copy to share: upright, without metadata, with these places painted over for good.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CopyPhoto {
    /// The photo.
    #[ts(type = "string")]
    pub record: Uuid,
    /// What to paint over.
    pub boxes: Vec<PhotoBox>,
}

/// A place on a photo, in thousandths of the upright picture's width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoBox {
    /// From the left, 0 to 999.
    pub x: u16,
    /// From the top, 0 to 999.
    pub y: u16,
    /// To the right of that, at least 1.
    pub w: u16,
    /// Below that, at least 1.
    pub h: u16,
}
