//! One record: as it stands, what happened to it, and which records name it.

use beatbook_records::field::{Kind, Shape};
use beatbook_records::kinds::KINDS;
use beatbook_records::record::Values;
use beatbook_records::settle::Outcome;
use beatbook_records::view;
use beatbook_records::wire::HeldReason;
use serde::Deserialize;
use uuid::Uuid;

use super::sql::{args, broken};
use super::{Book, StoreResult};

/// A record as it stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its kind.
    pub kind: String,
    /// The area of its cell.
    pub area: String,
    /// Whether it was voided.
    pub voided: bool,
    /// When it happened, as written.
    pub occurred: String,
    /// What it says.
    pub values: Values,
}

/// An entry about the record, in the order of the history.
#[derive(Debug, Clone)]
pub struct Happened {
    /// Its id.
    pub id: Uuid,
    /// The content, as received.
    pub content: String,
    /// The payload, as received; nothing where its words were erased.
    pub payload: Option<String>,
    /// What the settlement was, where not everything applied as written.
    pub outcome: Outcome,
    /// Why it is kept and not applied.
    pub held: Option<HeldReason>,
    /// Whether a later entry replaced it while it was held.
    pub superseded: bool,
    /// Who wrote it, where the device is known.
    pub officer: Option<String>,
    /// When the hub took it in, Unix milliseconds.
    pub received_ms: i64,
}

/// A record that names another.
#[derive(Debug, Clone)]
pub struct Naming {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: &'static Kind,
    /// When it happened, as written.
    pub occurred: String,
}

#[derive(Deserialize)]
struct Body {
    values: Values,
}

impl Book<'_> {
    /// A record as it stands.
    ///
    /// # Errors
    /// When the database fails or it cannot be read.
    pub fn standing(&self, record: Uuid) -> StoreResult<Option<Standing>> {
        let text = "SELECT kind, area, voided, occurred, body FROM record WHERE id = ?1";
        self.sql().one(text, &args![&record], |row| {
            let body: Body = serde_json::from_str(row.get(4)?).map_err(|_| broken(4, "a body"))?;
            let (kind, area, voided, occurred) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(Standing { kind, area, voided, occurred, values: body.values })
        })
    }

    /// What happened to a record, the earliest first.
    ///
    /// # Errors
    /// When the database fails or a row does not hold what it must.
    pub fn timeline(&self, record: Uuid) -> StoreResult<Vec<Happened>> {
        let text = "SELECT e.id, e.content,
                    coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN CAST(r.body AS TEXT) END),
                    e.outcome, e.held, e.superseded_by IS NOT NULL, d.name, e.received_ms
             FROM entry e LEFT JOIN record r ON r.id = e.record
             LEFT JOIN journal j ON j.n = e.journal LEFT JOIN device d ON d.id = j.device
             WHERE e.record = ?1 ORDER BY e.commit_seq";
        self.sql().list(text, &args![&record], |row| {
            let outcome: Option<&str> = row.get(3)?;
            let outcome =
                outcome.map(serde_json::from_str).transpose().map_err(|_| broken(3, "an outcome"))?;
            let held: Option<&str> = row.get(4)?;
            Ok(Happened {
                id: row.get(0)?,
                content: row.get(1)?,
                payload: row.get(2)?,
                outcome: outcome.unwrap_or_default(),
                held: held.and_then(HeldReason::from_code),
                superseded: row.get(5)?,
                officer: row.get(6)?,
                received_ms: row.get(7)?,
            })
        })
    }

    /// The records that name this one in a field that an index finds, at most so many of each kind.
    ///
    /// # Errors
    /// When the database fails.
    pub fn naming(&self, record: Uuid, most: u32) -> StoreResult<Vec<Naming>> {
        let id = record.to_string();
        let fields = KINDS.iter().flat_map(|kind| {
            let named = kind.fields.iter().filter(|field| field.indexed && matches!(field.shape, Shape::Id));
            named.map(move |field| (kind, field.name))
        });
        let mut naming = Vec::new();
        for (kind, field) in fields {
            naming.extend(self.by_field(kind, field, &id, most)?);
        }
        Ok(naming)
    }

    /// The records of a home, by its number, at most so many of each kind.
    ///
    /// # Errors
    /// When the database fails.
    pub fn at_home(&self, uprn: &str, most: u32) -> StoreResult<Vec<Naming>> {
        let placed = KINDS.iter().filter(|kind| kind.field("uprn").is_some_and(|field| field.indexed));
        let mut there = Vec::new();
        for kind in placed {
            there.extend(self.by_field(kind, "uprn", uprn, most)?);
        }
        Ok(there)
    }

    fn by_field(&self, kind: &'static Kind, field: &str, value: &str, most: u32) -> StoreResult<Vec<Naming>> {
        let (name, raw) = (kind.name, view::raw(field));
        let text = format!(
            "SELECT id, occurred FROM record WHERE kind = '{name}' AND ({raw}) = ?1 ORDER BY occurred, seq LIMIT ?2"
        );
        self.sql().list(&text, &args![value, most], |row| {
            Ok(Naming { id: row.get(0)?, kind, occurred: row.get(1)? })
        })
    }
}
