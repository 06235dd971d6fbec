//! The door for pictures: an address in, a picture out; and the way into the inbox. Both shells only pass it on.
//!
//! Rule: it answers while the lock is open and not otherwise. What it hands out is for a screen of this device: it is
//! never stored on the way and never taken for anything but a picture.

use std::io::Read;

use uuid::Uuid;

use crate::actions::show_photo::{Shown, WIDTHS};
use crate::error::{Error, ErrorBody, ErrorCode};
use crate::lock::Lock;

/// What every answer says besides its kind.
const HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; sandbox"),
    ("cross-origin-resource-policy", "same-site"),
];

/// The pages of a letter are something to keep, and not shown by the page that asks.
const LETTER_HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; sandbox"),
    ("cross-origin-resource-policy", "same-site"),
    ("content-disposition", "attachment"),
];
const PICTURE: &str = "image/jpeg";
const PDF: &str = "application/pdf";

/// An answer of the door: an HTTP status, what the body is, and the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoAnswer {
    /// 200 with a picture, 204 where something was taken in, else a refusal.
    pub status: u16,
    /// `image/jpeg`, `application/pdf`, or `application/json` with an [`ErrorBody`].
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl PhotoAnswer {
    /// What else the answer says, as names and values.
    #[must_use]
    pub fn headers(&self) -> &'static [(&'static str, &'static str)] {
        if self.content_type == PDF { LETTER_HEADERS } else { HEADERS }
    }

    fn of(answer: Result<Vec<u8>, Error>, content_type: &'static str) -> Self {
        match answer {
            Ok(body) if body.is_empty() => Self { status: 204, content_type, body },
            Ok(body) => Self { status: 200, content_type, body },
            Err(error) => {
                let status = status_of(error.code());
                let body = serde_json::json!(ErrorBody::from(error)).to_string().into_bytes();
                Self { status, content_type: "application/json", body }
            }
        }
    }
}

const fn status_of(code: ErrorCode) -> u16 {
    match code {
        ErrorCode::Invalid => 400,
        ErrorCode::Locked | ErrorCode::PinNeeded => 403,
        ErrorCode::NotFound | ErrorCode::PhotoElsewhere => 404,
        ErrorCode::PhotoTooLarge => 413,
        ErrorCode::PhotoNotShown | ErrorCode::NotAPhoto | ErrorCode::PhotoCutShort => 415,
        ErrorCode::NoRoomForPhoto | ErrorCode::DiskFull => 507,
        _ => 500,
    }
}

impl Lock {
    /// The picture at an address: `<record>?w=400`, or `found/<file>?w=400` for a photo whose record never came. Widths
    /// are 160, 400 and 1600 pixels. At `letter/<record>` are the pages of a letter.
    #[must_use]
    pub fn photo(&self, address: &str) -> PhotoAnswer {
        let path = address.split('?').next().unwrap_or_default().trim_matches('/');
        if let Some(record) = path.strip_prefix("letter/") {
            let record = record.parse().map_err(|_| Error::from(ErrorCode::NotFound));
            return PhotoAnswer::of(record.and_then(|record| self.open_book("photo")?.letter(record)), PDF);
        }
        let picture = read(address).and_then(|(what, width)| self.open_book("photo")?.photo(what, width));
        PhotoAnswer::of(picture, PICTURE)
    }

    /// Take in the photo of a draft that the screen sends: `?draft=<id>`. It is written down as it comes.
    #[must_use]
    pub fn take_in_photo(&self, address: &str, body: &mut dyn Read) -> PhotoAnswer {
        let draft = in_query(address, "draft").and_then(|draft| draft.parse().ok()).ok_or_else(wrong);
        let taken = draft.and_then(|draft| {
            self.open_book("photo")?.take_in_photo(draft, body)?;
            Ok(Vec::new())
        });
        PhotoAnswer::of(taken, PICTURE)
    }
}

fn read(address: &str) -> Result<(Shown, u32), Error> {
    let path = address.split('?').next().unwrap_or_default().trim_matches('/');
    let width = in_query(address, "w").and_then(|width| width.parse().ok());
    let width = width.filter(|width| WIDTHS.contains(width)).ok_or_else(wrong)?;
    if let Some(file) = path.strip_prefix("found/") {
        return Ok((Shown::Found(file.to_owned()), width));
    }
    let record: Uuid = path.parse().map_err(|_| Error::from(ErrorCode::NotFound))?;
    Ok((Shown::Of(record), width))
}

fn in_query<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

fn wrong() -> Error {
    Error::Invalid { field: "address".into(), why: "not an address of a picture".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_photo_and_one_of_three_widths() {
        let record = Uuid::from_u128(7);
        assert!(matches!(read(&format!("/{record}?w=400")), Ok((Shown::Of(of), 400)) if of == record));
        assert!(matches!(read(&format!("{record}?token=x&w=160")), Ok((Shown::Of(_), 160))));
        assert!(matches!(read("/found/a.photo?w=400"), Ok((Shown::Found(file), 400)) if file == "a.photo"));
        for (address, code) in [
            (format!("/{record}"), ErrorCode::Invalid),
            (format!("/{record}?w=401"), ErrorCode::Invalid),
            (format!("/{record}?w=-400"), ErrorCode::Invalid),
            ("/../book.db?w=400".into(), ErrorCode::NotFound),
            ("?w=400".into(), ErrorCode::NotFound),
        ] {
            assert_eq!(read(&address).map_err(|error| error.code()), Err(code), "{address}");
        }
    }
}
