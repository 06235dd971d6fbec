//! A home, by its UPRN: tenure and licence. Two officers who write it down write the same record.

use chrono::NaiveDate;

use crate::codes::{ExemptReason, LicenceStatus, LicensingArea, Tenure};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A home, known by its UPRN.
    Property is "property" {
        since: 3, menu: Some(Menu::Licensing), purpose: Purpose::Licensing,
        retention: Retention::LicenceSixYears,
        sensitivity: Sensitivity::Personal, natural_key: &["uprn"],
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// Its UPRN.
    [rules: &[Rule::Uprn], indexed: true, asked: false]
    uprn: String,
    /// Its address, as the gazetteer had it.
    [rules: &[Rule::OneLine], asked: false]
    address: Option<String>,
    /// The selective licensing area.
    licensing_area: Option<LicensingArea>,
    /// How it is held.
    [moves: true]
    tenure: Option<Tenure>,
    /// Where its licence stands.
    [group: Some("licence"), moves: true]
    licence_status: Option<LicenceStatus>,
    /// Why it needs none.
    [group: Some("licence"), rules: &[Rule::When("licence_status", &["NOT_REQUIRED_EXEMPT"])], moves: true]
    exempt_reason: Option<ExemptReason>,
    /// The number of the licence.
    [group: Some("licence"), rules: &[Rule::OneLine], moves: true]
    licence_no: Option<String>,
    /// Who holds it.
    [group: Some("licence"), rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal, moves: true]
    holder: Option<String>,
    /// The day it ends.
    [group: Some("licence"), moves: true]
    expiry: Option<NaiveDate>,
    /// The day an application was made.
    [moves: true]
    application_made: Option<NaiveDate>,
}
