//! The snapshot: the records of a cell as they stand.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// A record as it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotRecord {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its cell.
    pub cell: String,
    /// Its values, as `{"values": {…}}`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub body: Box<RawValue>,
    /// Its last entry.
    pub head: Uuid,
    /// The commit number of that entry.
    pub n: u64,
    /// Whether it is voided.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub voided: bool,
    /// When it happened, by its create.
    pub occurred: DateTime<Utc>,
    /// The device that created it.
    pub device: Uuid,
    /// The name of its officer.
    pub by: String,
    /// Its values that lost a settlement and wait to be seen.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub overruled: Vec<SnapshotOverruled>,
}

/// A value that lost a settlement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotOverruled {
    /// The field.
    pub field: String,
    /// The value.
    pub value: serde_json::Value,
    /// The entry that gave it.
    pub entry: Uuid,
    /// The entry that stands instead.
    pub by: Uuid,
    /// The commit number of the settlement.
    pub n: u64,
}

/// A page of a cell.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotPage {
    /// The cell.
    pub cell: String,
    /// The hub's epoch.
    pub epoch: Uuid,
    /// The records.
    pub records: Vec<SnapshotRecord>,
    /// Where the next page starts; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<u64>,
}
