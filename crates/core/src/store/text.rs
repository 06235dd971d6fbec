//! How ids, times and JSON stand in columns.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use beatbook_records::record::Values;

use super::StoreError;

/// A time as columns and the screen show it: UTC with milliseconds, so that texts sort as times do.
pub(crate) fn time_text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Read back from [`time_text`], or any other RFC 3339 text.
pub(crate) fn parse_time(what: &'static str, text: &str) -> Result<DateTime<Utc>, StoreError> {
    text.parse().map_err(|error: chrono::ParseError| StoreError::Unreadable { what, why: error.to_string() })
}

/// JSON of a column. The error says where it is wrong and none of the text: it may be what an
/// officer wrote.
pub(super) fn parse_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| {
        let why = format!("{:?} at line {}, column {}", error.classify(), error.line(), error.column());
        StoreError::Unreadable { what, why }
    })
}

/// The values of a body; a payload is one, with reason and salt beside.
pub(super) fn body_values(body: &str) -> Result<Values, StoreError> {
    #[derive(Deserialize)]
    struct Body {
        values: Values,
    }
    parse_json::<Body>("record.body", body).map(|body| body.values)
}

/// A UUID as a column of 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id(pub(crate) Uuid);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(&self.0.as_bytes()[..]))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        Uuid::from_slice(bytes).map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}
