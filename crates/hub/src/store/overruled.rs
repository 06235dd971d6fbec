//! Values that lost a settlement and wait to be seen.

use beatbook_records::wire::SnapshotOverruled;
use uuid::Uuid;

use super::StoreResult;
use super::sql::{Sql, args, broken};

/// All of a record, as a snapshot tells them.
pub fn of_record(sql: &dyn Sql, record: Uuid) -> StoreResult<Vec<SnapshotOverruled>> {
    let text = "SELECT field, value, entry, by, n FROM overruled WHERE record = ?1 ORDER BY n, field";
    sql.list(text, &args![&record], |row| {
        let value = serde_json::from_str(row.get(1)?).map_err(|_| broken(1, "JSON"))?;
        Ok(SnapshotOverruled {
            field: row.get(0)?,
            value,
            entry: row.get(2)?,
            by: row.get(3)?,
            n: row.get(4)?,
        })
    })
}

impl super::Book<'_> {
    /// All of a record.
    ///
    /// # Errors
    /// When the database fails or a value is none.
    pub fn lost_of(&self, record: Uuid) -> StoreResult<Vec<SnapshotOverruled>> {
        of_record(self.sql(), record)
    }
}
