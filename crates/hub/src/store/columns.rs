//! Reading the few column types that SQLite does not know.

use beatbook_records::cell::Cell;
use beatbook_records::entry::Hash;
use rusqlite::types::Type;
use rusqlite::{Error, Row};
use uuid::Uuid;

fn broken(index: usize, what: &str) -> Error {
    Error::FromSqlConversionFailure(index, Type::Blob, what.into())
}

/// A UUID kept as 16 bytes.
pub fn uuid(row: &Row<'_>, index: usize) -> rusqlite::Result<Uuid> {
    Uuid::from_slice(row.get_ref(index)?.as_blob()?).map_err(|_| broken(index, "not an id"))
}

/// A hash kept as 32 bytes.
pub fn hash(row: &Row<'_>, index: usize) -> rusqlite::Result<Hash> {
    Hash::from_slice(row.get_ref(index)?.as_blob()?).ok_or_else(|| broken(index, "not a hash"))
}

/// A cell kept as three columns, from this index on.
pub fn cell(row: &Row<'_>, index: usize) -> rusqlite::Result<Cell> {
    let text = format!(
        "{}/{}/{:06}",
        row.get_ref(index)?.as_str()?,
        row.get_ref(index + 1)?.as_str()?,
        row.get::<_, u32>(index + 2)?
    );
    text.parse().map_err(|()| broken(index, "not a cell"))
}
