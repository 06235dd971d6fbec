//! Photos as records name them, and what this device has of each.

use beatbook_records::codes::{MediaType, PhotoSlot};
use beatbook_records::entry::Hash;
use beatbook_records::record::Values;
use chrono::{DateTime, Utc};
use rusqlite::Row;
use uuid::Uuid;

use super::{PhotoState, parse_hash};
use crate::store::text::{Id, parse_json};
use crate::store::{Reader, StoreError, parse_time};

/// A photo that a record names.
#[derive(Debug, Clone)]
pub struct NamedPhoto {
    /// The record that says so.
    pub evidence: Uuid,
    /// The record it was taken for.
    pub about: Option<Uuid>,
    /// How many bytes the original has.
    pub bytes: u64,
    /// How far it is.
    pub state: PhotoState,
    /// Why, where it is refused.
    pub reason: Option<String>,
    /// How many bytes the hub has said it has.
    pub sent: u64,
    /// The hash of its bytes.
    pub sha256: Hash,
    /// What it is; nothing where a newer app knows more kinds.
    pub media_type: Option<MediaType>,
    /// What it is called in a statement.
    pub exhibit_ref: Option<String>,
    /// What it was taken to show.
    pub slot: Option<PhotoSlot>,
    /// What it shows, in a few words.
    pub caption: Option<String>,
    /// For a copy: the original it was made from.
    pub made_from: Option<Hash>,
    /// When it was taken.
    pub taken: DateTime<Utc>,
    /// Who took it.
    pub by: String,
    /// Its file, where this device has it.
    pub file: Option<String>,
}

/// What is read of each; the record's values are parsed here.
const NAMED: &str =
    "SELECT r.id, r.occurred, r.by, body -> 'values', p.bytes, p.state, p.reason, p.sent, p.file
     FROM record AS r LEFT JOIN photo AS p ON p.sha256 = body -> 'values' ->> 'sha256'
     WHERE kind = 'evidence' AND ";

impl Reader<'_> {
    /// The photos that a record names: itself, and by what was taken for it.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photos_of(self, record: Uuid) -> Result<Vec<NamedPhoto>, StoreError> {
        let mut photos = self.named(&format!("{NAMED} voided = 0 AND id = ?1"), &[&Id(record)])?;
        let about = format!("{NAMED} voided = 0 AND body -> 'values' ->> 'about' = ?1 ORDER BY seq");
        photos.extend(self.named(&about, &[&record.to_string()])?);
        Ok(photos)
    }

    /// The photo that this record is, if it is one.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photo(self, evidence: Uuid) -> Result<Option<NamedPhoto>, StoreError> {
        Ok(self.named(&format!("{NAMED} id = ?1"), &[&Id(evidence)])?.pop())
    }

    /// The originals of these bytes, the first one first.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photos_of_bytes(self, sha256: &Hash) -> Result<Vec<NamedPhoto>, StoreError> {
        let same = format!("{NAMED} body -> 'values' ->> 'sha256' = ?1 ORDER BY seq");
        self.named(&same, &[&sha256.to_string()])
    }

    /// The copies that were made of an original.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photos_made_from(self, sha256: &Hash) -> Result<Vec<NamedPhoto>, StoreError> {
        let made = format!("{NAMED} voided = 0 AND body -> 'values' ->> 'made_from' = ?1 ORDER BY seq");
        self.named(&made, &[&sha256.to_string()])
    }

    /// The photos of this device that cannot be handed in.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photos_refused(self) -> Result<Vec<NamedPhoto>, StoreError> {
        self.named(&format!("{NAMED} p.state = 2 ORDER BY p.n"), &[])
    }

    fn named(self, text: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<NamedPhoto>, StoreError> {
        let mut found = self.conn.prepare_cached(text)?;
        let mut rows = found.query(params)?;
        let mut photos = Vec::new();
        while let Some(row) = rows.next()? {
            // A record that does not say which bytes it means names none.
            photos.extend(named_by(row)?);
        }
        Ok(photos)
    }
}

fn named_by(row: &Row<'_>) -> Result<Option<NamedPhoto>, StoreError> {
    let values: Values = parse_json("record.body", row.get_ref(3)?.as_str().unwrap_or_default())?;
    let text = |field: &str| values.get(field).and_then(|value| value.as_str());
    let Some(Ok(sha256)) = text("sha256").map(parse_hash) else { return Ok(None) };
    let said = values.get("bytes").and_then(serde_json::Value::as_i64);
    Ok(Some(NamedPhoto {
        evidence: row.get::<_, Id>(0)?.0,
        about: text("about").and_then(|about| about.parse().ok()),
        bytes: row.get::<_, Option<i64>>(4)?.or(said).unwrap_or(0).cast_unsigned(),
        state: PhotoState::of(row.get(5)?),
        reason: row.get(6)?,
        sent: row.get::<_, Option<i64>>(7)?.unwrap_or(0).cast_unsigned(),
        sha256,
        media_type: text("media_type").and_then(MediaType::from_code),
        exhibit_ref: text("exhibit_ref").map(str::to_owned),
        slot: text("slot").and_then(PhotoSlot::from_code),
        caption: text("caption").map(str::to_owned),
        made_from: text("made_from").and_then(|hash| parse_hash(hash).ok()),
        taken: parse_time("record.occurred", row.get_ref(1)?.as_str().unwrap_or_default())?,
        by: row.get(2)?,
        file: row.get(8)?,
    }))
}
