//! Records as the counting reports read them.

use beatbook_records::record::Values;
use beatbook_records::report::period::Period;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::sql::{Next, args, broken};
use super::{Book, StoreResult};

/// A record that stands.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// What it says.
    pub values: Values,
}

#[derive(Deserialize)]
struct Body {
    values: Values,
}

impl Book<'_> {
    /// The records of some kinds that stand and happened on the days of a period, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails or a record cannot be read.
    pub fn counted(&self, kinds: &[&str], period: Period) -> StoreResult<Vec<Counted>> {
        // Times may be written with any offset: two days more on each side, and the day itself decides.
        let from = period.from.checked_sub_days(Days::new(2)).unwrap_or(NaiveDate::MIN).to_string();
        let to = period.to.checked_add_days(Days::new(3)).unwrap_or(NaiveDate::MAX).to_string();
        let text = "SELECT id, occurred, body FROM record
             WHERE kind = ?1 AND NOT voided AND occurred >= ?2 AND occurred < ?3 ORDER BY seq";
        let mut counted = Vec::new();
        for kind in kinds {
            self.sql().each(text, &args![*kind, &from, &to], &mut |row| {
                let occurred = row.get::<&str>(1)?.parse().map_err(|_| broken(1, "a time"))?;
                if period.contains(occurred) {
                    let body: Body = serde_json::from_str(row.get(2)?).map_err(|_| broken(2, "a body"))?;
                    counted.push(Counted {
                        id: row.get(0)?,
                        kind: (*kind).to_owned(),
                        occurred,
                        values: body.values,
                    });
                }
                Ok(Next::Row)
            })?;
        }
        Ok(counted)
    }
}
