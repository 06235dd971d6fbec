//! Letters: which may be written, under which number, and the places that their words leave open.
//!
//! Rule: a place is a name in braces; what is none of these names was mistyped, and no letter is made with it. A letter is
//! an act of the ladder, and written by whom that act is offered to.

use super::{Authority, NO_PACK, Scene, WhyNot, authority, why_not};
use crate::codes::{ActionCode, LetterType};
use crate::role::Role;
use crate::wire::{LetterTemplate, PowersPack};

/// The series that letters are numbered in.
pub const SERIES: &str = "letter";

/// A number as it stands on the letter.
#[must_use]
pub fn number_text(number: u64) -> String {
    format!("L-{number:06}")
}

/// The act that a letter is; a calling card is none, and anybody leaves one.
#[must_use]
pub const fn act(letter: LetterType) -> Option<ActionCode> {
    match letter {
        LetterType::Wl1 => Some(ActionCode::Wl1),
        LetterType::Wl2 => Some(ActionCode::Wl2),
        LetterType::Cpw => Some(ActionCode::Cpw),
        LetterType::CallingCard => None,
    }
}

/// Whether somebody in this role may ever write one of the letters of the pack.
#[must_use]
pub fn is_written_by(pack: &PowersPack, role: Role) -> bool {
    let may = |letter| act(letter).is_none_or(|act| authority(act, role, false) != Authority::None);
    pack.templates.iter().any(|template| LetterType::from_code(&template.letter).is_some_and(may))
}

/// The templates in force on the day, in the order of the letters, with why one is not offered.
#[must_use]
pub fn offered<'p>(
    pack: Option<&'p PowersPack>,
    scene: Scene<'_>,
) -> Vec<(LetterType, &'p LetterTemplate, Option<WhyNot>)> {
    let Some(pack) = pack else { return Vec::new() };
    let in_force = |letter: &LetterType| {
        let letter = *letter;
        let of_it = pack
            .templates
            .iter()
            .filter(move |template| template.letter == letter.code() && template.dates.hold(scene.day));
        of_it.map(move |template| (letter, template, refused(Some(pack), letter, scene)))
    };
    LetterType::ALL.iter().flat_map(in_force).collect()
}

/// Why a letter may not be written that day; `None` where it may.
#[must_use]
pub fn refused(pack: Option<&PowersPack>, letter: LetterType, scene: Scene<'_>) -> Option<WhyNot> {
    act(letter).and_then(|act| why_not(pack.unwrap_or(&NO_PACK), act, scene))
}

/// The names that a template may use.
pub const PLACES: [&str; 7] = ["recipient", "address", "behaviour", "date", "officer", "number", "council"];

/// The places that a template leaves open, in their usual order.
#[must_use]
pub fn places(template: &LetterTemplate) -> Vec<&'static str> {
    let texts = || std::iter::once(&template.subject).chain(&template.paragraphs);
    let is_used = |name: &&str| texts().any(|text| text.contains(&format!("{{{name}}}")));
    PLACES.into_iter().filter(is_used).collect()
}

/// What is wrong with the braces of a text, if anything: the name that is unknown, or a brace that stands alone.
#[must_use]
pub fn wrong_place(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inner = &rest[at..];
        let Some(name) = inner.strip_prefix('{') else { return Some("}") };
        let Some(end) = name.find(['{', '}']).filter(|end| name[*end..].starts_with('}')) else {
            return Some("{");
        };
        if !PLACES.contains(&&name[..end]) {
            return Some(&name[..end]);
        }
        rest = &name[end + 1..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_names_stand_in_braces() {
        assert_eq!(wrong_place("Dear {recipient}, on {date} {behaviour}"), None);
        assert_eq!(wrong_place("no places"), None);
        assert_eq!(wrong_place("Dear {recipent},"), Some("recipent"));
        assert_eq!(wrong_place("Dear { recipient },"), Some(" recipient "));
        assert_eq!(wrong_place("Dear {},"), Some(""));
        assert_eq!(wrong_place("Dear {recipient"), Some("{"));
        assert_eq!(wrong_place("Dear {date{officer}"), Some("{"));
        assert_eq!(wrong_place("Dear recipient}"), Some("}"));
    }
}
