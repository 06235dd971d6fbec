//! Places of the outcomes report: groups of LSOAs, by the codes of either census, that change from a day on.
//!
//! Rule: a change is a new version with the day from which it stands; what was written before stays, and a crime is never
//! in two places on one day.

mod form;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use form::{Field, Typed, Wrong, read as read_form};

use crate::police_uk::is_lsoa;
use crate::store::{Passing, StoreError};

/// A place, as the LSOAs that make it, by the codes of either census.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Codes of 2011.
    #[serde(default)]
    pub lsoa11: BTreeSet<String>,
    /// Codes of 2021.
    #[serde(default)]
    pub lsoa21: BTreeSet<String>,
}

impl Place {
    /// The codes of both.
    #[must_use]
    pub fn codes(&self) -> BTreeSet<String> {
        self.lsoa11.union(&self.lsoa21).cloned().collect()
    }
}

/// What a place is from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which place, from 1.
    pub place: u64,
    /// The first day on which it is this.
    pub from: NaiveDate,
    /// What it is; without any code it is counted no more.
    pub of: Place,
    /// Who wrote it.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub written_ms: i64,
}

/// Read places: `{"groups": [{"name": …, "lsoa11": […], "lsoa21": […]}]}`.
///
/// # Errors
/// What is wrong with them.
pub fn places(text: &str) -> Result<Vec<Place>, String> {
    #[derive(Deserialize)]
    struct Groups {
        groups: Vec<Place>,
    }
    let Groups { groups } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut names = BTreeMap::new();
    for place in &groups {
        if place.codes().is_empty() {
            return Err(format!("{} has no LSOA", place.name));
        }
        for code in place.codes() {
            if let Some(other) = names.insert(code.clone(), &place.name) {
                return Err(format!("{code} is both in {other} and in {}", place.name));
            }
        }
    }
    if groups.is_empty() { Err("there is no place".into()) } else { Ok(groups) }
}

/// The version of each place that stands on a day, in the order in which the places came; places that are counted no more
/// are not among them.
#[must_use]
pub fn standing(versions: &[Version], day: NaiveDate) -> Vec<&Version> {
    let mut stand: BTreeMap<u64, &Version> = BTreeMap::new();
    for version in versions.iter().filter(|version| version.from <= day) {
        let last = stand.entry(version.place).or_insert(version);
        // Of two of one day the one that was written later stands.
        if version.from >= last.from {
            *last = version;
        }
    }
    stand.into_values().filter(|version| !version.of.codes().is_empty()).collect()
}

/// The places of a day.
#[must_use]
pub fn of_day(versions: &[Version], day: NaiveDate) -> Vec<Place> {
    standing(versions, day).into_iter().map(|version| version.of.clone()).collect()
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten<W: std::fmt::Debug> {
    /// Something is wrong with what was given.
    #[error("the places are not right")]
    Wrong(W),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<W: std::fmt::Debug> Passing for NotWritten<W> {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_passing())
    }
}

/// What two places on one day share.
#[derive(Debug, PartialEq, Eq)]
pub struct Shared {
    /// A code; `None` for the name.
    pub code: Option<String>,
    /// The name of the other place.
    pub with: String,
    /// The first day on which they share it.
    pub day: NaiveDate,
}

/// What versions share with others on a day on which they stand, once they are written after those that are there.
#[must_use]
pub fn shared(there: &[Version], new: &[Version]) -> Vec<Shared> {
    let all: Vec<Version> = there.iter().chain(new).cloned().collect();
    let first = new.iter().map(|version| version.from).min();
    let days: BTreeSet<NaiveDate> =
        all.iter().map(|version| version.from).filter(|day| Some(*day) >= first).collect();
    let mut found: Vec<Shared> = Vec::new();
    for day in days {
        let (mut codes, mut names) = (BTreeMap::new(), BTreeMap::new());
        for version in standing(&all, day) {
            let mut add = |code: Option<String>, other: &Version| {
                let is_new = new.iter().any(|one| one.place == other.place);
                let with = if is_new { &version.of.name } else { &other.of.name };
                if !found.iter().any(|one| one.code == code) {
                    found.push(Shared { code, with: with.clone(), day });
                }
            };
            for code in version.of.codes() {
                if let Some(other) = codes.insert(code.clone(), version) {
                    add(Some(code), other);
                }
            }
            if let Some(other) = names.insert(version.of.name.to_lowercase(), version) {
                add(None, other);
            }
        }
    }
    found
}

/// The versions that make these places stand from a day on, of those that are there by their names and of new ones; places
/// that are not named stay as they are.
///
/// # Errors
/// What is wrong with a place, as a sentence's part.
pub fn taken_in(
    there: &[Version],
    places: &[Place],
    from: NaiveDate,
    by: &str,
    written_ms: i64,
) -> Result<Vec<Version>, String> {
    let stand = standing(there, from);
    let mut next = next_place(there);
    let mut new = Vec::new();
    for place in places {
        if place.name.trim().is_empty() {
            return Err("a place has no name".into());
        }
        if let Some(code) = place.codes().iter().find(|code| !is_lsoa(code)) {
            return Err(format!("{}: {code} is not written as E01012276", place.name));
        }
        let known = stand.iter().find(|version| version.of.name == place.name);
        if known.is_some_and(|version| version.of == *place) {
            continue;
        }
        let number = known.map_or(next, |version| version.place);
        next += u64::from(known.is_none());
        new.push(Version { place: number, from, of: place.clone(), by: by.to_owned(), written_ms });
    }
    match shared(there, &new).first() {
        None => Ok(new),
        Some(Shared { code: Some(code), with, day }) => Err(format!("{code} is in {with} already on {day}")),
        Some(Shared { code: None, with, day }) => {
            Err(format!("there is another place named {with} on {day}"))
        }
    }
}

/// The number of the next new place.
#[must_use]
pub fn next_place(there: &[Version]) -> u64 {
    there.iter().map(|version| version.place).max().unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn version(place: u64, from: &str, name: &str, codes: &[&str]) -> Version {
        let lsoa21 = codes.iter().map(|code| (*code).to_owned()).collect();
        let of = Place { name: name.into(), lsoa11: BTreeSet::new(), lsoa21 };
        Version { place, from: day(from), of, by: "Sam Okoro".into(), written_ms: 0 }
    }

    fn names(versions: &[Version], on: &str) -> Vec<String> {
        of_day(versions, day(on)).into_iter().map(|place| place.name).collect()
    }

    #[test]
    fn a_day_has_the_version_that_stands_on_it_and_the_later_written_of_one_day() {
        let all = [
            version(2, "2023-01-01", "The harbour", &["E01000002"]),
            version(1, "2023-01-01", "The square", &["E01000001"]),
            version(1, "2024-01-01", "The old square", &["E01000001"]),
            version(1, "2024-01-01", "The wide square", &["E01000001", "E01000003"]),
            version(2, "2025-01-01", "The harbour", &[]),
        ];
        assert!(names(&all, "2022-12-31").is_empty());
        assert_eq!(names(&all, "2023-12-31"), ["The square", "The harbour"]);
        assert_eq!(names(&all, "2024-01-01"), ["The wide square", "The harbour"]);
        assert_eq!(names(&all, "2025-01-01"), ["The wide square"], "the harbour is counted no more");
    }

    #[test]
    fn no_code_and_no_name_is_in_two_places_on_any_day_that_a_version_stands() {
        let there = [
            version(1, "2023-01-01", "The square", &["E01000001"]),
            version(1, "2024-01-01", "The square", &["E01000002"]),
        ];
        let shares = |from: &str, name: &str, code: &str| shared(&there, &[version(2, from, name, &[code])]);
        let later =
            Shared { code: Some("E01000002".into()), with: "The square".into(), day: day("2024-01-01") };
        assert_eq!(shares("2023-06-01", "The harbour", "E01000002"), [later], "not yet, but from January on");
        assert_eq!(shares("2024-06-01", "The harbour", "E01000001"), [], "the square has left it");
        assert_eq!(shares("2024-06-01", "the SQUARE", "E01000009")[0].code, None);
        let quay = version(2, "2023-01-01", "The quay", &["E01000005"]);
        let wider = version(1, "2024-01-01", "The square", &["E01000005"]);
        let found = shared(&[there[0].clone(), quay], &[wider]);
        assert_eq!((found.len(), found[0].with.as_str()), (1, "The quay"), "the other one is named");
    }

    #[test]
    fn what_is_taken_in_again_is_a_new_version_only_where_it_has_changed() {
        let file = places(
            r#"{"groups": [{"name": "The square", "lsoa21": ["E01000001"]}, {"name": "The harbour", "lsoa11": ["E01000002"]}]}"#,
        )
        .expect("places");
        let taken =
            |there: &[Version], places: &[Place]| taken_in(there, places, day("2024-01-01"), "Sam Okoro", 7);
        let first = taken(&[], &file).expect("new");
        assert_eq!(first.iter().map(|version| version.place).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(taken(&first, &file), Ok(Vec::new()));
        let mut wider = file.clone();
        wider[1].lsoa21.insert("E01000003".into());
        let again = taken(&first, &wider).expect("wider");
        assert_eq!((again.len(), again[0].place, again[0].of.name.as_str()), (1, 2, "The harbour"));
        wider[1].lsoa21.insert("E0100003".into());
        assert!(taken(&first, &wider).expect_err("a code").contains("The harbour: E0100003 is not written"));
        let other = [Place { name: "The quay".into(), ..file[0].clone() }];
        assert!(taken(&first, &other).expect_err("shared").contains("E01000001 is in The square already"));
    }
}
