//! What a scanner would read off a label: the codes on a picture, as text.
//!
//! Rule: a code that cannot be read is no fault, and neither is a reader that gives up on one: then somebody types.

use std::panic::catch_unwind;

use image::DynamicImage;
use image::imageops::thumbnail;
use rxing::DecodeHints;
use rxing::helpers::detect_multiple_in_luma_with_hints;

use crate::decode::{Decoded, PictureFault, decode};

/// Along the longer side: the bars of a label that fills a third of the picture are still apart.
const LONGEST_SIDE: u32 = 1600;
/// The most codes that are told; a label has a few.
const CODES_MAX: usize = 8;
/// Longer than this is no serial number, but a page of text in squares.
const LONGEST_CODE: usize = 100;

/// The texts of the bar codes, QR codes and data matrices on a picture, each once, at most eight.
///
/// # Errors
/// Where the picture cannot be decoded.
pub fn codes_on(bytes: &[u8]) -> Result<Vec<String>, PictureFault> {
    let Decoded { pixels, .. } = decode(bytes)?;
    let (width, height) = pixels.dimensions();
    let by = f64::from(LONGEST_SIDE) / f64::from(width.max(height));
    let side = |side: u32| ((f64::from(side) * by).round() as u32).max(1);
    let pixels = if by < 1.0 { thumbnail(&pixels, side(width), side(height)) } else { pixels };
    let grey = DynamicImage::ImageRgb8(pixels).into_luma8();
    let (width, height) = grey.dimensions();
    let read = catch_unwind(|| {
        detect_multiple_in_luma_with_hints(grey.into_raw(), width, height, &mut DecodeHints::default())
    });
    let mut codes: Vec<String> = Vec::new();
    for found in read.ok().and_then(Result::ok).unwrap_or_default() {
        let text = found.getText().trim();
        let says = !text.is_empty() && text.len() <= LONGEST_CODE && !text.chars().any(char::is_control);
        if says && codes.len() < CODES_MAX && !codes.iter().any(|known| known == text) {
            codes.push(text.to_owned());
        }
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{GrayImage, ImageFormat, Luma};
    use qrcode::QrCode;

    use super::*;

    fn png(picture: GrayImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(picture).write_to(&mut bytes, ImageFormat::Png).expect("memory");
        bytes.into_inner()
    }

    /// Bars of Code 39, as its table has them: narrow and wide, bar and gap in turn.
    fn code_39(text: &str) -> GrayImage {
        let bars = |letter| match letter {
            '0' => "nnnwwnwnn",
            '1' => "wnnwnnnnw",
            '4' => "nnnwwnnnw",
            '7' => "nnnwnnwnw",
            '8' => "wnnwnnwnn",
            '-' => "nwnnnnwnw",
            _ => "nwnnwnwnn",
        };
        let mut columns = vec![false; 40];
        for letter in format!("*{text}*").chars() {
            for (at, width) in bars(letter).chars().enumerate() {
                columns.extend(vec![at % 2 == 0; if width == 'w' { 9 } else { 3 }]);
            }
            columns.extend([false; 3]);
        }
        columns.extend([false; 40]);
        GrayImage::from_fn(columns.len() as u32, 120, |x, _| {
            Luma([if columns[x as usize] { 0 } else { 255 }])
        })
    }

    fn square(text: &str) -> GrayImage {
        let code = QrCode::new(text).expect("it fits");
        let side = code.width() as u32;
        let dark =
            |x: u32, y: u32| x < side && y < side && code[(x as usize, y as usize)] == qrcode::Color::Dark;
        let module = |at: u32| (at / 6).wrapping_sub(4);
        GrayImage::from_fn((side + 8) * 6, (side + 8) * 6, |x, y| {
            Luma([if dark(module(x), module(y)) { 0 } else { 255 }])
        })
    }

    #[test]
    fn the_number_of_a_camera_is_read_off_its_bars() {
        assert_eq!(codes_on(&png(code_39("4018-77"))), Ok(vec!["4018-77".into()]));
    }

    #[test]
    fn the_number_of_a_light_is_read_off_its_square() {
        assert_eq!(codes_on(&png(square("SYN-0001"))), Ok(vec!["SYN-0001".into()]));
    }

    #[test]
    fn a_wall_says_nothing_and_what_is_no_picture_is_a_fault() {
        assert_eq!(codes_on(&png(GrayImage::from_pixel(300, 200, Luma([190])))), Ok(vec![]));
        assert_eq!(codes_on(&png(GrayImage::from_pixel(1, 1, Luma([0])))), Ok(vec![]));
        assert!(codes_on(b"no picture").is_err());
    }
}
