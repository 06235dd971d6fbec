//! What an officer may do about behaviour, here and today.

use beatbook_records::codes::ActionCode;
use beatbook_records::powers::WhyNot;
use beatbook_records::record::Values;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::WriteRecord;

/// Ask what may be done at a place; without one, where the phone is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AskPowers {
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// When it happened, as a form says it; null is now.
    pub happened: Option<String>,
}

/// One act of the ladder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PowerRow {
    /// The act.
    pub code: ActionCode,
    /// Why it may not be used; null where it may.
    pub why_not: Option<WhyNot>,
    /// Whether what was asked before is kept with it.
    pub check: bool,
    /// Whether it is under an order, whose conditions there are to choose from.
    pub order: bool,
    /// What it costs that day, in pence.
    pub amount_pence: Option<u32>,
    /// Where that is written.
    pub source: Option<String>,
}

/// A condition of an order in force at the place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConditionRow {
    /// The order.
    pub order: String,
    /// As people call it.
    pub order_name: String,
    /// The condition.
    pub condition: String,
    /// Its words.
    pub text: String,
    /// The behaviours it is about; none: any.
    pub codes: Vec<String>,
}

/// What may be done there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PowersHere {
    /// The version of the pack; null before the first.
    pub version: Option<u32>,
    /// The local day.
    #[ts(type = "string")]
    pub day: NaiveDate,
    /// Degrees north, where the place is known.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// How exact that is, in metres, where it is the phone's position.
    pub accuracy_m: Option<f64>,
    /// Every act, in the order of the ladder.
    pub powers: Vec<PowerRow>,
    /// The conditions to choose from.
    pub conditions: Vec<ConditionRow>,
}

/// Write an act down, with what was asked before it, in one moment.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UsePower {
    /// The act.
    pub action: WriteRecord,
    /// What was asked; it names the act by itself. Needed before a penalty and before alcohol is taken.
    #[ts(type = "Record<string, unknown> | null")]
    pub check: Option<Values>,
}
