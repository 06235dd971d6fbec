//! Letters composed on the device.

use beatbook_records::codes::LetterType;
use beatbook_records::powers::WhyNot;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{DraftRef, Language, PhotoHandIn};

/// A letter that there are words for today.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LetterRow {
    /// Which.
    pub letter: LetterType,
    /// In which language.
    pub language: Language,
    /// The version of its words.
    pub version: u32,
    /// Why it may not be written; null where it may.
    pub why_not: Option<WhyNot>,
    /// The places that its words leave open.
    pub places: Vec<String>,
}

/// What letters there are today.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LetterChoices {
    /// Those that there are words for.
    pub letters: Vec<LetterRow>,
    /// How many more can be numbered before the hub is asked again.
    #[ts(type = "number")]
    pub numbers_left: u64,
}

/// What stands in a letter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LetterForm {
    /// Which.
    pub letter: LetterType,
    /// In which language.
    pub language: Language,
    /// To whom.
    pub recipient: Option<String>,
    /// Where to, in one line.
    pub address: Option<String>,
    /// What it is about.
    pub behaviour: Option<String>,
}

/// A letter as it is read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LetterText {
    /// Its number; the next one, as long as it is not written.
    pub number: String,
    /// The lines above the subject.
    pub head: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The words.
    pub paragraphs: Vec<String>,
}

/// Write a letter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WriteLetter {
    /// What stands in it.
    pub form: LetterForm,
    /// The person it concerns.
    #[ts(type = "string | null")]
    pub subject: Option<Uuid>,
    /// The act it is part of.
    #[ts(type = "string | null")]
    pub action: Option<Uuid>,
    /// The draft that is dropped with it.
    pub draft: Option<DraftRef>,
}

/// A letter was written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedLetter {
    /// Its record.
    #[ts(type = "string")]
    pub record: Uuid,
    /// As it stands on the letter.
    pub number: String,
}

/// The pages of a letter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LetterFile {
    /// As it stands on the letter.
    pub number: String,
    /// How far the pages are.
    pub state: PhotoHandIn,
    /// How many bytes they are, where this device has them.
    #[ts(type = "number | null")]
    pub bytes: Option<u64>,
}
