//! Fitting packs: the jobs of an installer, and one of them as a task list.

use beatbook_records::codes::{CautionCode, CouldNotFit, FitResult, HardeningStatus, Item, NotSigned};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A job in the list of an installer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobRow {
    /// The pack that was set aside for the home.
    #[ts(type = "string")]
    pub allocation: Uuid,
    /// The visit, once it is begun.
    #[ts(type = "string | null")]
    pub installation: Option<Uuid>,
    /// Where.
    pub address: String,
    /// The number of the pack.
    pub pack_no: String,
    /// When the visit is booked.
    pub booked_at: Option<String>,
    /// How far it is.
    pub status: HardeningStatus,
}

/// A job: by its pack.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct JobRef {
    /// The pack that was set aside for the home.
    #[ts(type = "string")]
    pub allocation: Uuid,
}

/// How far a task of a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Not begun.
    NotStarted,
    /// Begun.
    InProgress,
    /// Done.
    Completed,
    /// Something else comes first.
    CannotStart,
}

/// A job as a task list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobView {
    /// As in the list.
    pub row: JobRow,
    /// What the fitter was told.
    pub note: Option<String>,
    /// What to do at the door, without the reason.
    pub caution: Vec<CautionCode>,
    /// Whether the visit is over.
    pub ended: bool,
    /// Photos before the first item is fitted.
    pub before: TaskState,
    /// How many of them.
    pub photos_before: u32,
    /// The items of the pack.
    pub items: Vec<JobItem>,
    /// Photos after the last.
    pub after: TaskState,
    /// How many of them.
    pub photos_after: u32,
    /// The signature, or why there is none.
    pub signature: TaskState,
    /// Why there is none.
    pub not_signed: Option<NotSigned>,
    /// Whether the visit can be finished.
    pub finish: TaskState,
    /// Whether every item was fitted or given.
    pub whole: bool,
}

/// An item of a pack, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JobItem {
    /// What it is.
    pub item: Item,
    /// How many the pack holds.
    pub of: u16,
    /// How many were fitted or left with the resident.
    pub fitted: u16,
    /// How many could not be, or were not wanted.
    pub not_fitted: u16,
    /// How far it is.
    pub state: TaskState,
    /// What was written down of it.
    pub fits: Vec<Fit>,
}

/// What became of one item or several alike.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Fit {
    /// Its record.
    #[ts(type = "string")]
    pub record: Uuid,
    /// How many.
    pub quantity: u16,
    /// Whether it was fitted.
    pub result: FitResult,
    /// Why not.
    pub could_not_fit: Option<CouldNotFit>,
    /// Its serial number.
    pub serial: Option<String>,
}

/// Sign for a job, or say why nobody does.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignJob {
    /// The pack.
    #[ts(type = "string")]
    pub allocation: Uuid,
    /// The strokes, as JSON: lists of points in thousandths of the pad.
    pub signature: Option<String>,
    /// Who signed.
    pub signed_by: Option<String>,
    /// Why nobody did.
    pub not_signed: Option<NotSigned>,
}

/// Call a batch back: every item of it that this phone knows of is marked.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecallBatch {
    /// The batch, as it stands on the items.
    pub batch: String,
    /// Which item.
    pub item: Item,
    /// Why.
    pub note: Option<String>,
}

/// The homes that have an item of a batch.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Recalled {
    /// How many items.
    pub items: u32,
    /// Where they are.
    pub addresses: Vec<String>,
}
