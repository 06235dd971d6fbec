//! Everything that is known, in a form that can be compared: by records, by entries, by what lost.

use std::collections::{BTreeMap, BTreeSet};

use beatbook_hub::store::sql::{Next, Sql};
use beatbook_records::cell::{Scope, cell_of};
use beatbook_records::entry::Content;
use beatbook_records::kinds;
use beatbook_records::record::Values;
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

fn values(text: &str) -> Values {
    let body: Value = serde_json::from_str(text).expect("a body");
    body["values"].as_object().cloned().expect("values")
}

impl Dump {
    /// What the hub has.
    #[must_use]
    pub fn of_hub(sql: &dyn Sql) -> Self {
        Self { entries: entries(sql, ""), ..Self::of_tables(sql) }
    }

    /// What a device has; its entries are those it wrote itself.
    #[must_use]
    pub fn of_device(sql: &dyn Sql) -> Self {
        Self { entries: entries(sql, "WHERE e.own = 1"), ..Self::of_tables(sql) }
    }

    fn of_tables(sql: &dyn Sql) -> Self {
        let text = "SELECT id, kind, CAST(body AS TEXT), voided, occurred FROM record";
        let records = sql.list(text, &[], |row| {
            Ok((row.get(0)?, (row.get(1)?, values(row.get(2)?), row.get(3)?, row.get(4)?)))
        });
        let text = "SELECT record, field, value, entry FROM overruled";
        let overruled = sql.list(text, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        let records = records.expect("records").into_iter().collect();
        let overruled = overruled.expect("overruled").into_iter().collect();
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

fn entries(sql: &dyn Sql, which: &str) -> Vec<Told> {
    let text = format!(
        "SELECT e.content, coalesce(e.payload, CAST(r.body AS TEXT))
         FROM entry e LEFT JOIN record r ON r.id = e.record {which}"
    );
    let mut told = Vec::new();
    sql.each(&text, &[], &mut |row| {
        let content: Content = serde_json::from_str(row.get(0)?).expect("content");
        let Some(words) = row.get(1)? else { return Ok(Next::Row) }; // erased
        let values = values(words);
        told.push(Told { entry: content.id, record: content.record_id(), values });
        Ok(Next::Row)
    })
    .expect("entries");
    told
}
