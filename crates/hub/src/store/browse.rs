//! Records in pages, in the order in which they happened.
//!
//! Rule: an index gives the order and the place to go on from, never a count of rows to leave out; so the last page costs
//! what the first does. Whatever else is wanted of a record is asked by the caller, of so many rows and no more.

use uuid::Uuid;

use super::sql::{Arg, args};
use super::{Book, StoreResult};

/// A place in a list: when it happened, as written, and the row's number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The time.
    pub at: String,
    /// The row.
    pub seq: i64,
}

/// A stretch of a list.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// Of this kind alone.
    pub kind: Option<&'static str>,
    /// Whether the latest come first.
    pub latest_first: bool,
    /// After this place, not included.
    pub above: Key,
    /// Before this place, not included.
    pub below: Key,
    /// At most so many rows.
    pub most: u32,
    /// Whether to read what they say.
    pub words: bool,
}

/// A row of the list.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its place.
    pub key: Key,
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// The area of its cell.
    pub area: String,
    /// The journal that made it.
    pub journal: i64,
    /// Whether it was voided.
    pub voided: bool,
    /// What it says, as JSON, where that was asked for.
    pub body: Option<String>,
}

/// A journal and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The journal.
    pub journal: i64,
    /// The officer.
    pub actor: Uuid,
    /// Their name.
    pub name: String,
}

impl Stretch {
    /// The question, and what is given with it.
    #[must_use]
    pub fn question(&self) -> (String, Vec<Arg<'_>>) {
        let way = if self.latest_first { "DESC" } else { "ASC" };
        let body = if self.words { "CAST(body AS TEXT)" } else { "NULL" };
        let mut given =
            args![self.most, &self.above.at, self.above.seq, &self.below.at, self.below.seq].to_vec();
        given.extend(self.kind.map(Arg::from));
        let kind = if self.kind.is_some() { " AND kind = ?6" } else { "" };
        let text = format!(
            "SELECT seq, id, kind, area, journal, voided, occurred, {body} FROM record
             WHERE (occurred, seq) > (?2, ?3) AND (occurred, seq) < (?4, ?5){kind}
             ORDER BY occurred {way}, seq {way} LIMIT ?1"
        );
        (text, given)
    }
}

impl Book<'_> {
    /// A stretch of the records.
    ///
    /// # Errors
    /// When the database fails.
    pub fn browse(&self, stretch: &Stretch) -> StoreResult<Vec<Found>> {
        let (text, given) = stretch.question();
        self.sql().list(&text, &given, |row| {
            Ok(Found {
                key: Key { at: row.get(6)?, seq: row.get(0)? },
                id: row.get(1)?,
                kind: row.get(2)?,
                area: row.get(3)?,
                journal: row.get(4)?,
                voided: row.get(5)?,
                body: row.get(7)?,
            })
        })
    }

    /// Every area that a cell has, with and without the officer it is with.
    ///
    /// # Errors
    /// When the database fails.
    pub fn areas(&self) -> StoreResult<Vec<String>> {
        self.sql().list("SELECT DISTINCT area FROM cell ORDER BY area", &[], |row| row.get(0))
    }

    /// Every journal and whose it is, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn authors(&self) -> StoreResult<Vec<Author>> {
        let text = "SELECT j.n, d.actor, d.name FROM journal j JOIN device d ON d.id = j.device ORDER BY d.name, j.n";
        self.sql()
            .list(text, &[], |row| Ok(Author { journal: row.get(0)?, actor: row.get(1)?, name: row.get(2)? }))
    }
}
