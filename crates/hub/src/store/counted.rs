//! Records as the counting reports read them, with those below them that a report asks for.
//!
//! Rule: records without any are handed over as they are read; those with some are few, and held while theirs are asked
//! for.

use std::collections::HashMap;

use beatbook_records::kinds;
use beatbook_records::record::Values;
use beatbook_records::report::period::Period;
use beatbook_records::report::tables::{Child, Seen};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::StoreResult;
use super::daily::around;
use super::sql::{Columns, Many, Next, Shape, Sql, args, broken};

const PARENT: Columns = &[("parent", Shape::Text)];

/// A record that stands.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: &'static str,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// What it says.
    pub values: Values,
    /// The records below it that stand, of the kinds that were asked for, in the order of their times.
    pub children: Vec<Child>,
}

impl Counted {
    /// As a report sees it.
    #[must_use]
    pub fn seen(&self) -> Seen<'_> {
        Seen { kind: self.kind, values: &self.values, children: &self.children }
    }
}

#[derive(Deserialize)]
struct Body {
    values: Values,
}

/// Hand over each record of some kinds that stands and happened on the days of a period, kind by kind, in the order of
/// their times, with the records of the kinds `below` that are parts of it.
///
/// # Errors
/// When the database fails or a record cannot be read.
pub fn each(
    sql: &dyn Sql,
    (kinds, below): (&[&'static str], &[&'static str]),
    period: Period,
    take: &mut dyn FnMut(Counted),
) -> StoreResult<()> {
    for kind in kinds {
        let below: Vec<_> = below.iter().filter_map(|child| part_of(child, kind)).collect();
        if below.is_empty() {
            each_of_kind(sql, kind, period, take)?;
            continue;
        }
        let mut parents = Vec::new();
        each_of_kind(sql, kind, period, &mut |record| parents.push(record))?;
        for (child, field) in below {
            put_below(sql, child, field, &mut parents)?;
        }
        parents.into_iter().for_each(&mut *take);
    }
    Ok(())
}

/// The kind with the field that names the record it is a part of, where that is one of this kind.
fn part_of(child: &'static str, kind: &str) -> Option<(&'static str, &'static str)> {
    let (field, parent) = kinds::kind(child)?.parent?;
    (parent == kind).then_some((child, field))
}

fn each_of_kind(
    sql: &dyn Sql,
    kind: &'static str,
    period: Period,
    take: &mut dyn FnMut(Counted),
) -> StoreResult<()> {
    let (from, to) = around(period);
    let text = "SELECT id, occurred, body FROM record
         WHERE kind = ?1 AND NOT voided AND occurred >= ?2 AND occurred < ?3 ORDER BY occurred, seq";
    sql.each(text, &args![kind, &from, &to], &mut |row| {
        let occurred = row.get::<&str>(1)?.parse().map_err(|_| broken(1, "a time"))?;
        if period.contains(occurred) {
            let values = values(row.get(2)?)?;
            take(Counted { id: row.get(0)?, kind, occurred, values, children: Vec::new() });
        }
        Ok(Next::Row)
    })
}

/// The records of a kind that are parts of these.
fn put_below(sql: &dyn Sql, kind: &'static str, field: &str, parents: &mut [Counted]) -> StoreResult<()> {
    let ids: Vec<String> = parents.iter().map(|parent| parent.id.to_string()).collect();
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let mut many = Many::of(PARENT);
    ids.iter().for_each(|id| many.row(args![id]));
    if many.is_empty() {
        return Ok(());
    }
    // The kind and the field are written out, as they are in the index: a partial index is found by nothing else.
    let text = format!(
        "SELECT CAST(body AS TEXT) FROM record
         WHERE kind = '{kind}' AND body -> 'values' ->> '{field}' = ?1 AND NOT voided ORDER BY occurred, seq"
    );
    sql.each_of(&text, &many, &mut |row| {
        let values = values(row.get(0)?)?;
        let parent = values.get(field).and_then(serde_json::Value::as_str);
        if let Some(at) = parent.and_then(|parent| places.get(parent)) {
            parents[*at].children.push(Child { kind, values });
        }
        Ok(Next::Row)
    })
}

fn values(body: &str) -> StoreResult<Values> {
    serde_json::from_str(body).map(|body: Body| body.values).map_err(|_| broken(2, "a body"))
}
