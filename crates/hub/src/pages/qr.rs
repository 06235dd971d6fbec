//! A QR code as lines of a picture that stands in the page.
//!
//! Rule: four squares of white around it, and black on white whatever the page's colours are: a camera reads it.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcode::{Color, QrCode};

/// The white around it, in squares.
const QUIET: usize = 4;

/// The code of a text, with what it is in words; nothing where the text is too long for one.
pub fn svg(text: &str, words: &str) -> Option<Markup> {
    let code = QrCode::new(text).ok()?;
    let side = code.width() + 2 * QUIET;
    let mut path = String::new();
    for (at, square) in code.to_colors().into_iter().enumerate() {
        if square == Color::Dark {
            let (x, y) = (at % code.width() + QUIET, at / code.width() + QUIET);
            write!(path, "M{x} {y}h1v1h-1z").expect("text grows");
        }
    }
    Some(html! {
        svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(words) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}
