//! Everything that is known, in a form that can be compared: by records, by entries, by what lost.

use std::collections::{BTreeMap, BTreeSet};

use beatbook_records::cell::{Scope, cell_of};
use beatbook_records::entry::Content;
use beatbook_records::kinds;
use beatbook_records::record::Values;
use rusqlite::Connection;
use serde_json::Value;
use uuid::Uuid;

/// A record: kind, values, whether it is voided.
type Row = (String, Values, bool, String);

/// An entry as its author wrote it: id, record, the fields and values given, the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The entry.
    pub entry: Uuid,
    /// The record.
    pub record: Uuid,
    /// What it gave.
    pub values: Values,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Dump {
    /// The records, by id.
    pub records: BTreeMap<Uuid, Row>,
    /// The entries that are kept.
    pub entries: Vec<Told>,
    /// Overruled values: record, field, value, entry.
    pub overruled: BTreeSet<(Uuid, String, String, Uuid)>,
}

fn id(bytes: &[u8]) -> Uuid {
    Uuid::from_slice(bytes).expect("an id")
}

fn values(text: &str) -> Values {
    let body: Value = serde_json::from_str(text).expect("a body");
    body["values"].as_object().cloned().expect("values")
}

impl Dump {
    /// What the hub has.
    #[must_use]
    pub fn of_hub(conn: &Connection) -> Self {
        Self { entries: entries(conn, ""), ..Self::of_tables(conn) }
    }

    /// What a device has; its entries are those it wrote itself.
    #[must_use]
    pub fn of_device(conn: &Connection) -> Self {
        Self { entries: entries(conn, "WHERE e.own = 1"), ..Self::of_tables(conn) }
    }

    fn of_tables(conn: &Connection) -> Self {
        let mut statement =
            conn.prepare("SELECT id, kind, body, voided, occurred FROM record").expect("records");
        let rows = statement.query_map([], |row| {
            let key = id(&row.get::<_, Vec<u8>>(0)?);
            Ok((key, (row.get(1)?, values(&row.get::<_, String>(2)?), row.get(3)?, row.get(4)?)))
        });
        let records = rows.expect("records").collect::<Result<_, _>>().expect("records");
        let mut statement =
            conn.prepare("SELECT record, field, value, entry FROM overruled").expect("overruled");
        let rows = statement.query_map([], |row| {
            let ids = (id(&row.get::<_, Vec<u8>>(0)?), id(&row.get::<_, Vec<u8>>(3)?));
            Ok((ids.0, row.get(1)?, row.get(2)?, ids.1))
        });
        let overruled = rows.expect("overruled").collect::<Result<_, _>>().expect("overruled");
        Self { records, overruled, entries: Vec::new() }
    }

    /// Only what a scope covers.
    #[must_use]
    pub fn within(&self, scope: &Scope) -> Self {
        let covered = |row: &Row| {
            let created = row.3.parse().expect("a time");
            scope.covers(&cell_of(kinds::kind(&row.0), &row.1, created))
        };
        let records: BTreeMap<_, _> = self
            .records
            .iter()
            .filter(|(_, row)| covered(row))
            .map(|(key, row)| (*key, row.clone()))
            .collect();
        let overruled =
            self.overruled.iter().filter(|value| records.contains_key(&value.0)).cloned().collect();
        Self { records, overruled, entries: self.entries.clone() }
    }
}

fn entries(conn: &Connection, which: &str) -> Vec<Told> {
    let text = format!(
        "SELECT e.content, coalesce(e.payload, r.body) FROM entry e LEFT JOIN record r ON r.id = e.record {which}"
    );
    let mut statement = conn.prepare(&text).expect("entries");
    let rows = statement.query_map([], |row| {
        let content: Content = serde_json::from_str(&row.get::<_, String>(0)?).expect("content");
        let payload: String = row.get(1)?;
        Ok(Told { entry: content.id, record: content.record_id(), values: values(&payload) })
    });
    rows.expect("entries").collect::<Result<_, _>>().expect("entries")
}
