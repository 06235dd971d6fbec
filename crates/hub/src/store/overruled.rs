//! Values that lost a settlement and wait to be seen.

use beatbook_records::wire::SnapshotOverruled;
use rusqlite::Connection;
use uuid::Uuid;

use super::{StoreResult, columns};

/// All of a record, as a snapshot tells them.
pub fn of_record(conn: &Connection, record: Uuid) -> StoreResult<Vec<SnapshotOverruled>> {
    conn.prepare_cached(
        "SELECT field, value, entry, by, n FROM overruled WHERE record = ?1 ORDER BY n, field",
    )?
    .query_map([record.as_bytes()], |row| {
        Ok(SnapshotOverruled {
            field: row.get(0)?,
            value: serde_json::from_str(row.get_ref(1)?.as_str()?).unwrap_or_default(),
            entry: columns::uuid(row, 2)?,
            by: columns::uuid(row, 3)?,
            n: row.get::<_, i64>(4)?.cast_unsigned(),
        })
    })?
    .collect()
}
