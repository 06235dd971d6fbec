//! The records of a cell, for a new device or a gained cell.
//!
//! Rule: what is told is as of now; a device takes no record back to an earlier entry, so reading a
//! cell while it changes does no harm.

use beatbook_records::cell::Cell;
use beatbook_records::wire::{SNAPSHOT_RECORDS, SnapshotPage};

use crate::auth::Caller;
use crate::error::HubError;
use crate::state::Hub;
use crate::store::head::Head;
use crate::store::{StoreResult, feed};

/// A page of a cell after a place in it.
///
/// # Errors
/// When the cell is not the caller's or the database fails.
pub fn page(hub: &Hub, caller: &Caller, cell: &str, after: u64) -> Result<SnapshotPage, HubError> {
    let wanted: Cell = cell.parse().map_err(|()| HubError::Malformed("a cell is area/class/yyyymm"))?;
    if caller.revoked {
        return Err(HubError::Revoked);
    }
    if !caller.scope.covers(&wanted) {
        return Err(HubError::NotFound);
    }
    let (epoch, mut rows) = hub.store().read(|sql| -> StoreResult<_> {
        Ok((Head::read(sql)?.epoch, feed::snapshot(sql, &wanted, after, SNAPSHOT_RECORDS + 1)?))
    })?;
    let next = (rows.len() > SNAPSHOT_RECORDS).then(|| {
        rows.truncate(SNAPSHOT_RECORDS);
        rows.last().map_or(after, |(place, _)| *place)
    });
    let records = rows.into_iter().map(|(_, record)| record).collect();
    Ok(SnapshotPage { cell: cell.to_owned(), epoch, records, next })
}
