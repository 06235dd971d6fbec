//! What walks and rounds know of a street: its houses in walking order, and what to mind at each.

use beatbook_records::codes::{AuditCode, AuditResult, CautionCode, LicenceStatus, StillThere};
use beatbook_records::field::Kind;
use beatbook_records::geo::place::Place;
use beatbook_records::geo::walk::{Side, walking_order};
use beatbook_records::key::natural_id;
use beatbook_records::kinds::{AuditObservation, CautionMarker, Property};
use beatbook_records::record::{Record as _, Values};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::OpenMatter;
use crate::error::Error;
use crate::store::{Reader, Stored, time_text};

/// The houses of a street that have a UPRN, in walking order.
pub(super) fn houses(
    reader: Reader<'_>,
    street: &str,
    postcode: Option<&str>,
    side: Side,
) -> Result<Vec<Place>, Error> {
    let mut houses = reader.addresses_of(street)?;
    houses.retain(|house| house.uprn.is_some() && house.postcode.starts_with(postcode.unwrap_or_default()));
    let order = walking_order(&houses, side);
    Ok(order.into_iter().map(|at| houses[at].clone()).collect())
}

/// A value of a record, where it has one of this shape.
pub(super) fn value<T: DeserializeOwned>(record: &Stored, field: &str) -> Option<T> {
    serde_json::from_value(record.values.get(field)?.clone()).ok()
}

/// The records of a kind that are parts of this one and count, oldest first.
pub(super) fn parts(reader: Reader<'_>, kind: &Kind, of: Uuid) -> Result<Vec<Stored>, Error> {
    let named = kind.parent.and_then(|(field, _)| kind.field(field));
    let field = named.ok_or_else(|| Error::Internal(format!("{} is a part of nothing", kind.name)))?;
    let mut parts = reader.records_with(kind, field, &of.to_string())?;
    parts.retain(|part| !part.voided);
    Ok(parts)
}

/// The records of a kind about a home that count, oldest first.
pub(super) fn of_home(reader: Reader<'_>, kind: &Kind, uprn: &str) -> Result<Vec<Stored>, Error> {
    let field = kind.field("uprn").ok_or_else(|| Error::Internal(format!("{} has no home", kind.name)))?;
    let mut records = reader.records_with(kind, field, uprn)?;
    records.retain(|record| !record.voided);
    Ok(records)
}

/// Where the licence of a home stands.
pub(super) fn licence(reader: Reader<'_>, uprn: &str, salt: &[u8]) -> Result<Option<LicenceStatus>, Error> {
    let key: Values = [("uprn".to_owned(), json!(uprn))].into_iter().collect();
    let id = natural_id(&Property::KIND, &key, salt);
    let home = id.map(|id| reader.record(id)).transpose()?.flatten();
    Ok(home.and_then(|home| value(&home, "licence_status")))
}

/// What to do at a door. The reason is another record, which this phone need not have.
pub(super) fn cautions(reader: Reader<'_>, uprn: &str) -> Result<Vec<CautionCode>, Error> {
    let markers = of_home(reader, &CautionMarker::KIND, uprn)?;
    let standing = markers.iter().filter(|marker| marker.values.get("ended_on").is_none_or(Value::is_null));
    Ok(standing.filter_map(|marker| value(marker, "caution")).collect())
}

/// What was referred at a home on another walk and is not known to be gone.
pub(super) fn open_matter(reader: Reader<'_>, uprn: &str, walk: Uuid) -> Result<Option<OpenMatter>, Error> {
    let seen = of_home(reader, &AuditObservation::KIND, uprn)?;
    let gone = |id: Uuid| {
        seen.iter().any(|later| {
            value::<Uuid>(later, "open_matter") == Some(id)
                && value::<StillThere>(later, "still_there") == Some(StillThere::Gone)
        })
    };
    let referred = seen.iter().rev().find(|one| {
        value::<Uuid>(one, "audit") != Some(walk)
            && value::<AuditResult>(one, "result") == Some(AuditResult::Refer)
            && !gone(one.id)
    });
    Ok(referred.map(|one| OpenMatter {
        observation: one.id,
        seen: time_text(one.occurred),
        codes: value::<Vec<AuditCode>>(one, "codes").unwrap_or_default(),
    }))
}
