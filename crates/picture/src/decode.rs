//! From bytes to pixels, and what is not taken on.
//!
//! Rule: how many pixels there are is known from the head and limited before memory is asked for.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// The most pixels of a picture that is decoded: more than any phone's camera writes by itself.
pub const PIXELS_MAX: u64 = 64_000_000;
/// The most of one that comes in ever finer passes, all of which are held at once.
pub const PIXELS_MAX_PROGRESSIVE: u64 = 24_000_000;
/// The most memory that a decoder may take for itself and its pixels.
const DECODER_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Why a picture cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// A kind that is kept and cannot be decoded here.
    #[error("this kind of picture is not decoded here")]
    Unknown,
    /// More pixels, or more memory, than is taken on.
    #[error("the picture is too large to decode")]
    TooManyPixels,
    /// The bytes do not decode.
    #[error("the picture is damaged")]
    Damaged,
}

/// The pixels as they are stored, and what turns them upright.
pub(crate) struct Decoded {
    pub(crate) pixels: RgbImage,
    pub(crate) orientation: Orientation,
}

/// Decode a picture.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, PictureFault> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PictureFault::Damaged)?;
    let most = match reader.format() {
        Some(ImageFormat::Jpeg) if is_progressive(bytes) => PIXELS_MAX_PROGRESSIVE,
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) => PIXELS_MAX,
        _ => return Err(PictureFault::Unknown),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most || decoder.total_bytes() > DECODER_BYTES_MAX {
        return Err(PictureFault::TooManyPixels);
    }
    // A picture whose metadata cannot be read is shown as it is stored.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let pixels = flat(DynamicImage::from_decoder(decoder).map_err(fault)?);
    Ok(Decoded { pixels, orientation })
}

/// What can be seen through is seen on white.
fn flat(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    let mut over = RgbImage::new(width, height);
    for (to, from) in over.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u16::from);
        let on_white = |value: u16| ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        *to = Rgb([on_white(red), on_white(green), on_white(blue)]);
    }
    over
}

fn fault(error: ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::TooManyPixels,
        _ => PictureFault::Damaged,
    }
}

/// Whether the frame of a JPEG is one of several passes.
fn is_progressive(jpeg: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = jpeg.get(at..at + 4) {
        match marker {
            0xff => at += 1,
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            0xc0 | 0xc1 | 0xda | 0xd9 => return false,
            _ => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
        }
    }
    false
}
