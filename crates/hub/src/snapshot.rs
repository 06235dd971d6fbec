//! The records of a cell, for a new device or a gained cell.

use beatbook_records::wire::SnapshotPage;

use crate::auth::Caller;
use crate::error::HubError;
use crate::state::Hub;

/// A page of a cell after a record number.
///
/// # Errors
/// When the cell is not the caller's or the database fails.
pub fn page(_: &Hub, _: &Caller, _cell: &str, _after: u64) -> Result<SnapshotPage, HubError> {
    Err(HubError::Internal("not here yet".into()))
}
