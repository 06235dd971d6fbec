//! Street walks and door rounds: a street, house by house.

use std::collections::BTreeMap;

use beatbook_records::codes::{
    AuditCode, AuditResult, CautionCode, DayPart, DoorOutcome, LicenceStatus, LicensingArea, StillThere,
    WalkSide,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Begin to walk a street, or go on with a walk of today that was not finished.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartWalk {
    /// The street, as the list of streets names it.
    pub street: String,
    /// How the postcodes of its houses begin; null for any.
    pub postcode: Option<String>,
    /// Which side.
    pub side: WalkSide,
    /// The selective licensing area, where it lies in one.
    pub licensing_area: Option<LicensingArea>,
}

/// A street walk as the screen shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WalkView {
    /// Its record.
    #[ts(type = "string")]
    pub id: Uuid,
    /// The street.
    pub street: String,
    /// Which side.
    pub side: WalkSide,
    /// When it began.
    pub started: String,
    /// When it ended; null while it lasts.
    pub ended: Option<String>,
    /// Its houses, in walking order.
    pub houses: Vec<WalkHouse>,
    /// How many houses have each result.
    pub counts: BTreeMap<AuditResult, u32>,
    /// The UPRN of the next house that has none.
    pub next: Option<String>,
}

/// A house on a walk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WalkHouse {
    /// Its UPRN.
    pub uprn: String,
    /// Its number or name.
    pub line: String,
    /// What was written down of it on this walk.
    #[ts(type = "string | null")]
    pub observation: Option<Uuid>,
    /// What looking came to.
    pub result: Option<AuditResult>,
    /// Where its licence stands, as far as this phone knows.
    pub licence: Option<LicenceStatus>,
    /// What was referred on an earlier walk and is not known to be gone.
    pub open: Option<OpenMatter>,
    /// What to do at the door, without the reason.
    pub caution: Vec<CautionCode>,
}

/// Something that was seen earlier and may still be there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpenMatter {
    /// What was written down then.
    #[ts(type = "string")]
    pub observation: Uuid,
    /// When.
    pub seen: String,
    /// What.
    pub codes: Vec<AuditCode>,
}

/// Say what a house looks like. One tap is one record; a second tap on the same house changes it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MarkHouse {
    /// The walk.
    #[ts(type = "string")]
    pub audit: Uuid,
    /// The house.
    pub uprn: String,
    /// What looking came to.
    pub result: AuditResult,
    /// What became of the open matter, where it was asked.
    pub still_there: Option<StillThere>,
}

/// A walk or a round.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct StreetWork {
    /// Its record.
    #[ts(type = "string")]
    pub id: Uuid,
}

/// Begin to knock on the doors of a street.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartRound {
    /// The street.
    pub street: String,
    /// How the postcodes of its houses begin; null for any.
    pub postcode: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
}

/// A round as the screen shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RoundView {
    /// Its record.
    #[ts(type = "string")]
    pub id: Uuid,
    /// The street.
    pub street: String,
    /// When it ended; null while it lasts.
    pub ended: Option<String>,
    /// Whose doors they are; null where they are this officer's.
    pub with: Option<String>,
    /// How often a door is tried at most.
    pub tries_most: u16,
    /// Its doors, in walking order.
    pub doors: Vec<RoundDoor>,
    /// How many doors have each state.
    pub counts: BTreeMap<DoorState, u32>,
    /// The part of the day it is.
    pub part: DayPart,
    /// The UPRN of the next door to knock on now.
    pub next: Option<String>,
}

/// Where a door stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoorState {
    /// Nobody has knocked yet.
    Undone,
    /// To be tried again.
    Again,
    /// Done.
    Done,
    /// Tried as often as the round allows.
    TriedEnough,
}

/// A door of a round.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RoundDoor {
    /// Its UPRN.
    pub uprn: String,
    /// Its number or name.
    pub line: String,
    /// Where it stands.
    pub state: DoorState,
    /// When to try again.
    pub again: Option<DayPart>,
    /// How often it was tried.
    pub tries: u32,
    /// The last knock.
    #[ts(type = "string | null")]
    pub knock: Option<Uuid>,
    /// What it came to.
    pub outcome: Option<DoorOutcome>,
    /// What to do at the door, without the reason.
    pub caution: Vec<CautionCode>,
}

/// Say what a knock came to. One tap is one record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KnockDoor {
    /// The round.
    #[ts(type = "string")]
    pub round: Uuid,
    /// The door.
    pub uprn: String,
    /// What it came to.
    pub outcome: DoorOutcome,
    /// When the resident asked to be called on.
    pub call_back: Option<DayPart>,
}
