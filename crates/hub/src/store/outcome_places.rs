//! The places of the outcomes report, version by version: what was written stays.

use super::head::Head;
use super::sql::{Change, Columns, Many, Row, Shape, Sql, args, broken};
use super::{Book, Passing, StoreError, StoreResult};
use crate::outcome_places::{Place, Version};

/// A version.
pub const VERSION: Columns = &[
    ("n", Shape::Int),
    ("place", Shape::Int),
    ("valid_from", Shape::Text),
    ("name", Shape::Text),
    ("lsoa11", Shape::Text),
    ("lsoa21", Shape::Text),
    ("written_by", Shape::Text),
    ("written_ms", Shape::Int),
];

impl Book<'_> {
    /// Every version of every place, in the order in which they were written.
    ///
    /// # Errors
    /// When the database fails.
    pub fn outcome_places(&self) -> StoreResult<Vec<Version>> {
        versions(self.sql())
    }

    /// Write the versions that `decide` makes of those that are there; returns them.
    ///
    /// # Errors
    /// When the database fails, or `decide` refuses; nothing is then changed.
    pub fn put_outcome_places<E: From<StoreError> + Passing>(
        &self,
        decide: impl Fn(&[Version]) -> Result<Vec<Version>, E>,
    ) -> Result<Vec<Version>, E> {
        self.write(|sql| {
            // Two that are decided on at once could each hold what the other does.
            Head::lock(sql)?;
            let there = versions(sql)?;
            let new = decide(&there)?;
            let texts: Vec<_> = new.iter().map(texts).collect();
            let mut many = Many::of(VERSION);
            for ((n, version), [from, old, young]) in (there.len() as u64 + 1..).zip(&new).zip(&texts) {
                let Version { place, of, by, written_ms, .. } = version;
                many.row(args![n, *place, from, &of.name, old, young, by, *written_ms]);
            }
            sql.run_of(Change::Insert, "outcome_place", &many)?;
            Ok(new)
        })
    }
}

fn texts(version: &Version) -> [String; 3] {
    let codes =
        |codes: &std::collections::BTreeSet<String>| codes.iter().cloned().collect::<Vec<_>>().join(" ");
    [version.from.to_string(), codes(&version.of.lsoa11), codes(&version.of.lsoa21)]
}

fn versions(sql: &dyn Sql) -> StoreResult<Vec<Version>> {
    let text = "SELECT place, valid_from, name, lsoa11, lsoa21, written_by, written_ms FROM outcome_place ORDER BY n";
    sql.list(text, &[], |row| {
        let codes =
            |at| row.get::<&str>(at).map(|codes| codes.split_whitespace().map(str::to_owned).collect());
        Ok(Version {
            place: row.get(0)?,
            from: day_at(row, 1)?,
            of: Place { name: row.get(2)?, lsoa11: codes(3)?, lsoa21: codes(4)? },
            by: row.get(5)?,
            written_ms: row.get(6)?,
        })
    })
}

fn day_at(row: &dyn Row, at: usize) -> StoreResult<chrono::NaiveDate> {
    row.get::<&str>(at)?.parse().map_err(|_| broken(at, "a day"))
}
