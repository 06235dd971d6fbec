//! Whether a file of a photo is all there, told by its own structure and without decoding it.
//!
//! Rule: the file is walked once, with little memory, and a doubt is no fault: only an end that is missing is.

use std::io::{self, BufRead, Seek, SeekFrom};

/// How a photo's file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG
    Jpeg,
    /// PNG
    Png,
    /// WebP
    Webp,
    /// HEIC: kept, and not decoded.
    Heic,
}

/// Whether the file ends where it says that it does, and not before.
///
/// # Errors
/// When it cannot be read.
pub fn is_whole(format: Format, file: &mut (impl BufRead + Seek)) -> io::Result<bool> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let whole = match format {
        Format::Jpeg => jpeg(file, length),
        Format::Png => png(file, length),
        Format::Webp => webp(file, length),
        Format::Heic => boxes(file, length),
    };
    match whole {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        other => other,
    }
}

const START: u8 = 0xd8;
const END: u8 = 0xd9;

/// From marker to marker: segments say how long they are, a scan goes on until the next marker. What cameras put behind
/// the end (a film, a depth map) is theirs.
fn jpeg(file: &mut (impl BufRead + Seek), length: u64) -> io::Result<bool> {
    loop {
        match next_marker(file)? {
            None => return Ok(false),
            Some(END) => return Ok(true),
            // A byte of the scan, its restarts, and what has no length.
            Some(0 | 0x01 | 0xd0..=0xd7 | START) => {}
            Some(_) => {
                let segment = u64::from(u16::from_be_bytes(bytes(file)?));
                skip(file, segment.saturating_sub(2), length)?;
            }
        }
    }
}

/// The byte behind the next `ff` that is not fill.
fn next_marker(file: &mut impl BufRead) -> io::Result<Option<u8>> {
    let mut after_ff = false;
    loop {
        let ahead = file.fill_buf()?;
        if ahead.is_empty() {
            return Ok(None);
        }
        if !after_ff {
            let found = ahead.iter().position(|byte| *byte == 0xff);
            let used = found.map_or(ahead.len(), |at| at + 1);
            after_ff = found.is_some();
            file.consume(used);
            continue;
        }
        let marker = ahead[0];
        file.consume(1);
        if marker != 0xff {
            return Ok(Some(marker));
        }
    }
}

fn png(file: &mut (impl BufRead + Seek), length: u64) -> io::Result<bool> {
    skip(file, 8, length)?;
    loop {
        let chunk = u64::from(u32::from_be_bytes(bytes(file)?));
        let name: [u8; 4] = bytes(file)?;
        skip(file, chunk + 4, length)?;
        if &name == b"IEND" {
            return Ok(true);
        }
    }
}

fn webp(file: &mut (impl BufRead + Seek), length: u64) -> io::Result<bool> {
    skip(file, 4, length)?;
    Ok(u64::from(u32::from_le_bytes(bytes(file)?)) + 8 <= length)
}

/// The boxes of the ISO base media format, one after the other to the end.
fn boxes(file: &mut (impl BufRead + Seek), length: u64) -> io::Result<bool> {
    let mut at = 0;
    while at < length {
        let said = u64::from(u32::from_be_bytes(bytes(file)?));
        skip(file, 4, length)?;
        let (head, size) = match said {
            0 => return Ok(true), // to the end of the file
            1 => (16, u64::from_be_bytes(bytes(file)?)),
            size => (8, size),
        };
        let Some(rest) = size.checked_sub(head) else { return Ok(false) };
        skip(file, rest, length)?;
        at += size;
    }
    Ok(at > 0)
}

fn bytes<const N: usize>(file: &mut impl BufRead) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Past so many bytes, all of which must be there.
fn skip(file: &mut (impl BufRead + Seek), by: u64, length: u64) -> io::Result<()> {
    let to = file.stream_position()?.checked_add(by).filter(|to| *to <= length);
    let by = to.and_then(|_| i64::try_from(by).ok()).ok_or(io::ErrorKind::UnexpectedEof)?;
    file.seek_relative(by)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ExtendedColorType, ImageEncoder as _, RgbImage};

    use super::*;

    fn scene() -> RgbImage {
        RgbImage::from_fn(48, 32, |x, y| image::Rgb([(x * 5) as u8, (y * 7) as u8, (x * y) as u8]))
    }

    fn files() -> [(Format, Vec<u8>); 4] {
        let scene = scene();
        let (mut jpeg, mut png, mut webp) = (Vec::new(), Vec::new(), Vec::new());
        let color = ExtendedColorType::Rgb8;
        image::codecs::jpeg::JpegEncoder::new(&mut jpeg).encode(&scene, 48, 32, color).unwrap();
        image::codecs::png::PngEncoder::new(&mut png).write_image(&scene, 48, 32, color).unwrap();
        image::codecs::webp::WebPEncoder::new_lossless(&mut webp).encode(&scene, 48, 32, color).unwrap();
        let mut heic = b"\0\0\0\x10ftypheicmif1".to_vec();
        heic.extend_from_slice(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x1412345678");
        heic.truncate(16 + 20);
        [(Format::Jpeg, jpeg), (Format::Png, png), (Format::Webp, webp), (Format::Heic, heic)]
    }

    fn whole(format: Format, bytes: &[u8]) -> bool {
        is_whole(format, &mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn a_file_that_is_cut_short_anywhere_is_seen() {
        for (format, file) in files() {
            assert!(whole(format, &file), "{format:?}");
            // A HEIC that is cut between two boxes is a HEIC of one box.
            for end in (0..file.len()).filter(|end| format != Format::Heic || *end != 16) {
                assert!(!whole(format, &file[..end]), "{format:?} cut at {end} of {}", file.len());
            }
        }
    }

    #[test]
    fn what_a_camera_puts_behind_the_end_is_no_fault() {
        for (format, mut file) in files().into_iter().take(3) {
            file.extend_from_slice(b"a film of two seconds");
            assert!(whole(format, &file), "{format:?}");
        }
    }

    #[test]
    fn a_picture_within_the_picture_does_not_end_it() {
        let [(_, inner), ..] = files();
        let mut outer = vec![0xff, START, 0xff, 0xe1];
        outer.extend_from_slice(&u16::try_from(inner.len() + 2).unwrap().to_be_bytes());
        outer.extend_from_slice(&inner);
        assert!(!whole(Format::Jpeg, &outer), "the end that was found is the small one's");
        outer.extend_from_slice(&inner[2..]);
        assert!(whole(Format::Jpeg, &outer));
    }

    #[test]
    fn absurd_lengths_are_an_end_that_is_missing() {
        assert!(!whole(Format::Heic, b"\0\0\0\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff"));
        assert!(!whole(Format::Heic, b"\0\0\0\x02ftyp\0\0\0\0"));
        assert!(!whole(Format::Png, b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT"));
        assert!(!whole(Format::Jpeg, b"\xff\xd8\xff\xe0\0\0"));
        assert!(!whole(Format::Jpeg, b""));
    }
}
