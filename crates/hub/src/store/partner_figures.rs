//! What partners count themselves, one row a file; what was read in stays.

use beatbook_records::entry::Hash;

use super::head::Head;
use super::sql::{Change, Columns, Many, Row, Shape, args, broken};
use super::{Book, StoreResult};
use crate::partner_figures::{PartnerFile, Received};

/// A file.
pub const FILE: Columns = &[
    ("version", Shape::Int),
    ("source", Shape::Text),
    ("geography", Shape::Text),
    ("name", Shape::Text),
    ("sha256", Shape::Bytes),
    ("imported_ms", Shape::Int),
    ("written_by", Shape::Text),
    ("body", Shape::Text),
];

impl Book<'_> {
    /// Keep a file in the place of the last one of its source, which stays to be looked up; returns its version.
    ///
    /// # Errors
    /// When the database fails; nothing is then changed.
    pub fn put_partner_file(&self, received: &Received, by: &str, now_ms: i64) -> StoreResult<u32> {
        self.write(|sql| {
            // Two imports at once would give two of them one version.
            Head::lock(sql)?;
            let next = "SELECT coalesce(max(version), 0) + 1 FROM partner_file";
            let version: u32 = sql.one(next, &[], |row| row.get(0))?.unwrap_or(1);
            let body = serde_json::to_string(&received.figures).expect("plain data is JSON");
            let Received { source, geography, name, sha256, .. } = received;
            let mut many = Many::of(FILE);
            many.row(args![version, source, geography, name, &sha256.0[..], now_ms, by, &body]);
            sql.run_of(Change::Insert, "partner_file", &many)?;
            Ok(version)
        })
    }

    /// Every file, the first read in first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn partner_files(&self) -> StoreResult<Vec<PartnerFile>> {
        let text = "SELECT version, source, geography, name, sha256, imported_ms, written_by, body
             FROM partner_file ORDER BY version";
        self.sql().list(text, &[], file)
    }
}

fn file(row: &dyn Row) -> StoreResult<PartnerFile> {
    Ok(PartnerFile {
        version: row.get(0)?,
        of: Received {
            source: row.get(1)?,
            geography: row.get(2)?,
            name: row.get(3)?,
            sha256: Hash(row.get(4)?),
            figures: serde_json::from_str(row.get(7)?).map_err(|_| broken(7, "figures"))?,
        },
        imported_ms: row.get(5)?,
        by: row.get(6)?,
    })
}
