//! What is made of a picture: a small one to look at, and a covered one to share.
//!
//! Rule: what leaves is encoded anew from pixels, so nothing but pixels leaves: no place, no time, no owner. What is
//! covered is painted over before anything else is done, so nothing of it can bleed into what is left.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::thumbnail;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, Rgb, RgbImage};

use crate::decode::{Decoded, PictureFault, decode};

/// How much taller than wide a small picture may be.
const TALLEST: u32 = 3;
/// The most pixels along the longer side of a copy: enough to read a door number, little enough to send.
pub const LONGEST_SIDE_OF_COPY: u32 = 4096;
const QUALITY_SMALL: u8 = 80;
const QUALITY_COPY: u8 = 88;
const PAINT: Rgb<u8> = Rgb([0, 0, 0]);
/// The parts a side is divided into, to say where something is.
const PARTS: u32 = 1000;

/// What is to be painted over, in thousandths of the upright picture's sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// From the left.
    pub x: u16,
    /// From the top.
    pub y: u16,
    /// To the right of that.
    pub w: u16,
    /// Below that.
    pub h: u16,
}

/// An upright JPEG, at most so wide; a picture that is smaller stays as small as it is.
///
/// # Errors
/// Where it cannot be decoded.
pub fn small(bytes: &[u8], width: u32) -> Result<Vec<u8>, PictureFault> {
    let Decoded { pixels, orientation } = decode(bytes)?;
    let (most_wide, most_tall) = stored((width, width * TALLEST), orientation);
    jpeg(turned(shrunk(pixels, most_wide, most_tall), orientation), QUALITY_SMALL)
}

/// An upright JPEG of a picture with these places painted over, and nothing in it but pixels.
///
/// # Errors
/// Where it cannot be decoded.
pub fn covered(bytes: &[u8], covers: &[Cover]) -> Result<Vec<u8>, PictureFault> {
    let Decoded { mut pixels, orientation } = decode(bytes)?;
    for cover in covers {
        paint(&mut pixels, *cover, orientation);
    }
    let copy = shrunk(pixels, LONGEST_SIDE_OF_COPY, LONGEST_SIDE_OF_COPY);
    jpeg(turned(copy, orientation), QUALITY_COPY)
}

/// Every pixel that the place touches, if only at its edge.
fn paint(pixels: &mut RgbImage, cover: Cover, orientation: Orientation) {
    let (x, y) = (u32::from(cover.x), u32::from(cover.y));
    let (left, top) = lies_at(x, y, orientation);
    let (right, bottom) = lies_at(x + u32::from(cover.w), y + u32::from(cover.h), orientation);
    let (width, height) = pixels.dimensions();
    let (from_x, to_x) = touched(left.min(right), left.max(right), width);
    let (from_y, to_y) = touched(top.min(bottom), top.max(bottom), height);
    for y in from_y..to_y {
        for x in from_x..to_x {
            pixels.put_pixel(x, y, PAINT);
        }
    }
}

/// Where a point of the upright picture lies in the stored one, both in thousandths.
fn lies_at(x: u32, y: u32, orientation: Orientation) -> (u32, u32) {
    let (x, y) = (x.min(PARTS), y.min(PARTS));
    match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::Rotate90 => (y, PARTS - x),
        Orientation::Rotate180 => (PARTS - x, PARTS - y),
        Orientation::Rotate270 => (PARTS - y, x),
        Orientation::FlipHorizontal => (PARTS - x, y),
        Orientation::FlipVertical => (x, PARTS - y),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate270FlipH => (PARTS - y, PARTS - x),
    }
}

/// The pixels between two places on a side, rounded outwards.
fn touched(from: u32, to: u32, side: u32) -> (u32, u32) {
    let (from, to, side) = (u64::from(from), u64::from(to), u64::from(side));
    let parts = u64::from(PARTS);
    let pixel = |at: u64| u32::try_from(at).unwrap_or(u32::MAX);
    (pixel(from * side / parts), pixel((to * side).div_ceil(parts).min(side)))
}

/// Width and height of the upright picture as they are in the stored one.
fn stored(upright: (u32, u32), orientation: Orientation) -> (u32, u32) {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let on_its_side = matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH);
    if on_its_side { (upright.1, upright.0) } else { upright }
}

fn shrunk(pixels: RgbImage, most_wide: u32, most_tall: u32) -> RgbImage {
    let (width, height) = pixels.dimensions();
    if width <= most_wide && height <= most_tall {
        return pixels;
    }
    let by = (f64::from(most_wide) / f64::from(width)).min(f64::from(most_tall) / f64::from(height));
    let side = |side: u32| ((f64::from(side) * by).round() as u32).max(1);
    thumbnail(&pixels, side(width), side(height))
}

fn turned(pixels: RgbImage, orientation: Orientation) -> RgbImage {
    let mut picture = DynamicImage::ImageRgb8(pixels);
    picture.apply_orientation(orientation);
    picture.into_rgb8()
}

fn jpeg(pixels: RgbImage, quality: u8) -> Result<Vec<u8>, PictureFault> {
    let mut made = Vec::new();
    let (width, height) = pixels.dimensions();
    JpegEncoder::new_with_quality(&mut made, quality)
        .encode(&pixels, width, height, ExtendedColorType::Rgb8)
        .map_err(|_| PictureFault::TooManyPixels)?;
    Ok(made)
}
