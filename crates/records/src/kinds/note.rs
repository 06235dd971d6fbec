//! Notebook text: final when saved, corrected only by a new entry.

use uuid::Uuid;

use crate::codes::Statement;
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// Notebook text of an officer.
    Note is "note" {
        purpose: Purpose::CommunitySafety, retention: Retention::SixYears, sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::NotBlank]]
    area: String,
    /// What was written.
    [rules: &[Rule::NotBlank], sensitivity: Sensitivity::Personal]
    text: String,
    /// Whether it quotes speech word for word.
    speech_verbatim: bool,
    /// Fact, opinion or told by somebody else.
    statement: Statement,
    /// The patrol it was written on, if any.
    [indexed: true]
    patrol: Option<Uuid>,
    /// The record it is about, if any.
    about: Option<Uuid>,
    /// The hotspot it concerns, if any.
    hotspot: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
