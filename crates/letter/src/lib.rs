//! From the words of a letter to its pages: a tagged PDF (PDF/UA-1) with its font inside.
//!
//! Rule: the same words are the same bytes. It knows no records, files, keys or clocks; what cannot be drawn is an error
//! that says which character.

mod face;
mod lay;
mod paper;

/// The words of a letter, in the order in which they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter<'l> {
    /// The language of all of it, as BCP 47 has it.
    pub language: &'l str,
    /// The lines above the subject: from whom, to whom, when. Each stands by itself.
    pub head: &'l [String],
    /// The subject: the heading, and the title of the document.
    pub subject: &'l str,
    /// The words. A line break within one begins a new line.
    pub paragraphs: &'l [String],
    /// What stands on the foot of every page, before its number.
    pub foot: &'l str,
}

/// Why there are no pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterFault {
    /// The font does not have this character.
    #[error("the font does not have {0:?}")]
    Character(char),
    /// Nothing stands where something must.
    #[error("nothing to draw")]
    Empty,
    /// The document would not be right: a bug.
    #[error("the document is not right: {0}")]
    Wrong(String),
}

/// The pages of a letter, as a PDF.
///
/// # Errors
/// Where a character cannot be drawn, or nothing is there.
pub fn draw(letter: Letter<'_>) -> Result<Vec<u8>, LetterFault> {
    let pages = lay::pages(letter)?;
    paper::print(letter, &pages)
}
