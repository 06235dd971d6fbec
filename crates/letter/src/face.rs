//! The two faces of the letter: which glyph a character is, and how wide.
//!
//! Rule: text is composed first, so that a letter with its mark is one character. One glyph a character: the scripts that
//! need more are not in the font.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};
use unicode_normalization::UnicodeNormalization as _;

use crate::LetterFault;

/// Atkinson Hyperlegible Next, as on the screen. Its licence lies beside it.
const REGULAR: &[u8] = include_bytes!("../fonts/AtkinsonHyperlegibleNext-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/AtkinsonHyperlegibleNext-Bold.ttf");

static FACES: LazyLock<[Face; 2]> = LazyLock::new(|| [Face::of(REGULAR), Face::of(BOLD)]);

/// A face.
pub struct Face {
    pub font: Font,
    bytes: FontRef<'static>,
}

impl Face {
    fn of(bytes: &'static [u8]) -> Self {
        let font = Font::new(bytes.into(), 0).expect("the font is part of the program");
        Self { font, bytes: FontRef::new(bytes).expect("the font is part of the program") }
    }

    pub fn regular() -> &'static Self {
        &FACES[0]
    }

    pub fn bold() -> &'static Self {
        &FACES[1]
    }

    /// The glyphs of a text, in parts of its size.
    pub fn glyphs(&self, text: &str) -> Result<Vec<KrillaGlyph>, LetterFault> {
        let characters = self.bytes.charmap();
        let metrics = self.bytes.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyph = |(at, character): (usize, char)| {
            let id = characters.map(character).ok_or(LetterFault::Character(character))?;
            let wide = metrics.advance_width(id).ok_or(LetterFault::Character(character))?;
            let range = at..at + character.len_utf8();
            Ok(KrillaGlyph::new(GlyphId::new(id.to_u32()), wide, 0.0, 0.0, 0.0, range, None))
        };
        text.char_indices().map(glyph).collect()
    }

    /// How wide a text is at a size.
    pub fn width(&self, text: &str, size: f32) -> Result<f32, LetterFault> {
        Ok(self.glyphs(text)?.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size)
    }
}

/// A text as it is drawn: composed, with plain spaces.
pub fn composed(text: &str) -> String {
    text.nfc()
        .map(|character| if character == '\n' || !character.is_whitespace() { character } else { ' ' })
        .collect()
}
