//! Pictures: from the bytes of a photo to what may be seen of it.
//!
//! Rule: bytes in, bytes out. No file, key, clock or record is known here. What is too much is refused by its head,
//! before a pixel of it is decoded.

mod decode;
mod label;
mod make;
mod whole;

pub use decode::{PIXELS_MAX, PIXELS_MAX_PROGRESSIVE, PictureFault};
pub use label::codes_on;
pub use make::{Cover, LONGEST_SIDE_OF_COPY, covered, small};
pub use whole::{Format, is_whole};
