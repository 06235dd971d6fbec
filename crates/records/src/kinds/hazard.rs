//! A hazard found at an inspection.

use uuid::Uuid;

use crate::codes::{Hazard, HazardBand, HazardRating, HazardState, HhsrsScheme};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// A hazard found at an inspection.
    HazardFound is "hazard" {
        since: 3, purpose: Purpose::Licensing, retention: Retention::LicenceSixYears,
        sensitivity: Sensitivity::Personal, parent: Some(("inspection", "inspection")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The inspection.
    [indexed: true]
    inspection: Uuid,
    /// The list it is from: that of the inspection.
    [group: Some("hazard"), asked: false]
    scheme: HhsrsScheme,
    /// Which of the 29.
    [group: Some("hazard"), rules: &[Rule::When("scheme", &["HHSRS_2005"])]]
    hazard: Option<Hazard>,
    /// Which, as Schedule 1 in force names it.
    [group: Some("hazard"), rules: &[Rule::OneLine, Rule::When("scheme", &["HHSRS_2026"])]]
    hazard_named: Option<String>,
    /// Whether it was suspected or assessed.
    [group: Some("hazard")]
    state: HazardState,
    /// The band.
    [group: Some("hazard"), rules: &[Rule::OnlyWhen("scheme", &["HHSRS_2005"])]]
    band: Option<HazardBand>,
    /// The rating.
    [group: Some("hazard"), rules: &[Rule::OnlyWhen("scheme", &["HHSRS_2026"])]]
    rating: Option<HazardRating>,
    /// Where in the home.
    [rules: &[Rule::OneLine]]
    place_in_home: Option<String>,
    /// What was found.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
}
