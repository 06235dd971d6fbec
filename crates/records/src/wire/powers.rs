//! The powers pack: who may use what, where, at which amount and in which words; all of it dated.
//!
//! Rule: codes are text, so that a phone passes over those of a newer hub and keeps the rest.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::role::Role;

/// The local days on which something is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dates {
    /// The first day, included.
    pub from: NaiveDate,
    /// The day on which it is no more; absent: until somebody says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<NaiveDate>,
}

impl Dates {
    /// Whether a day is one of them.
    #[must_use]
    pub fn hold(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether some day is of both.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

/// Somebody who may be authorised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PowerOfficer {
    /// As authorisations name them.
    pub id: String,
    /// The name they are enrolled under, which is how their device is told.
    pub name: String,
    /// The role they are enrolled as.
    pub role: Role,
    /// The areas they work; none: all.
    #[serde(default)]
    pub areas: Vec<String>,
}

/// A power that was delegated to an officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Authorisation {
    /// The officer, by id.
    pub officer: String,
    /// The act, as `ActionCode` has it.
    pub code: String,
    /// When.
    #[serde(flatten)]
    pub dates: Dates,
}

/// An order and where it is in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PowerOrder {
    /// Short and lasting, as records name it.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// What it is: `PSPO`.
    pub kind: String,
    /// Rings of WGS84 `[longitude, latitude]`: the outline, then the holes. The edge is inside.
    pub polygon: Vec<Vec<[f64; 2]>>,
    /// When.
    #[serde(flatten)]
    pub dates: Dates,
    /// What it asks or forbids.
    pub conditions: Vec<OrderCondition>,
}

/// One thing that an order asks or forbids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderCondition {
    /// As records name it; unique within the order.
    pub id: String,
    /// Its words.
    pub text: String,
    /// The behaviours it is about, as `AsbType` has them; none: any.
    #[serde(default)]
    pub codes: Vec<String>,
    /// When, within the dates of the order.
    #[serde(flatten)]
    pub dates: Dates,
}

/// What the value of a parameter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PowerUnit {
    /// Money.
    Pence,
    /// Time.
    Minutes,
}

/// A figure that changes with the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Parameter {
    /// What it is of: `amount.` and the code of a penalty, or a free name.
    pub name: String,
    /// How much.
    pub value: u32,
    /// Of what.
    pub unit: PowerUnit,
    /// When.
    #[serde(flatten)]
    pub dates: Dates,
    /// Where it is written.
    pub source: String,
}

/// The languages of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LetterLanguage {
    /// English.
    En,
    /// Welsh.
    Cy,
}

/// The words of a letter, with named places in braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterTemplate {
    /// Which letter, as `LetterType` has it.
    pub letter: String,
    /// As letters name it.
    pub version: u32,
    /// When.
    #[serde(flatten)]
    pub dates: Dates,
    /// In which language.
    pub language: LetterLanguage,
    /// The line above the words.
    pub subject: String,
    /// The words.
    pub paragraphs: Vec<String>,
}

/// A hazard of the list that inspections go by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HazardName {
    /// As the list has it.
    pub name: String,
    /// When.
    #[serde(flatten)]
    pub dates: Dates,
}

/// The pack as one device may have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PowersPack {
    /// Grows with every import; 0 before the first.
    pub version: u32,
    /// The device's own officer; all of them for supervisors and records managers.
    pub officers: Vec<PowerOfficer>,
    /// What those officers were authorised to do.
    pub authorisations: Vec<Authorisation>,
    /// Orders with a place.
    pub orders: Vec<PowerOrder>,
    /// Dated figures.
    pub parameters: Vec<Parameter>,
    /// The words of letters.
    pub templates: Vec<LetterTemplate>,
    /// The hazards of Schedule 1.
    pub hazards: Vec<HazardName>,
}
