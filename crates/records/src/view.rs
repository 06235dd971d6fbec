//! A kind as an SQL view with real columns, for reports and analysts.
//!
//! Rule: one text that SQLite (3.38 on) and PostgreSQL (12 on, `body` as `jsonb`) both read. It
//! builds text and knows no driver.

use std::fmt::Write as _;

use crate::field::{Field, Kind, Shape};

/// `CREATE VIEW` for a kind over the `record` table.
#[must_use]
pub fn create_view(kind: &Kind) -> String {
    let mut text = format!("CREATE VIEW v_{} AS SELECT id, occurred, voided, head", kind.name);
    for field in kind.fields {
        let _ = write!(text, ", {} AS \"{}\"", column(field), field.name);
    }
    let _ = write!(text, " FROM record WHERE kind = '{}'", kind.name);
    text
}

/// `DROP VIEW IF EXISTS` for a kind.
#[must_use]
pub fn drop_view(kind: &Kind) -> String {
    format!("DROP VIEW IF EXISTS v_{}", kind.name)
}

/// The partial expression indexes of a kind, for the fields that lists filter on.
#[must_use]
pub fn create_indexes(kind: &Kind) -> Vec<String> {
    kind.fields
        .iter()
        .filter(|field| field.indexed)
        .map(|field| {
            format!(
                "CREATE INDEX IF NOT EXISTS record_{}_{} ON record (({})) WHERE kind = '{}'",
                kind.name,
                field.name,
                raw(field.name),
                kind.name
            )
        })
        .collect()
}

/// The value of a field as the database reads it from the body, before any cast.
#[must_use]
pub fn raw(field: &str) -> String {
    format!("body -> 'values' ->> '{field}'")
}

fn column(field: &Field) -> String {
    let raw = raw(field.name);
    match field.shape {
        Shape::Integer => format!("CAST({raw} AS BIGINT)"),
        Shape::Decimal => format!("CAST({raw} AS DOUBLE PRECISION)"),
        Shape::Boolean => format!("(CAST({raw} AS TEXT) IN ('1', 'true'))"),
        Shape::Text(_)
        | Shape::Instant
        | Shape::Date
        | Shape::Id
        | Shape::Hash
        | Shape::Code(_)
        | Shape::Codes(_) => raw,
    }
}
