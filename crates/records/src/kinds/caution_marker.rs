//! What to do at a door, without saying why.

use chrono::NaiveDate;

use crate::codes::CautionCode;
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// What to do at a door, without saying why.
    CautionMarker is "caution_marker" {
        since: 3, menu: Some(Menu::Everyday), purpose: Purpose::StaffSafety, retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal, natural_key: &["uprn", "caution"],
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The home.
    [rules: &[Rule::Uprn], indexed: true, asked: false]
    uprn: String,
    /// Its address, as the gazetteer had it.
    [rules: &[Rule::OneLine], asked: false]
    address: Option<String>,
    /// What to do.
    caution: CautionCode,
    /// The day it must be looked at again.
    [moves: true]
    review_on: NaiveDate,
    /// The day it ended.
    [moves: true]
    ended_on: Option<NaiveDate>,
}
