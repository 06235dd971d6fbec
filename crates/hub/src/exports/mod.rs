//! What leaves the book as a file or an answer to another system.
//!
//! Rule: one door. What is handed out was written down before, with the hash of its bytes; what cannot be written down is
//! not handed out.

pub mod api;
pub mod feed;
mod page;
pub mod records;
pub mod tokens;

use beatbook_records::entry::Hash;
use beatbook_records::report::period::Period;
use clap::ValueEnum;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::HubError;
use crate::reports::figures::Format;
use crate::reports::written::{Made, Written};
use crate::store::{Book, ExportRow};

/// For whom something is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ValueEnum, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The partnership itself.
    #[default]
    Partnership,
    /// Everybody: no small count, and nothing that names a record.
    Public,
}

impl Audience {
    /// The word in the log.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Partnership => "partnership",
            Self::Public => "public",
        }
    }
}

/// What is about to be handed out.
#[derive(Debug)]
pub struct Export {
    /// The report, or the kind of the records.
    pub what: String,
    /// The days it is over, where it is over days.
    pub period: Option<Period>,
    /// How it is written: the name of the format.
    pub format: &'static str,
    /// For whom it is made, in a word.
    pub audience: &'static str,
    /// How many rows it has.
    pub lines: usize,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Export {
    /// A report, for somebody.
    ///
    /// # Errors
    /// `TooLarge` where a spreadsheet cannot hold it.
    pub fn report<R: Written>(
        report: &R,
        (what, period): (&str, Option<Period>),
        format: Format,
        audience: Audience,
        made: &Made,
    ) -> Result<Self, HubError> {
        let bytes = match audience {
            Audience::Partnership => report.written(format, made)?,
            Audience::Public => report.public().written(format, made)?,
        };
        let (what, lines) = (what.to_owned(), report.sheet().rows.len());
        Ok(Self { what, period, format: format.word(), audience: audience.word(), lines, bytes })
    }
}

/// Write it down, and hand it out.
///
/// # Errors
/// `Store`: then it is not handed out.
pub fn hand_out(store: &Book<'_>, export: Export, made: &Made) -> Result<Vec<u8>, HubError> {
    let Export { what, period, format, audience, lines, bytes } = export;
    store.add_export(&ExportRow {
        at_ms: made.at.timestamp_millis(),
        who: made.by.clone(),
        what,
        period,
        format: format.to_owned(),
        audience: audience.to_owned(),
        lines: lines.try_into().unwrap_or(u64::MAX),
        sha256: Hash::of(&[&bytes]),
    })?;
    Ok(bytes)
}
