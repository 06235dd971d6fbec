//! Records as the counting reports read them.

use beatbook_records::record::Values;
use beatbook_records::report::period::Period;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::StoreResult;
use super::daily::around;
use super::sql::{Next, Sql, args, broken};

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
}

#[derive(Deserialize)]
struct Body {
    values: Values,
}

/// Hand over each record of some kinds that stands and happened on the days of a period, kind by kind, in the order of
/// their times.
///
/// # Errors
/// When the database fails or a record cannot be read.
pub fn each(
    sql: &dyn Sql,
    kinds: &[&'static str],
    period: Period,
    take: &mut dyn FnMut(Counted),
) -> StoreResult<()> {
    let (from, to) = around(period);
    let text = "SELECT id, occurred, body FROM record
         WHERE kind = ?1 AND NOT voided AND occurred >= ?2 AND occurred < ?3 ORDER BY occurred, seq";
    for kind in kinds {
        sql.each(text, &args![*kind, &from, &to], &mut |row| {
            let occurred = row.get::<&str>(1)?.parse().map_err(|_| broken(1, "a time"))?;
            if period.contains(occurred) {
                let body: Body = serde_json::from_str(row.get(2)?).map_err(|_| broken(2, "a body"))?;
                take(Counted { id: row.get(0)?, kind, occurred, values: body.values });
            }
            Ok(Next::Row)
        })?;
    }
    Ok(())
}
