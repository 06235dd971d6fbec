//! The hotspots to choose from, and the one to suggest.

use beatbook_records::geo::hotspot::{Fix, Hotspot, by_distance};

use super::Context;
use super::start_patrol::LAST_HOTSPOT;
use crate::api::{HotspotChoice, Nothing, Why};
use crate::error::Error;
use crate::store::{Owner, Reader};

/// Nearest first where there is a fix, else by name.
pub(crate) fn list(context: &Context, _: Nothing) -> Result<Vec<HotspotChoice>, Error> {
    let fix = context.location.fix();
    context.read(move |reader, _| choices(reader, &reader.enrolled()?, fix))
}

/// The officer's hotspots, in the order to show them.
pub(super) fn choices(
    reader: Reader<'_>,
    owner: &Owner,
    fix: Option<Fix>,
) -> Result<Vec<HotspotChoice>, Error> {
    let mut hotspots = reader.hotspots()?;
    hotspots.retain(|hotspot| owner.scope.covers_area(&hotspot.area));
    hotspots.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(in_order(&hotspots, fix))
}

/// By distance; one whose polygon is none comes last, without a distance.
fn in_order(hotspots: &[Hotspot], fix: Option<Fix>) -> Vec<HotspotChoice> {
    let near = fix.map(|fix| by_distance(fix, hotspots)).unwrap_or_default();
    let known: Vec<usize> = near.iter().map(|nearness| nearness.hotspot).collect();
    let measured = near.iter().map(|nearness| choice(&hotspots[nearness.hotspot], Some(nearness.distance_m)));
    let others = hotspots.iter().enumerate().filter(|(at, _)| !known.contains(at));
    measured.chain(others.map(|(_, hotspot)| choice(hotspot, None))).collect()
}

fn choice(hotspot: &Hotspot, distance_m: Option<f64>) -> HotspotChoice {
    HotspotChoice {
        id: hotspot.id.clone(),
        name: hotspot.name.clone(),
        area: hotspot.area.clone(),
        // A float beyond the range of the integer becomes its largest value.
        distance_m: distance_m.map(|metres| metres.round() as u32),
        inside: distance_m == Some(0.0),
    }
}

/// Where a patrol would start with one tap, and why; `choices` are in their order.
pub(super) fn suggest(
    reader: Reader<'_>,
    choices: &[HotspotChoice],
) -> Result<(Option<HotspotChoice>, Why), Error> {
    let last: Option<String> = reader.setting(LAST_HOTSPOT)?;
    Ok(decide(choices, last.as_deref()))
}

fn decide(choices: &[HotspotChoice], last: Option<&str>) -> (Option<HotspotChoice>, Why) {
    let nearest = choices.first().filter(|choice| choice.distance_m.is_some());
    let used = choices.iter().find(|choice| Some(choice.id.as_str()) == last);
    match (nearest, used, choices) {
        (Some(nearest), ..) if nearest.inside => (Some(nearest.clone()), Why::Inside),
        (Some(nearest), ..) => (Some(nearest.clone()), Why::Nearest),
        (None, Some(used), _) => (Some(used.clone()), Why::LastUsed),
        (None, None, [only]) => (Some(only.clone()), Why::OnlyOne),
        (None, None, _) => (None, Why::None),
    }
}
