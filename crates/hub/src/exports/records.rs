//! Records of one kind as a table or as points on a map, by the field table of the kind.
//!
//! Rule: which columns there are follows from the role, in `records::export`, and from nothing here.

use beatbook_records::export;
use beatbook_records::field::{Field, Kind, Shape};
use beatbook_records::report::period::{Period, ZONE};
use beatbook_records::role::Role;
use clap::ValueEnum;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Audience, Export};
use crate::error::HubError;
use crate::reports::figures::is_sample;
use crate::reports::sheet::{Cell, Sheet};
use crate::reports::written::{Made, notes, spreadsheet};
use crate::store::Book;
use crate::store::counted::{self, Counted};

/// How records are counted into an export.
const RULE: &str = "One row for each record that happened on a day of the period and was not voided, as it stands now. \
Columns that the role may not see are absent. Times are in UTC.";

/// How records are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ValueEnum, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecordsFormat {
    /// Comma-separated values, UTF-8, one header line.
    #[default]
    Csv,
    /// A spreadsheet.
    Xlsx,
    /// Points in WGS 84, of kinds that have a position.
    Geojson,
}

impl RecordsFormat {
    /// Its name, and the end of its files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Geojson => "geojson",
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => crate::reports::api::SPREADSHEET,
            Self::Geojson => "application/geo+json",
        }
    }
}

/// Records of a kind and a period, for a role.
///
/// # Errors
/// `NotFound` where the role may not see the kind; `Malformed` where a kind without a position is wanted as points;
/// `TooLarge` where a spreadsheet cannot hold it; `Store`.
pub fn of(
    store: &Book<'_>,
    role: Role,
    kind: &'static Kind,
    period: Period,
    format: RecordsFormat,
    made: &Made,
) -> Result<Export, HubError> {
    let columns = export::columns(role, kind).ok_or(HubError::NotFound)?;
    if format == RecordsFormat::Geojson && !export::has_position(kind) {
        return Err(HubError::Malformed("records of this kind have no position"));
    }
    let mut records = Vec::new();
    counted::each(store.sql(), (&[kind.name], &[]), period, &mut |record| records.push(record))?;
    let (lines, bytes) = match format {
        RecordsFormat::Geojson => points(role, &columns, &records),
        RecordsFormat::Csv | RecordsFormat::Xlsx => {
            let sheet = sheet(store, role, kind, &columns, &records, period)?;
            let bytes = match format {
                RecordsFormat::Xlsx => spreadsheet(&sheet, made)?,
                _ => sheet.csv().into_bytes(),
            };
            (sheet.rows.len(), bytes)
        }
    };
    let what = format!("records: {}", kind.name);
    Ok(Export {
        what,
        period: Some(period),
        format: format.word(),
        audience: Audience::Partnership.word(),
        lines,
        bytes,
    })
}

fn sheet(
    store: &Book<'_>,
    role: Role,
    kind: &Kind,
    columns: &[&'static Field],
    records: &[Counted],
    period: Period,
) -> Result<Sheet, HubError> {
    let organisation = store.organisation()?.unwrap_or_default();
    let row = |record: &Counted| {
        let fields = columns.iter().map(|field| cell(role, field, record));
        [Cell::Text(record.id.to_string()), Cell::Time(record.occurred)].into_iter().chain(fields).collect()
    };
    let mut notes = notes(&organisation, is_sample(&organisation), period, ZONE, RULE);
    notes.push(("Columns for", Role::LIST.words_of(role.code()).unwrap_or_default().to_owned()));
    notes.extend(columns.iter().map(|field| (field.name, field.about.trim().to_owned())));
    Ok(Sheet {
        title: format!("Records: {}", kind.name.replace('_', " ")),
        notes,
        columns: ["id", "occurred"]
            .into_iter()
            .chain(columns.iter().map(|field| field.name))
            .map(Into::into)
            .collect(),
        rows: records.iter().map(row).collect(),
        ..Sheet::default()
    })
}

/// A value as what its field says it is; what a newer build may have written otherwise is words.
fn cell(role: Role, field: &Field, record: &Counted) -> Cell {
    let Some(value) = export::value(role, field, &record.values) else { return Cell::Empty };
    let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let typed = match field.shape {
        Shape::Integer => value.as_i64().map(Cell::Whole),
        Shape::Decimal => value.as_f64().map(Cell::Decimal),
        Shape::Boolean => value.as_bool().map(Cell::Flag),
        Shape::Instant => value.as_str().and_then(|text| text.parse().ok()).map(Cell::Time),
        Shape::Date => value.as_str().and_then(|text| text.parse().ok()).map(Cell::Date),
        Shape::Codes(_) => value.as_array().map(|codes| {
            let codes: Vec<&str> = codes.iter().filter_map(Value::as_str).collect();
            Cell::Text(codes.join("; "))
        }),
        Shape::Text(_) | Shape::Id | Shape::Hash | Shape::Code(_) => None,
    };
    typed.unwrap_or_else(|| Cell::Text(text()))
}

/// The records that have a point, as GeoJSON; how many.
fn points(role: Role, columns: &[&'static Field], records: &[Counted]) -> (usize, Vec<u8>) {
    let feature = |record: &Counted| {
        let point = export::point(role, &record.values)?;
        let mut properties = serde_json::Map::new();
        properties.insert("occurred".into(), json!(Cell::Time(record.occurred)));
        for field in columns.iter().filter(|field| !matches!(field.name, "lat" | "lon")) {
            if let Some(value) = export::value(role, field, &record.values) {
                properties.insert(field.name.into(), value.into_owned());
            }
        }
        let geometry = json!({ "type": "Point", "coordinates": point });
        Some(json!({ "type": "Feature", "id": record.id, "geometry": geometry, "properties": properties }))
    };
    let features: Vec<Value> = records.iter().filter_map(feature).collect();
    let lines = features.len();
    let collection = json!({ "type": "FeatureCollection", "features": features });
    (lines, (collection.to_string() + "\n").into_bytes())
}
