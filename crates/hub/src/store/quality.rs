//! The latest patrols and engagements, with who wrote them, for those who look for what is missing.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::report_rows::{opt_time_at, time_at};
use super::sql::{Row, args, broken};
use super::{Book, StoreResult};
use crate::quality::{EngagementSeen, PatrolSeen};

/// Who wrote a record that is called `v`.
const WRITTEN: &str =
    "JOIN record r ON r.id = v.id JOIN journal j ON j.n = r.journal JOIN device d ON d.id = j.device";

impl Book<'_> {
    /// Patrols and engagements since a time that count.
    ///
    /// # Errors
    /// When the database fails or a row does not hold what its kind declares.
    pub fn lately(&self, since: DateTime<Utc>) -> StoreResult<(Vec<PatrolSeen>, Vec<EngagementSeen>)> {
        let since = since.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let patrols = format!(
            "SELECT v.id, d.name, v.started, v.finished, v.activities FROM v_patrol v {WRITTEN}
             WHERE v.started >= ?1 AND NOT v.voided AND v.duplicate_of IS NULL"
        );
        let patrols = self.sql().list(&patrols, &args![&since], |row| {
            let active = row.get::<Option<&str>>(4)?.is_some_and(|codes| codes != "[]");
            let (started, finished) = (time_at(row, 2)?, opt_time_at(row, 3)?);
            Ok(PatrolSeen { id: row.get(0)?, officer: row.get(1)?, started, finished, active })
        })?;
        let engagements = format!(
            "SELECT v.id, d.name, v.occurred, v.patrol, v.hotspot FROM v_engagement v {WRITTEN}
             WHERE v.occurred >= ?1 AND NOT v.voided AND v.duplicate_of IS NULL"
        );
        let engagements = self.sql().list(&engagements, &args![&since], |row| {
            let (occurred, patrol) = (time_at(row, 2)?, id_at(row, 3)?);
            let placed = row.get::<Option<&str>>(4)?.is_some();
            Ok(EngagementSeen { id: row.get(0)?, officer: row.get(1)?, occurred, patrol, placed })
        })?;
        Ok((patrols, engagements))
    }
}

/// An id that is a value.
fn id_at(row: &dyn Row, at: usize) -> StoreResult<Option<Uuid>> {
    let text: Option<&str> = row.get(at)?;
    text.map(|text| text.parse().map_err(|_| broken(at, "an id"))).transpose()
}
