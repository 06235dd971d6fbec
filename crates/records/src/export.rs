//! What of a record leaves the partnership's book as columns, by who takes it.
//!
//! Rule: the default is no. A class that a role may not see is not there. Who may not see what concerns a person gets no
//! text in which a name could stand, and no id but those of records that say nothing of a person.

use serde_json::Value;

use crate::codes::PlaceSource;
use crate::field::{Field, Kind, Sensitivity, Shape};
use crate::record::Values;
use crate::role::Role;

/// Texts that are ids of reference data: no name fits in them.
const REFERENCES: &[&str] = &["area", "hotspot"];

/// Fields that name another record which says nothing of a person.
const LINKS: &[&str] = &["patrol", "shift", "round", "audit", "duplicate_of"];

/// Degrees are told to this many decimals: about a metre.
const PLACE_DECIMALS: i32 = 5;

/// Whether a role may take records of a kind.
#[must_use]
pub fn may_take(role: Role, kind: &Kind) -> bool {
    kind.sensitivity <= role.sees_up_to()
}

/// The fields of a kind that a role may take, in their order; `None` where it may not take the kind.
#[must_use]
pub fn columns(role: Role, kind: &Kind) -> Option<Vec<&'static Field>> {
    may_take(role, kind).then(|| kind.fields.iter().filter(|field| may_take_field(role, field)).collect())
}

fn may_take_field(role: Role, field: &Field) -> bool {
    if field.sensitivity > role.sees_up_to() {
        return false;
    }
    sees_persons(role)
        || match field.shape {
            Shape::Text(_) => REFERENCES.contains(&field.name),
            Shape::Id => LINKS.contains(&field.name),
            Shape::Hash => false,
            _ => true,
        }
}

/// Whether a role may see what concerns a person: names, and words in which one could stand.
#[must_use]
pub const fn sees_persons(role: Role) -> bool {
    !matches!(role.sees_up_to(), Sensitivity::Ordinary)
}

/// Whether records of a kind can have a position.
#[must_use]
pub fn has_position(kind: &Kind) -> bool {
    kind.field("lat").is_some() && kind.field("lon").is_some()
}

/// Whether this role may take where the record is: a position of a home or an address names it as the address does.
#[must_use]
pub fn may_take_place(role: Role, values: &Values) -> bool {
    let given = |name: &str| values.get(name).is_some_and(|value| !value.is_null());
    let source = values.get("place_source").and_then(Value::as_str).and_then(PlaceSource::from_code);
    sees_persons(role) || !(given("uprn") || given("address") || source == Some(PlaceSource::Address))
}

/// The value of a field as a role may take it; degrees to five decimals.
#[must_use]
pub fn value<'v>(role: Role, field: &Field, values: &'v Values) -> Option<std::borrow::Cow<'v, Value>> {
    use std::borrow::Cow;
    let value = values.get(field.name).filter(|value| !value.is_null())?;
    if !matches!(field.name, "lat" | "lon" | "accuracy_m") {
        return Some(Cow::Borrowed(value));
    }
    if !may_take_place(role, values) {
        return None;
    }
    Some(Cow::Owned(Value::from(degrees(value.as_f64()?))))
}

/// Degrees to five decimals.
#[must_use]
pub fn degrees(degrees: f64) -> f64 {
    let scale = 10_f64.powi(PLACE_DECIMALS);
    (degrees * scale).round() / scale
}

/// The point of a record as a role may take it: longitude, then latitude, as GeoJSON has them.
#[must_use]
pub fn point(role: Role, values: &Values) -> Option<[f64; 2]> {
    let at = |name: &str| values.get(name).and_then(Value::as_f64);
    let (lat, lon) = (at("lat")?, at("lon")?);
    may_take_place(role, values).then(|| [degrees(lon), degrees(lat)])
}
