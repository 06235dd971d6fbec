//! Lone workers whose timer has run out, as far as the hub can know.

use beatbook_records::codes::WelfareState;
use chrono::{DateTime, Utc};

use super::sql::broken;
use super::{Book, StoreResult};

/// An officer who has not checked in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// The officer.
    pub name: String,
    /// When they were to check in.
    pub due: DateTime<Utc>,
    /// What their phone said last: an alarm, or that the timer runs.
    pub state: WelfareState,
    /// Where they meant to be.
    pub planned: Option<String>,
    /// Where the phone was, as degrees north and east.
    pub position: Option<(String, String)>,
    /// When their phone was last heard of.
    pub heard: Option<DateTime<Utc>>,
}

impl Book<'_> {
    /// Those whose phone raised an alarm, and those whose time is over and whose phone said nothing; the longest overdue
    /// first.
    ///
    /// # Errors
    /// When the database fails or a row does not hold what its kind declares.
    pub fn overdue(&self, now: DateTime<Utc>) -> StoreResult<Vec<Overdue>> {
        let text = "SELECT d.name, w.due, w.state, w.planned, CAST(w.lat AS TEXT), CAST(w.lon AS TEXT), d.last_seen_ms
             FROM v_welfare_check AS w JOIN record AS r ON r.id = w.id
             JOIN journal AS j ON j.n = r.journal JOIN device AS d ON d.id = j.device
             WHERE NOT w.voided AND w.state IN ('RUNNING', 'LATE', 'ALARM', 'DURESS')";
        let mut overdue = self.sql().list(text, &[], |row| {
            let position: (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
            Ok(Overdue {
                name: row.get(0)?,
                due: row.get::<&str>(1)?.parse().map_err(|_| broken(1, "a time"))?,
                state: WelfareState::from_code(row.get(2)?).ok_or_else(|| broken(2, "a state"))?,
                planned: row.get(3)?,
                position: position.0.zip(position.1),
                heard: row.get::<Option<i64>>(6)?.and_then(DateTime::from_timestamp_millis),
            })
        })?;
        let over = |one: &Overdue| one.due <= now || one.state != WelfareState::Running;
        overdue.retain(over);
        overdue.sort_by(|one, other| (one.due, &one.name).cmp(&(other.due, &other.name)));
        Ok(overdue)
    }
}
