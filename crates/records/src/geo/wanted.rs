//! What somebody means who types into the box of Find: "12 elm", "elm 12", "TS18 1AA", a UPRN, a part of a street.
//!
//! Rule: every word must be the beginning of a word of the place. A number that stands for itself is a house first, and
//! the beginning of another number only after that.

use super::place::{self, Place};

/// The most words that are looked for.
const WORDS_MAX: usize = 8;

/// Letters and what they are looked for as.
const FOLDED: [(&str, char); 11] = [
    ("àáâãäåāăą", 'a'),
    ("çćĉċč", 'c'),
    ("èéêëēĕėęě", 'e'),
    ("ĝğġģ", 'g'),
    ("ìíîïĩīĭįı", 'i'),
    ("ñńņňŉ", 'n'),
    ("òóôõöōŏő", 'o'),
    ("śŝşšș", 's'),
    ("ùúûüũūŭůűų", 'u'),
    ("ŵẁẃẅ", 'w'),
    ("ýÿŷỳ", 'y'),
];

/// What is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A UPRN, where all of the text can be one.
    pub uprn: Option<String>,
    /// The number of a house, in lower case, as it stands among the words.
    pub house: Option<String>,
    /// The words, in lower case.
    pub words: Vec<String>,
}

impl Wanted {
    /// Read a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let words = joined(words_of(text).take(WORDS_MAX));
        let house = words.iter().find(|word| is_house(word)).cloned();
        Self { uprn: place::uprn(text).ok(), house, words }
    }

    /// Whether a place has all of it.
    #[must_use]
    pub fn is_in(&self, place: &Place) -> bool {
        let there: Vec<String> = words_of(&searched(place)).collect();
        let begins = |word: &String| there.iter().any(|whole| whole.starts_with(word.as_str()));
        !self.words.is_empty() && self.words.iter().all(begins)
    }
}

/// The text that a place is looked for by.
#[must_use]
pub fn searched(Place { line, street, postcode, .. }: &Place) -> String {
    let joined = postcode.replace(' ', "");
    plain(&format!("{line} {street} {postcode} {joined}"))
}

/// A text as it is looked through: "St John's" is found by "st johns", and a letter whether its accent was typed or not.
fn plain(text: &str) -> String {
    let is_dropped = |c: &char| matches!(c, '\'' | '\u{2019}' | '`' | '\u{300}'..='\u{36f}');
    text.chars().filter(|c| !is_dropped(c)).flat_map(char::to_lowercase).map(folded).collect()
}

fn folded(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    FOLDED.iter().find(|(letters, _)| letters.contains(letter)).map_or(letter, |(_, plain)| *plain)
}

/// Words of letters of ours and digits; nothing else is ever looked for.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let is_ours = |c: char| c.is_ascii_alphanumeric() || (c.is_alphabetic() && c < '\u{250}');
    let plain = plain(text);
    let words: Vec<String> =
        plain.split(|c| !is_ours(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.into_iter()
}

/// The words, with the halves of a whole postcode put together: so it is found as a whole.
fn joined(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        let whole = joined.last().filter(|last| !is_house(last)).map(|last| format!("{last}{word}"));
        match whole.filter(|whole| place::postcode(whole).is_ok()) {
            Some(whole) => *joined.last_mut().expect("there is a last one") = whole,
            None => joined.push(word),
        }
    }
    joined
}

/// `12` or `12a`.
fn is_house(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    (1..=5).contains(&digits) && rest.len() <= 1 && rest.bytes().all(|byte| byte.is_ascii_alphabetic())
}
