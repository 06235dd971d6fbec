//! Files that are there as a whole, and the records that name them.

use beatbook_records::cell::{Cell, Scope};
use beatbook_records::codes::MediaType;
use beatbook_records::entry::Hash;
use beatbook_records::wire::{BlobManifest, NamedBlob};
use uuid::Uuid;

use super::StoreResult;
use super::sql::{Row, Sql, args, broken};

/// A file that is there as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobRow {
    /// The hash of its bytes.
    pub sha256: Hash,
    /// How many it has.
    pub bytes: u64,
    /// What it is.
    pub media_type: MediaType,
    /// The device that brought the last of it.
    pub device: Uuid,
    /// When, Unix milliseconds.
    pub stored_ms: i64,
}

const SELECT: &str = "SELECT sha256, bytes, media_type, device, stored_ms FROM blob";

/// Write down that a file is there. Several may have brought it at once.
///
/// # Errors
/// When the database fails.
pub fn keep(sql: &dyn Sql, blob: &BlobRow) -> StoreResult<()> {
    sql.run(
        "INSERT INTO blob (sha256, bytes, media_type, device, stored_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        &args![&blob.sha256, blob.bytes, blob.media_type.code(), &blob.device, blob.stored_ms],
    )?;
    Ok(())
}

/// The file of this hash, where all of it is there.
///
/// # Errors
/// When the database fails.
pub fn find(sql: &dyn Sql, sha256: &Hash) -> StoreResult<Option<BlobRow>> {
    sql.one(&format!("{SELECT} WHERE sha256 = ?1"), &args![sha256], blob)
}

/// Every file that is there, for those who verify or copy them.
///
/// # Errors
/// When the database fails.
pub fn all(sql: &dyn Sql) -> StoreResult<Vec<BlobRow>> {
    sql.list(&format!("{SELECT} ORDER BY sha256"), &[], blob)
}

/// Whether a record that the scope covers names this file.
///
/// # Errors
/// When the database fails.
pub fn is_named_within(sql: &dyn Sql, sha256: &Hash, scope: &Scope) -> StoreResult<bool> {
    let text = "SELECT area, class, month FROM record
                WHERE kind = 'evidence' AND body -> 'values' ->> 'sha256' = ?1";
    let name = sha256.to_string();
    let mut cells: Vec<Cell> = sql.list(text, &args![&name], |row| row.cell(0))?;
    let letters =
        "SELECT area, class, month FROM record WHERE kind = 'letter' AND body -> 'values' ->> 'words' = ?1";
    cells.extend(sql.list(letters, &args![&name], |row| row.cell(0))?);
    Ok(cells.iter().any(|cell| scope.covers(cell)))
}

/// The files that a record names, itself or by what was taken for it, as far as the scope covers them.
///
/// # Errors
/// When the database fails.
pub fn of_record(sql: &dyn Sql, record: Uuid, scope: &Scope) -> StoreResult<BlobManifest> {
    let columns =
        "area, class, month, body -> 'values' ->> 'sha256', CAST(body -> 'values' ->> 'bytes' AS BIGINT)";
    let named = |which: &str| {
        format!(
            "SELECT {columns} FROM record WHERE kind = 'evidence' AND NOT voided AND {which} ORDER BY seq"
        )
    };
    let mut found = sql.list(&named("id = ?1"), &args![&record], named_row)?;
    let about = named("body -> 'values' ->> 'about' = ?1");
    found.extend(sql.list(&about, &args![&record.to_string()], named_row)?);
    let mut blobs = Vec::new();
    for (_, sha256, bytes) in found.into_iter().filter(|(cell, ..)| scope.covers(cell)) {
        blobs.push(NamedBlob { sha256, bytes, there: find(sql, &sha256)?.is_some() });
    }
    Ok(BlobManifest { record, complete: blobs.iter().all(|blob| blob.there), blobs })
}

fn named_row(row: &dyn Row) -> StoreResult<(Cell, Hash, u64)> {
    let mut hash = [0; 32];
    hex::decode_to_slice(row.get::<&str>(3)?, &mut hash).map_err(|_| broken(3, "a hash"))?;
    Ok((row.cell(0)?, Hash(hash), row.get(4)?))
}

fn blob(row: &dyn Row) -> StoreResult<BlobRow> {
    Ok(BlobRow {
        sha256: row.get(0)?,
        bytes: row.get(1)?,
        media_type: MediaType::from_code(row.get(2)?).ok_or_else(|| broken(2, "a media type"))?,
        device: row.get(3)?,
        stored_ms: row.get(4)?,
    })
}
