//! Where each line of a letter stands.
//!
//! Rule: pure: words in, lines on pages out. No word is lost and none is divided but one that is wider than the page.

use crate::face::{Face, composed};
use crate::{Letter, LetterFault};

/// A4, in points.
pub const WIDE: f32 = 595.28;
pub const HIGH: f32 = 841.89;
/// What stays free on each side.
pub const EDGE: f32 = 64.0;
/// Where the last line of a page may stand.
const LAST: f32 = HIGH - 90.0;
const TEXT: f32 = 12.0;
const HEADING: f32 = 16.0;
/// From line to line, and from block to block, in parts of the size.
const LEADING: f32 = 1.45;
const GAP: f32 = 0.7;

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Head,
    Subject,
    Paragraph,
}

impl Part {
    pub const fn size(self) -> f32 {
        if matches!(self, Self::Subject) { HEADING } else { TEXT }
    }

    pub fn face(self) -> &'static Face {
        if self == Self::Subject { Face::bold() } else { Face::regular() }
    }
}

/// A line in its place. A line that another follows ends with a space, so that words stay apart for whoever listens.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which block it is of.
    pub block: usize,
    pub part: Part,
    pub text: String,
    /// Where its foot stands, from above.
    pub y: f32,
}

/// The lines of each page.
pub fn pages(letter: Letter<'_>) -> Result<Vec<Vec<Line>>, LetterFault> {
    let head = letter.head.iter().map(|text| (Part::Head, text.as_str()));
    let subject = std::iter::once((Part::Subject, letter.subject));
    let words = letter.paragraphs.iter().map(|text| (Part::Paragraph, text.as_str()));
    if letter.subject.trim().is_empty() {
        return Err(LetterFault::Empty);
    }
    let (mut pages, mut y, mut before) = (vec![Vec::new()], EDGE, None);
    let blocks = head.chain(subject).chain(words).filter(|(_, text)| !text.trim().is_empty());
    for (block, (part, text)) in blocks.enumerate() {
        let (high, together) = (part.size() * LEADING, part == Part::Head && before == Some(Part::Head));
        if before.is_some() && !together {
            y += part.size() * GAP;
        }
        before = Some(part);
        for text in broken(part, &composed(text))? {
            if y + high > LAST {
                pages.push(Vec::new());
                y = EDGE;
            }
            y += high;
            pages.last_mut().expect("there is one").push(Line { block, part, text, y });
        }
    }
    Ok(pages)
}

/// The lines of a block.
fn broken(part: Part, text: &str) -> Result<Vec<String>, LetterFault> {
    let wide = |text: &str| part.face().width(text, part.size());
    let room = WIDE - 2.0 * EDGE;
    let mut lines: Vec<String> = Vec::new();
    for row in text.split('\n') {
        let mut line = String::new();
        for word in row.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if wide(&longer)? <= room {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(line + " ");
            }
            line = word.to_owned();
            while wide(&line)? > room {
                let fits = fitting(part, &line, room)?;
                let rest = line.split_off(fits);
                lines.push(std::mem::replace(&mut line, rest));
            }
        }
        if !line.is_empty() {
            lines.push(line + " ");
        }
    }
    if let Some(last) = lines.last_mut() {
        last.truncate(last.trim_end().len());
    }
    Ok(lines)
}

/// How many bytes of a word fit; at least one character does.
fn fitting(part: Part, word: &str, room: f32) -> Result<usize, LetterFault> {
    let first = word.chars().next().map_or(0, char::len_utf8);
    let mut fits = first;
    for (at, _) in word.char_indices().skip(1) {
        if part.face().width(&word[..at], part.size())? > room {
            break;
        }
        fits = at;
    }
    Ok(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_lost_and_only_one_too_wide_is_divided() {
        let text = "Cerddoriaeth uchel iawn bob nos ".repeat(12);
        let lines = broken(Part::Paragraph, &text).unwrap();
        assert!(lines.len() > 3);
        assert_eq!(lines.concat(), text.trim_end());
        let long = "w".repeat(300);
        let lines = broken(Part::Paragraph, &format!("a {long} b")).unwrap();
        assert_eq!(lines.concat(), format!("a {long} b"));
        for line in lines {
            assert!(Face::regular().width(line.trim_end(), TEXT).unwrap() <= WIDE - 2.0 * EDGE);
        }
    }

    #[test]
    fn a_line_break_begins_a_line_and_none_is_empty() {
        assert_eq!(broken(Part::Paragraph, "one\ntwo\n\n three ").unwrap(), ["one ", "two ", "three"]);
    }

    #[test]
    fn a_character_that_is_not_in_the_font_is_named() {
        assert_eq!(broken(Part::Subject, "a 警告"), Err(LetterFault::Character('警')));
        assert!(broken(Part::Subject, "Ŵ ŵ Ŷ ŷ â ê î ô û ë ï £ – ’ “ ” é").is_ok());
    }
}
