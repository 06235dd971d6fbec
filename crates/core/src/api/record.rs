//! Records of any kind, notes, corrections, drafts.

use beatbook_records::codes::Statement;
use beatbook_records::entry::Act;
use beatbook_records::record::Values;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

use super::PhotoRow;

/// How far something is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HandIn {
    /// Saved on this device.
    Waiting,
    /// The hub has answered for it.
    Sent,
    /// The hub has said that it has it.
    Confirmed,
    /// The hub has it and waits for a person.
    NeedsYou,
}

/// Write a note.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddNote {
    /// What is written.
    pub text: String,
    /// The patrol it was written on.
    #[ts(type = "string | null")]
    pub patrol: Option<Uuid>,
    /// Whether it quotes speech word for word.
    pub verbatim: bool,
    /// Fact, opinion or told by somebody else.
    pub statement: Statement,
    /// The id that `record_new_id` gave, where photos were taken for it before it was written.
    #[serde(default)]
    #[ts(type = "string | null", optional)]
    pub record: Option<Uuid>,
}

/// A record was saved on this device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Saved {
    /// It.
    #[ts(type = "string")]
    pub record: Uuid,
    /// As people can say it: `BB-7F3K`.
    pub reference: String,
}

/// Which records to list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordQuery {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only those older than this record.
    #[ts(type = "string | null")]
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: u32,
}

/// One record.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct RecordRef {
    /// It.
    #[ts(type = "string")]
    pub record: Uuid,
}

/// A record in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordRow {
    /// Its id.
    #[ts(type = "string")]
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What tells it from others of its kind: the place, or how a text begins.
    pub title: String,
    /// Its first code that says something of it, as `List.CODE`: what was seen, what was done, how far it is.
    pub says: Option<String>,
    /// When it happened.
    pub occurred: String,
    /// Whether it is voided.
    pub voided: bool,
    /// How far it is handed in: the least far of its entries.
    pub hand_in: HandIn,
    /// Whether this device wrote it down.
    pub mine: bool,
}

/// A record with all that was written about it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordDetail {
    /// As in a list.
    pub row: RecordRow,
    /// Its values as they stand.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// What a correction that starts now has in view; keep it with the draft.
    #[ts(type = "string | null")]
    pub seen: Option<Uuid>,
    /// Its entries, in order.
    pub history: Vec<HistoryItem>,
    /// Values that lost a settlement and wait to be seen.
    pub overruled: Vec<Overruled>,
    /// Records that name it: its parts, and what was written because of it; newest first.
    pub parts: Vec<RecordRow>,
    /// The photos it names: the record is complete on the hub when all of them are there.
    pub photos: Vec<PhotoRow>,
}

/// An entry.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryItem {
    /// Its id.
    #[ts(type = "string")]
    pub entry: Uuid,
    /// What it did.
    pub act: Act,
    /// Who wrote it.
    pub by: String,
    /// When it happened.
    pub occurred: String,
    /// Why, where the author was asked.
    pub reason: Option<String>,
    /// What it gave; empty once erased.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// How far it is handed in.
    pub hand_in: HandIn,
}

/// A value that lost a settlement.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Overruled {
    /// The field.
    pub field: String,
    /// The value.
    #[ts(type = "unknown")]
    pub value: Value,
    /// Who wrote it; empty where this device does not know.
    pub by: String,
    /// When it was written; empty likewise.
    pub at: String,
}

/// Correct a record. What was written stays readable.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CorrectRecord {
    /// It.
    #[ts(type = "string")]
    pub record: Uuid,
    /// New values by field; null clears; a set is given whole.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// Why.
    pub reason: String,
    /// What the author had in view, as the detail said.
    #[ts(type = "string | null")]
    pub seen: Option<Uuid>,
}

/// Choose between two values of a field that two people gave without knowing of each other.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettleConflict {
    /// The record.
    #[ts(type = "string")]
    pub record: Uuid,
    /// The field.
    pub field: String,
    /// Whether the value stays that stands; else the one that lost is written again.
    pub keep_standing: bool,
}

/// A form that was begun.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Draft {
    /// Which form.
    pub form: String,
    /// Which of its kind.
    pub id: String,
    /// What it holds.
    #[ts(type = "unknown")]
    pub body: Value,
    /// When it was last kept.
    pub saved_at: String,
}

/// Keep a form that was begun.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftPut {
    /// Which form.
    pub form: String,
    /// Which of its kind.
    pub id: String,
    /// What it holds, at most 64 kB.
    #[ts(type = "unknown")]
    pub body: Value,
}

/// One draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftRef {
    /// Which form.
    pub form: String,
    /// Which of its kind.
    pub id: String,
}

/// Write a new record of any kind down. What the app knows by itself need not be given: area, patrol, times.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WriteRecord {
    /// Its kind.
    pub kind: String,
    /// Its values by field.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// Its id, where one was promised to it before it was written: photos may name it already.
    #[ts(type = "string | null")]
    pub record: Option<Uuid>,
    /// When it happened; null is now. More than half an hour ago needs a reason.
    pub happened: Option<String>,
    /// Why it is written late.
    pub reason: Option<String>,
    /// The draft that it comes from: gone in the same moment in which the record is there.
    pub draft: Option<DraftRef>,
}

/// Say what became of a matter, or what nobody had said of it yet. It needs no reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UpdateRecord {
    /// The record.
    #[ts(type = "string")]
    pub record: Uuid,
    /// New values by field; null clears; a set is given whole.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// What the author had in view, as the detail said.
    #[ts(type = "string | null")]
    pub seen: Option<Uuid>,
    /// The draft that it comes from.
    pub draft: Option<DraftRef>,
}

/// Take a record back. What it said stays readable.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VoidRecord {
    /// It.
    #[ts(type = "string")]
    pub record: Uuid,
    /// Why.
    pub reason: Option<String>,
}
