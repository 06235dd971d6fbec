//! Powers: what an officer may do on a day at a place, and what an act is to say.
//!
//! Rule: the default is no. What needs no authority needs no pack; everything else needs an authorisation in force that
//! day, a condition of an order also its place. The device offers by it and the hub flags by it.

mod admit;
pub mod compose;
mod ladder;
pub mod letter;

use chrono::NaiveDate;
use geo::{Intersects as _, Point};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use admit::{Refused, admit};
pub use ladder::{Authority, authority};

use crate::codes::ActionCode;
use crate::geo::hotspot::polygon;
use crate::role::Role;
use crate::wire::{OrderCondition, Parameter, PowerOfficer, PowerOrder, PowersPack};

/// Who acts, when and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scene<'a> {
    /// The name the officer is enrolled under.
    pub officer: &'a str,
    /// What they are enrolled as.
    pub role: Role,
    /// The local day.
    pub day: NaiveDate,
    /// Degrees north and east, where the place is known.
    pub place: Option<(f64, f64)>,
    /// Whether police are in the crew.
    pub police: bool,
}

/// Why an act is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    /// It is not for this role.
    Role,
    /// Only the police do it.
    Police,
    /// The officer has no authorisation in force that day.
    Authorisation,
    /// It takes an order, and where the act was is not known.
    PlaceUnknown,
    /// No order is in force here that day.
    NoOrder,
    /// The amount is not known for that day.
    Amount,
}

/// One act of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The act.
    pub code: ActionCode,
    /// Why it is not offered; `None` where it is.
    pub why_not: Option<WhyNot>,
}

/// Every act, in the order of the ladder, with whether it may be used.
#[must_use]
pub fn offered(pack: Option<&PowersPack>, scene: Scene<'_>) -> Vec<Offer> {
    let pack = pack.unwrap_or(&NO_PACK);
    let offer = |code: &ActionCode| Offer { code: *code, why_not: why_not(pack, *code, scene) };
    ActionCode::ALL.iter().map(offer).collect()
}

/// A pack that says nothing.
static NO_PACK: PowersPack = PowersPack {
    version: 0,
    officers: Vec::new(),
    authorisations: Vec::new(),
    orders: Vec::new(),
    parameters: Vec::new(),
    templates: Vec::new(),
    hazards: Vec::new(),
};

fn why_not(pack: &PowersPack, code: ActionCode, scene: Scene<'_>) -> Option<WhyNot> {
    match authority(code, scene.role, scene.police) {
        Authority::Free => {}
        Authority::Delegated if is_authorised(pack, code, scene) => {}
        Authority::Delegated => return Some(WhyNot::Authorisation),
        Authority::Police => return Some(WhyNot::Police),
        Authority::None => return Some(WhyNot::Role),
    }
    if needs_order(code) {
        let Some(place) = scene.place else { return Some(WhyNot::PlaceUnknown) };
        if conditions(pack, scene.day, place).is_empty() {
            return Some(WhyNot::NoOrder);
        }
    }
    (is_penalty(code) && amount(pack, code, scene.day).is_none()).then_some(WhyNot::Amount)
}

/// Whether the act is under an order that has a place.
#[must_use]
pub const fn needs_order(code: ActionCode) -> bool {
    matches!(code, ActionCode::PspoEng | ActionCode::PspoAlc | ActionCode::AlcConf | ActionCode::PspoFpn)
}

/// Whether the act is a notice of a fixed penalty, whose amount is dated.
#[must_use]
pub const fn is_penalty(code: ActionCode) -> bool {
    use ActionCode::{FpnDog, FpnFly, FpnGraf, FpnLit, PspoFpn};
    matches!(code, PspoFpn | FpnLit | FpnFly | FpnGraf | FpnDog)
}

/// Whether what was asked before the act is kept: before a penalty and before alcohol is taken.
#[must_use]
pub const fn needs_check(code: ActionCode) -> bool {
    is_penalty(code) || matches!(code, ActionCode::PspoAlc | ActionCode::AlcConf)
}

/// The officer of the pack that is enrolled under this name, in this role.
#[must_use]
pub fn officer<'p>(pack: &'p PowersPack, name: &str, role: Role) -> Option<&'p PowerOfficer> {
    pack.officers.iter().find(|officer| officer.role == role && same_name(&officer.name, name))
}

/// Whether two texts are one name: case and spaces do not tell people apart.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    plain(one) == plain(other)
}

fn is_authorised(pack: &PowersPack, code: ActionCode, scene: Scene<'_>) -> bool {
    officer(pack, scene.officer, scene.role).is_some_and(|officer| {
        pack.authorisations.iter().any(|authorisation| {
            authorisation.officer == officer.id
                && authorisation.code == code.code()
                && authorisation.dates.hold(scene.day)
        })
    })
}

/// The conditions in force on a day at a place, each with its order. The edge of an order is inside; what cannot be drawn
/// is nowhere.
#[must_use]
pub fn conditions(
    pack: &PowersPack,
    day: NaiveDate,
    (lat, lon): (f64, f64),
) -> Vec<(&PowerOrder, &OrderCondition)> {
    let here = Point::new(lon, lat);
    let in_force = |order: &&PowerOrder| {
        order.dates.hold(day) && polygon(&order.polygon).is_some_and(|polygon| polygon.intersects(&here))
    };
    let orders = pack.orders.iter().filter(in_force);
    let each = orders.flat_map(|order| order.conditions.iter().map(move |condition| (order, condition)));
    each.filter(|(_, condition)| condition.dates.hold(day)).collect()
}

/// The parameter of this name in force on a day.
#[must_use]
pub fn parameter<'p>(pack: &'p PowersPack, name: &str, day: NaiveDate) -> Option<&'p Parameter> {
    pack.parameters.iter().find(|parameter| parameter.name == name && parameter.dates.hold(day))
}

/// What a penalty is on a day, in pence, with its source.
#[must_use]
pub fn amount(pack: &PowersPack, code: ActionCode, day: NaiveDate) -> Option<&Parameter> {
    let found = parameter(pack, &amount_name(code), day)?;
    (found.unit == crate::wire::PowerUnit::Pence).then_some(found)
}

/// What the parameter with the amount of a penalty is called.
#[must_use]
pub fn amount_name(code: ActionCode) -> String {
    format!("amount.{}", code.code())
}
