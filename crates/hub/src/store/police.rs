//! What the police published: files, their crimes, and how many of a sort there are.

use std::collections::{BTreeMap, BTreeSet};

use beatbook_records::entry::Hash;
use beatbook_records::report::crime_type::CrimeType;
use beatbook_records::report::month::Month;
use beatbook_records::report::outcomes::Counts;

use super::sql::{Change, Columns, Many, Next, Row, Shape, Sql, args, broken};
use super::{Book, Passing, StoreResult};

/// A file.
pub const FILE: Columns = &[
    ("force", Shape::Text),
    ("month", Shape::Text),
    ("sha256", Shape::Bytes),
    ("name", Shape::Text),
    ("lines", Shape::Int),
    ("imported_ms", Shape::Int),
    ("replaced_ms", Shape::Int),
];
/// A crime.
pub const CRIME: Columns = &[
    ("n", Shape::Int),
    ("force", Shape::Text),
    ("month", Shape::Text),
    ("line", Shape::Int),
    ("crime", Shape::Text),
    ("crime_type", Shape::Text),
    ("lsoa", Shape::Text),
    ("location", Shape::Text),
    ("outcome", Shape::Text),
];
/// How many crimes of a sort.
pub const COUNT: Columns = &[
    ("force", Shape::Text),
    ("month", Shape::Text),
    ("lsoa", Shape::Text),
    ("district", Shape::Text),
    ("crime_type", Shape::Text),
    ("crimes", Shape::Int),
];

/// Rows written at once.
const ROWS_AT_ONCE: usize = 2_000;

/// A file as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoliceFile {
    /// Whose figures they are.
    pub force: String,
    /// The month it is about.
    pub month: Month,
    /// Of its bytes.
    pub sha256: Hash,
    /// What it was called.
    pub name: String,
    /// How many crimes it holds.
    pub lines: u64,
    /// When it was taken in.
    pub imported_ms: i64,
}

/// A crime of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crime {
    /// The line of the file, from 1 for its header.
    pub line: u64,
    /// Its id at police.uk; empty for antisocial behaviour.
    pub crime: String,
    /// Its type.
    pub crime_type: CrimeType,
    /// The LSOA as published; empty where none is.
    pub lsoa: String,
    /// The district, by the published name of the LSOA.
    pub district: String,
    /// The anonymised point's name.
    pub location: String,
    /// What became of it, when the file was made.
    pub outcome: String,
}

/// What counts: some LSOAs, or a district.
#[derive(Debug, Clone, Copy)]
pub enum Within<'w> {
    /// These LSOAs, by their codes.
    Lsoas(&'w BTreeSet<String>),
    /// The district of this name.
    District(&'w str),
}

/// A month that is being taken in.
pub struct Taking<'b> {
    sql: &'b dyn Sql,
    file: &'b PoliceFile,
    next: u64,
    held: Vec<Crime>,
    counts: BTreeMap<(String, String, CrimeType), u64>,
}

impl Taking<'_> {
    /// One more crime.
    ///
    /// # Errors
    /// When the database fails.
    pub fn take(&mut self, crime: Crime) -> StoreResult<()> {
        let sort = (crime.lsoa.clone(), crime.district.clone(), crime.crime_type);
        *self.counts.entry(sort).or_default() += 1;
        self.held.push(crime);
        if self.held.len() < ROWS_AT_ONCE { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> StoreResult<()> {
        let (force, month) = (&self.file.force, self.file.month.to_string());
        let mut many = Many::with_room(CRIME, self.held.len());
        for (n, crime) in (self.next..).zip(&self.held) {
            let Crime { line, crime_type, lsoa, location, outcome, .. } = crime;
            let (id, code) = (&crime.crime, crime_type.code());
            many.row(args![n, force, &month, *line, id, code, lsoa, location, outcome]);
        }
        self.sql.run_of(Change::Insert, "police_crime", &many)?;
        self.next += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }

    fn finish(mut self) -> StoreResult<()> {
        self.write()?;
        let (force, month) = (&self.file.force, self.file.month.to_string());
        let mut many = Many::with_room(COUNT, self.counts.len());
        for ((lsoa, district, crime_type), crimes) in &self.counts {
            many.row(args![force, &month, lsoa, district, crime_type.code(), *crimes]);
        }
        self.sql.run_of(Change::Insert, "police_count", &many)
    }
}

impl Book<'_> {
    /// Take files in, each in the place of what was there of its month, all of them or none. `crimes` gives those of a file.
    ///
    /// # Errors
    /// When the database fails, or `crimes` does; nothing is then changed.
    pub fn put_police<E: From<super::StoreError> + Passing>(
        &self,
        files: &[PoliceFile],
        crimes: impl Fn(usize, &mut Taking<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.write(|sql| {
            for (at, file) in files.iter().enumerate() {
                replace(sql, file)?;
                let next =
                    sql.one("SELECT coalesce(max(n), 0) + 1 FROM police_crime", &[], |row| row.get(0))?;
                let mut taking =
                    Taking { sql, file, next: next.unwrap_or(1), held: Vec::new(), counts: BTreeMap::new() };
                crimes(at, &mut taking)?;
                taking.finish()?;
            }
            Ok(())
        })
    }

    /// The files that figures come from, month by month.
    ///
    /// # Errors
    /// When the database fails.
    pub fn police_files(&self) -> StoreResult<Vec<PoliceFile>> {
        let text = "SELECT force, month, sha256, name, lines, imported_ms FROM police_file
             WHERE replaced_ms IS NULL ORDER BY month, force";
        self.sql().list(text, &[], |row| {
            Ok(PoliceFile {
                force: row.get(0)?,
                month: month_at(row, 1)?,
                sha256: row.get(2)?,
                name: row.get(3)?,
                lines: row.get(4)?,
                imported_ms: row.get(5)?,
            })
        })
    }

    /// How many crimes there were, by type and month, and how many under each LSOA code.
    ///
    /// # Errors
    /// When the database fails.
    pub fn police_counts(&self, within: Within<'_>) -> StoreResult<(Counts, BTreeMap<String, u32>)> {
        const ROW: &str = "SELECT crime_type, month, lsoa, crimes FROM police_count";
        let (mut counts, mut codes) = (Counts::new(), BTreeMap::new());
        let mut add = |row: &dyn Row| {
            let crime_type = CrimeType::from_code(row.get(0)?).ok_or_else(|| broken(0, "a type of crime"))?;
            let crimes: u32 = row.get(3)?;
            *counts.entry((crime_type, month_at(row, 1)?)).or_default() += crimes;
            *codes.entry(row.get(2)?).or_default() += crimes;
            Ok(Next::Row)
        };
        match within {
            Within::District(name) => {
                self.sql().each(&format!("{ROW} WHERE district = ?1"), &args![name], &mut add)?;
            }
            Within::Lsoas(all) => {
                for lsoa in all {
                    self.sql().each(&format!("{ROW} WHERE lsoa = ?1"), &args![lsoa], &mut add)?;
                }
            }
        }
        Ok((counts, codes))
    }

    /// Every district that there are figures of.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all_police_districts(&self) -> StoreResult<Vec<String>> {
        let text = "SELECT DISTINCT district FROM police_count WHERE district <> '' ORDER BY district";
        self.sql().list(text, &[], |row| row.get(0))
    }

    /// The districts that LSOAs are published to lie in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn police_districts(&self, lsoas: &BTreeSet<String>) -> StoreResult<BTreeSet<String>> {
        let text = "SELECT DISTINCT district FROM police_count WHERE lsoa = ?1 AND district <> ''";
        let mut districts = BTreeSet::new();
        for lsoa in lsoas {
            districts.extend(self.sql().list(text, &args![lsoa], |row| row.get::<String>(0))?);
        }
        Ok(districts)
    }
}

/// What was there of a file's month goes; that it was there stays.
fn replace(sql: &dyn Sql, file: &PoliceFile) -> StoreResult<()> {
    let (force, month) = (&file.force, file.month.to_string());
    sql.run(
        "UPDATE police_file SET replaced_ms = ?3 WHERE force = ?1 AND month = ?2 AND replaced_ms IS NULL",
        &args![force, &month, file.imported_ms],
    )?;
    for table in ["police_crime", "police_count"] {
        sql.run(&format!("DELETE FROM {table} WHERE force = ?1 AND month = ?2"), &args![force, &month])?;
    }
    // Two files of a month that come within a millisecond are told apart all the same.
    let text = "SELECT coalesce(max(imported_ms), 0) + 1 FROM police_file WHERE force = ?1 AND month = ?2";
    let after: Option<i64> = sql.one(text, &args![force, &month], |row| row.get(0))?;
    let imported_ms = file.imported_ms.max(after.unwrap_or(0));
    let mut many = Many::of(FILE);
    let replaced: Option<i64> = None;
    many.row(args![force, &month, &file.sha256, &file.name, file.lines, imported_ms, replaced]);
    sql.run_of(Change::Insert, "police_file", &many)
}

fn month_at(row: &dyn Row, at: usize) -> StoreResult<Month> {
    row.get::<&str>(at)?.parse().map_err(|_| broken(at, "a month"))
}
