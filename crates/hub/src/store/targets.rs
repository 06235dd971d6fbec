//! What was promised, one row an import.

use beatbook_records::report::targets::Plan;

use super::head::Head;
use super::sql::{args, broken};
use super::{Book, StoreResult};

impl Book<'_> {
    /// Put a plan in the place of the last one, which stays to be looked up; returns its version.
    ///
    /// # Errors
    /// When the database fails; nothing is then changed.
    pub fn put_targets(&self, plan: &Plan, now_ms: i64) -> StoreResult<u32> {
        self.write(|sql| {
            // Two imports at once would give two of them one version.
            Head::lock(sql)?;
            let next = "SELECT coalesce(max(version), 0) + 1 FROM target_plan";
            let version: u32 = sql.one(next, &[], |row| row.get(0))?.unwrap_or(1);
            let body = serde_json::to_string(plan).expect("plain data is JSON");
            let text = "INSERT INTO target_plan (version, imported_ms, body) VALUES (?1, ?2, ?3)";
            sql.run(text, &args![version, now_ms, &body])?;
            Ok(version)
        })
    }

    /// The plan that stands, and its version; none before the first import.
    ///
    /// # Errors
    /// When the database fails.
    pub fn targets(&self) -> StoreResult<Option<(u32, Plan)>> {
        let text = "SELECT version, body FROM target_plan ORDER BY version DESC LIMIT 1";
        self.sql().one(text, &[], |row| {
            let plan = serde_json::from_str(row.get(1)?).map_err(|_| broken(1, "a plan"))?;
            Ok((row.get(0)?, plan))
        })
    }
}
