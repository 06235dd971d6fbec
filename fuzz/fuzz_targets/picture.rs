//! A file that says it is a photo: it is refused, or what is made of it is a picture of the size that was asked for,
//! with nothing in it but pixels.
#![no_main]

use std::io::Cursor;

use beatbook_fuzz::planted;
use beatbook_picture::{Cover, Format, covered, is_whole, small};
use libfuzzer_sys::{Corpus, fuzz_target};

const WIDTH: u32 = 64;

/// The sides of a JPEG, as its frame tells them: they stand in the first SOF segment.
fn sides(jpeg: &[u8]) -> (u32, u32) {
    let mut at = 2;
    loop {
        let marker = jpeg[at + 1];
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        if (0xc0..=0xc2).contains(&marker) {
            let side = |from: usize| u32::from(u16::from_be_bytes([jpeg[from], jpeg[from + 1]]));
            return (side(at + 7), side(at + 5));
        }
        at += 2 + length;
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    for format in [Format::Jpeg, Format::Png, Format::Webp, Format::Heic] {
        is_whole(format, &mut Cursor::new(data)).expect("memory can be read");
    }
    let Ok(picture) = small(data, WIDTH) else { return Corpus::Reject };
    let wanted = if planted() { WIDTH / 2 } else { WIDTH };
    let (width, height) = sides(&picture);
    assert!((1..=wanted).contains(&width) && (1..=3 * WIDTH).contains(&height), "{width} x {height}");
    let shared = covered(data, &[Cover { x: 0, y: 0, w: 1000, h: 500 }]).expect("it was decoded once");
    assert!(!shared.windows(4).any(|four| four == b"Exif"), "a copy says nothing of where it was taken");
    Corpus::Keep
});
