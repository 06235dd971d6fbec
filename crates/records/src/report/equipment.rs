//! Street equipment: what stands, by what it is.

use crate::codes::{AssetState, AssetType};
use crate::kinds::StreetAsset;
use crate::record::Record as _;

use super::counting::{Counting, PLAIN, code};

/// The report.
pub const COUNTING: Counting = Counting {
    name: "equipment",
    title: "Street equipment",
    rule: "Things in the street that were first written down in the period and have not been removed since, working or \
           faulty.",
    kinds: &[StreetAsset::KIND.name],
    figures: &AssetType::LIST,
    within: &[],
    of: |_, values| {
        let stands = code(values, "state") != Some(AssetState::Removed.code());
        let what = code(values, "asset_type").and_then(AssetType::from_code).map(AssetType::code);
        what.filter(|_| stands).into_iter().collect()
    },
    ..PLAIN
};
