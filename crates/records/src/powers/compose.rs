//! The words of a letter, from its template and what stands in its places.
//!
//! Rule: nothing is left open and nothing is made up: a place without its value is an error that names it. A value is
//! set in as it is, braces and all; it is never read as a place.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use crate::wire::{LetterLanguage, LetterTemplate};

/// What stands in the places, by their names.
pub type Filling<'f> = BTreeMap<&'f str, String>;

/// A letter as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The lines above it: from whom, to whom, when, and the number.
    pub head: Vec<String>,
    /// The line above the words.
    pub subject: String,
    /// The words. A value may have lines of its own.
    pub paragraphs: Vec<String>,
}

/// Why there is no letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfilled {
    /// Nothing stands in a place that the template uses.
    #[error("nothing for {0}")]
    Missing(String),
    /// A name in braces that no place has, or a brace that stands alone.
    #[error("the template has a place that is none: {0}")]
    Unknown(String),
}

impl Unfilled {
    /// The place it is about.
    #[must_use]
    pub fn place(&self) -> &str {
        match self {
            Self::Missing(place) | Self::Unknown(place) => place,
        }
    }
}

/// The words with every place filled.
///
/// # Errors
/// The first place that cannot be.
pub fn compose(template: &LetterTemplate, filling: &Filling<'_>) -> Result<Words, Unfilled> {
    let paragraphs = template.paragraphs.iter().map(|text| filled(text, filling));
    let subject = filled(&template.subject, filling)?;
    let head = HEAD.iter().filter_map(|name| filling.get(name)).map(|value| one_line(value));
    let head = head.filter(|line| !line.is_empty()).collect();
    Ok(Words { head, subject: one_line(&subject), paragraphs: paragraphs.collect::<Result<_, _>>()? })
}

/// What stands above every letter, where it is known.
const HEAD: [&str; 5] = ["council", "recipient", "address", "date", "number"];

/// A line is one line, whatever stands in it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A day in the words of a letter.
#[must_use]
pub fn day_text(day: NaiveDate, language: LetterLanguage) -> String {
    let months = match language {
        LetterLanguage::En => EN,
        LetterLanguage::Cy => CY,
    };
    format!("{} {} {}", day.day(), months[day.month0() as usize], day.year())
}

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const CY: [&str; 12] = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
];

fn filled(text: &str, filling: &Filling<'_>) -> Result<String, Unfilled> {
    let (mut whole, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let unknown = |name: &str| Unfilled::Unknown(name.to_owned());
        whole.push_str(&rest[..at]);
        let inner = rest[at..].strip_prefix('{').ok_or_else(|| unknown("}"))?;
        let (name, after) = inner.split_once('}').ok_or_else(|| unknown("{"))?;
        if !super::letter::PLACES.contains(&name) {
            return Err(unknown(name));
        }
        let value = filling.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        whole.push_str(value.ok_or_else(|| Unfilled::Missing(name.to_owned()))?);
        rest = after;
    }
    whole.push_str(rest);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Dates;

    fn template(subject: &str, paragraphs: &[&str]) -> LetterTemplate {
        LetterTemplate {
            letter: "WL1".into(),
            version: 3,
            dates: Dates { from: "2026-01-01".parse().unwrap(), to: None },
            language: LetterLanguage::En,
            subject: subject.into(),
            paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    fn filling<'f>(values: &[(&'f str, &str)]) -> Filling<'f> {
        values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn every_place_is_filled_wherever_it_stands() {
        let letter = template("{number}: a warning", &["Dear {recipient},", "On {date}{date} {behaviour}."]);
        let words = compose(
            &letter,
            &filling(&[
                ("number", "L-1"),
                ("recipient", " Mx Ffion Ŵyn "),
                ("date", "1 May"),
                ("behaviour", "music\nat night"),
            ]),
        );
        assert_eq!(
            words,
            Ok(Words {
                head: ["Mx Ffion Ŵyn", "1 May", "L-1"].map(str::to_owned).to_vec(),
                subject: "L-1: a warning".into(),
                paragraphs: vec!["Dear Mx Ffion Ŵyn,".into(), "On 1 May1 May music\nat night.".into()],
            })
        );
        assert_eq!(super::super::letter::places(&letter), ["recipient", "behaviour", "date", "number"]);
    }

    #[test]
    fn a_place_without_its_value_is_named_and_one_that_is_none_too() {
        let missing = |name: &str| Err(Unfilled::Missing(name.into()));
        let unknown = |name: &str| Err(Unfilled::Unknown(name.into()));
        let of =
            |text: &str, values: &[(&str, &str)]| compose(&template("Subject", &[text]), &filling(values));
        assert_eq!(of("Dear {recipient},", &[]), missing("recipient"));
        assert_eq!(of("Dear {recipient},", &[("recipient", "  \n ")]), missing("recipient"));
        assert_eq!(of("Dear {name},", &[("name", "A")]), unknown("name"), "however much it is filled");
        assert_eq!(of("Dear {recipient", &[("recipient", "A")]), unknown("{"));
        assert_eq!(of("Dear }", &[]), unknown("}"));
        assert_eq!(compose(&template("{officer}", &["x"]), &filling(&[])), missing("officer"));
    }

    #[test]
    fn a_value_is_never_read_as_a_place() {
        let letter = template("Subject", &["{behaviour} {officer}"]);
        let words = compose(&letter, &filling(&[("behaviour", "{officer} } {"), ("officer", "Asha")]));
        assert_eq!(words.unwrap().paragraphs, ["{officer} } { Asha"]);
    }

    #[test]
    fn a_day_is_said_in_the_language_of_the_letter() {
        let day = "2026-11-03".parse().unwrap();
        assert_eq!(day_text(day, LetterLanguage::En), "3 November 2026");
        assert_eq!(day_text(day, LetterLanguage::Cy), "3 Tachwedd 2026");
    }

    #[test]
    fn the_subject_is_one_line() {
        let words =
            compose(&template("About {behaviour}", &["x"]), &filling(&[("behaviour", "music\n\nat night")]));
        assert_eq!(words.unwrap().subject, "About music at night");
    }
}
