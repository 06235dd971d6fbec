//! A thing that stands in the street: where it is and in which state.

use chrono::NaiveDate;

use crate::codes::{AssetState, AssetType, FundingStream};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule};

record! {
    /// A thing that stands in the street.
    StreetAsset is "street_asset" placed {
        since: 3, menu: Some(Menu::Everyday), purpose: Purpose::PatrolReporting,
        retention: Retention::Keep, natural_key: &["asset_no"],
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// Its number, as it stands on it.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    asset_no: String,
    /// What it is.
    asset_type: AssetType,
    /// In which state it is.
    [group: Some("state"), moves: true]
    state: AssetState,
    /// The day it came to that.
    [group: Some("state"), moves: true]
    state_on: NaiveDate,
    /// What is wrong with it.
    [group: Some("state"), rules: &[Rule::When("state", &["FAULTY"]), Rule::NotBlank], moves: true]
    fault: Option<String>,
    /// The hotspot it stands in, if any.
    [rules: &[Rule::OneLine], asked: false]
    hotspot: Option<String>,
    /// Which money paid for it.
    funding_stream: Option<FundingStream>,
    /// Anything else.
    note: Option<String>,
}
