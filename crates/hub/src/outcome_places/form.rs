//! A place as somebody typed it: its name, a day, and codes one a line.
//!
//! Rule: everything that is wrong is named at once, by its field and line; nothing that was typed is thrown away.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Place, Shared, Version, next_place, shared, standing};
use crate::police_uk::is_lsoa;

/// A name is no longer than this, in characters.
const NAME_MAX: usize = 100;

/// The form of a place, as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub struct Typed {
    /// The token of the session's forms.
    pub token: String,
    /// Which place is changed; empty for a new one.
    #[serde(default)]
    pub place: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// The first day on which it is this, as 2023-07-01.
    #[serde(default)]
    pub from: String,
    /// Codes of 2011, one a line.
    #[serde(default)]
    pub lsoa11: String,
    /// Codes of 2021, one a line.
    #[serde(default)]
    pub lsoa21: String,
    /// `yes` where the place is counted no more.
    #[serde(default)]
    pub ends: String,
}

/// A part of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Its name.
    Name,
    /// The first day.
    From,
    /// Codes of 2011.
    Lsoa11,
    /// Codes of 2021.
    Lsoa21,
}

impl Field {
    /// Its name in the form.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::From => "from",
            Self::Lsoa11 => "lsoa11",
            Self::Lsoa21 => "lsoa21",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::From => "Stands from",
            Self::Lsoa11 => "LSOA codes of 2011",
            Self::Lsoa21 => "LSOA codes of 2021",
        }
    }
}

/// Something that is wrong with what was typed.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where.
    pub field: Field,
    /// In which line of it, from 1.
    pub line: Option<usize>,
    /// What, and what to do.
    pub why: String,
}

fn wrong(field: Field, line: Option<usize>, why: impl Into<String>) -> Wrong {
    Wrong { field, line, why: why.into() }
}

/// The version that was typed, beside those that are there.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(typed: &Typed, there: &[Version], by: &str, written_ms: i64) -> Result<Version, Vec<Wrong>> {
    let mut wrongs = Vec::new();
    let name = typed.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        wrongs.push(wrong(Field::Name, None, "Enter the name of the place"));
    } else if name.chars().count() > NAME_MAX {
        wrongs.push(wrong(Field::Name, None, format!("Write the name in {NAME_MAX} characters or fewer")));
    }
    let from = typed.from.trim().parse::<NaiveDate>().ok();
    if from.is_none() {
        wrongs.push(wrong(Field::From, None, "Enter a day, as 2023-07-01"));
    }
    let known = typed.place.parse().ok().filter(|place| there.iter().any(|version| version.place == *place));
    let of = match typed.ends == "yes" && known.is_some() {
        true => Place { name, lsoa11: BTreeSet::new(), lsoa21: BTreeSet::new() },
        false => {
            let lsoa11 = codes(Field::Lsoa11, &typed.lsoa11, &mut wrongs);
            let lsoa21 = codes(Field::Lsoa21, &typed.lsoa21, &mut wrongs);
            if typed.lsoa11.trim().is_empty() && typed.lsoa21.trim().is_empty() {
                wrongs.push(wrong(Field::Lsoa21, None, "Enter at least one LSOA code"));
            }
            Place { name, lsoa11, lsoa21 }
        }
    };
    let Some(from) = from.filter(|_| wrongs.is_empty()) else { return Err(wrongs) };
    let place = known.unwrap_or_else(|| next_place(there));
    let version = Version { place, from, of, by: by.to_owned(), written_ms };
    if standing(there, from).iter().any(|stands| stands.place == place && stands.of == version.of) {
        return Err(vec![wrong(
            Field::Name,
            None,
            "Change something: on that day the place is this already",
        )]);
    }
    let shared = shared(there, std::slice::from_ref(&version));
    wrongs.extend(shared.iter().flat_map(|shared| of_shared(shared, typed)));
    if wrongs.is_empty() { Ok(version) } else { Err(wrongs) }
}

/// The codes of a field; what is wrong with its lines goes to the others.
fn codes(field: Field, text: &str, wrongs: &mut Vec<Wrong>) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for (line, code) in lines(text) {
        if !is_lsoa(&code) {
            wrongs.push(wrong(field, Some(line), "Write the code as E01012276"));
        } else if !codes.insert(code) {
            wrongs.push(wrong(field, Some(line), "This code is on an earlier line, too: take one away"));
        }
    }
    codes
}

/// What another place has as well, at each line that names it.
fn of_shared(shared: &Shared, typed: &Typed) -> Vec<Wrong> {
    let Shared { code, with, day } = shared;
    let Some(code) = code else {
        return vec![wrong(
            Field::Name,
            None,
            format!("Another place is named {with} on {day}: choose another name"),
        )];
    };
    let fields = [(Field::Lsoa11, &typed.lsoa11), (Field::Lsoa21, &typed.lsoa21)];
    let at = fields.into_iter().flat_map(|(field, text)| {
        lines(text).filter(|(_, typed)| typed == code).map(move |(line, _)| (field, line))
    });
    at.map(|(field, line)| {
        wrong(field, Some(line), format!("{code} is in {with} on {day}: take it away here, or there first"))
    })
    .collect()
}

/// Lines that hold something, with their numbers, as codes are written.
fn lines(text: &str) -> impl Iterator<Item = (usize, String)> {
    let plain = |(at, line): (usize, &str)| (at + 1, line.trim().to_uppercase());
    text.lines().enumerate().map(plain).filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(place: &str, name: &str, lsoa11: &str, lsoa21: &str) -> Typed {
        let [place, name, lsoa11, lsoa21] = [place, name, lsoa11, lsoa21].map(str::to_owned);
        Typed { place, name, lsoa11, lsoa21, from: "2024-01-01".into(), ..Typed::default() }
    }

    fn lines_of(wrongs: &[Wrong]) -> Vec<(Field, Option<usize>)> {
        wrongs.iter().map(|wrong| (wrong.field, wrong.line)).collect()
    }

    #[test]
    fn a_place_is_read_as_it_was_meant() {
        let version = read(
            &typed("", "  The  square ", "e01000001\r\n\r\n", " E01000002 \nE01000003"),
            &[],
            "Sam Okoro",
            5,
        )
        .expect("a version");
        assert_eq!((version.place, version.of.name.as_str()), (1, "The square"));
        assert_eq!(version.of.lsoa11, BTreeSet::from(["E01000001".to_owned()]));
        assert_eq!(version.of.lsoa21.len(), 2);
        let again =
            read(&typed("1", "The square", "E01000001", "E01000002\nE01000003"), &[version], "Sam Okoro", 6);
        assert_eq!(lines_of(&again.expect_err("nothing has changed")), [(Field::Name, None)]);
    }

    #[test]
    fn everything_that_is_wrong_is_named_by_its_line() {
        let wrongs = read(&typed("", " ", "E0100001\n\nE01000002\nE01000002", "square"), &[], "Sam Okoro", 5);
        let named = [
            (Field::Name, None),
            (Field::Lsoa11, Some(1)),
            (Field::Lsoa11, Some(4)),
            (Field::Lsoa21, Some(1)),
        ];
        assert_eq!(lines_of(&wrongs.expect_err("wrong")), named);
        let wrongs =
            read(&Typed { from: "soon".into(), ..typed("", "The square", "", "") }, &[], "Sam Okoro", 5);
        assert_eq!(lines_of(&wrongs.expect_err("wrong")), [(Field::From, None), (Field::Lsoa21, None)]);
    }

    #[test]
    fn a_code_of_another_place_is_named_where_it_was_typed_and_a_place_may_end() {
        let square =
            read(&typed("", "The square", "E01000001", "E01000001"), &[], "Sam Okoro", 5).expect("a version");
        let there = [square];
        let wrongs =
            read(&typed("", "The harbour", "E01000009\nE01000001", "E01000001"), &there, "Sam Okoro", 5);
        assert_eq!(
            lines_of(&wrongs.expect_err("shared")),
            [(Field::Lsoa11, Some(2)), (Field::Lsoa21, Some(1))]
        );
        let ended = Typed { ends: "yes".into(), ..typed("1", "The square", "E01000001", "") };
        assert!(read(&ended, &there, "Sam Okoro", 5).expect("an end").of.codes().is_empty());
        let nothing_to_end = Typed { place: "7".into(), ..ended };
        assert!(read(&nothing_to_end, &there, "Sam Okoro", 5).is_err(), "there is no seventh");
    }
}
