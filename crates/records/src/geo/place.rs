//! Places of the gazetteer: addresses, streets and postcodes, and when one is right.
//!
//! Rule: each check is a pure function that gives the value as it is kept, or what is wrong with it. Nothing is guessed:
//! what is not right is left out and told.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The most bytes of a text of a place.
pub const TEXT_BYTES_MAX: usize = 200;
/// The most digits of a UPRN.
const UPRN_DIGITS_MAX: usize = 12;
/// Degrees north, from the Isles of Scilly to Shetland, with some room.
const LATITUDES: (f64, f64) = (49.8, 60.9);
/// Degrees east, from St Kilda to Lowestoft, with some room.
const LONGITUDES: (f64, f64) = (-8.7, 1.8);

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A street, of which there may be houses.
    Street,
    /// A postcode, whose houses nobody listed.
    Postcode,
    /// A house, a flat, a shop.
    Address,
}

impl PlaceKind {
    const NAMES: [(Self, &'static str); 3] =
        [(Self::Street, "street"), (Self::Postcode, "postcode"), (Self::Address, "address")];

    /// Its word, as it is stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, name)| *name == word).map(|(kind, _)| *kind)
    }
}

/// A place, as it is kept: every text trimmed, every number in its one form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// The UPRN of an address, 1 to 12 digits without leading zeros.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub uprn: Option<String>,
    /// The number or name of the house, as written; empty for what is none.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub line: String,
    /// The street; empty for a postcode.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub street: String,
    /// In upper case with one space. Of a street: the first half, where its houses have one; may be empty.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub postcode: String,
    /// Degrees north, WGS84.
    pub lat: f64,
    /// Degrees east, WGS84.
    pub lon: f64,
    /// The area whose officers have it; empty for all.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub area: String,
    /// How many addresses a street has.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub houses: u32,
}

// serde hands it over by reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Place {
    /// Where it is, as latitude and longitude.
    #[must_use]
    pub const fn position(&self) -> (f64, f64) {
        (self.lat, self.lon)
    }
}

/// What is wrong with a value of a place; no word of the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

const fn fault<T>(field: &'static str, why: &'static str) -> Result<T, Fault> {
    Err(Fault { field, why })
}

/// A UPRN as it is kept and compared: its digits without leading zeros.
///
/// # Errors
/// When it is not 1 to 12 digits.
pub fn uprn(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() || text.len() > UPRN_DIGITS_MAX || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return fault("uprn", "it is not 1 to 12 digits");
    }
    match text.trim_start_matches('0') {
        "" => fault("uprn", "it is zero"),
        digits => Ok(digits.to_owned()),
    }
}

/// Whether this is a USRN: 8 digits.
#[must_use]
pub fn is_usrn(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole postcode as it is kept: in upper case, with one space before the last three characters, however it was spaced.
///
/// # Errors
/// When it is none.
pub fn postcode(text: &str) -> Result<String, Fault> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let parts = joined.len().checked_sub(3).and_then(|at| joined.split_at_checked(at));
    match parts {
        Some((first, second)) if is_outward(first) && is_inward(second) => Ok(format!("{first} {second}")),
        _ => fault("postcode", "it is not a postcode"),
    }
}

/// The first half, such as `TS18`: one or two letters, a digit, and perhaps one more of either.
#[must_use]
pub fn is_outward(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &text.as_bytes()[letters..];
    (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest[0].is_ascii_digit()
        && rest.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// The second half, such as `1AA`.
fn is_inward(text: &str) -> bool {
    matches!(text.as_bytes(), [digit, a, b]
        if digit.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase())
}

/// The first half of a kept postcode; all of it where it has one half only.
#[must_use]
pub fn outward(postcode: &str) -> &str {
    postcode.split(' ').next().unwrap_or_default()
}

/// A text of a place as it is kept: without white space around it, and with single spaces inside.
///
/// # Errors
/// When nothing is left, or too much.
pub fn text(field: &'static str, text: &str) -> Result<String, Fault> {
    let kept = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match kept.len() {
        0 => fault(field, "it is blank"),
        1..=TEXT_BYTES_MAX => Ok(kept),
        _ => fault(field, "it is longer than 200 bytes"),
    }
}

/// An area as it is kept.
///
/// # Errors
/// When it is blank or too long, or holds a slash, which cells are written with.
pub fn area(name: &str) -> Result<String, Fault> {
    let kept = text("area", name)?;
    if kept.contains('/') { fault("area", "it holds a slash") } else { Ok(kept) }
}

/// A position in degrees north and east.
///
/// # Errors
/// When it is no number, or outside Great Britain.
pub fn position(lat: &str, lon: &str) -> Result<(f64, f64), Fault> {
    Ok((degrees("lat", lat, LATITUDES)?, degrees("lon", lon, LONGITUDES)?))
}

fn degrees(field: &'static str, text: &str, (least, most): (f64, f64)) -> Result<f64, Fault> {
    match text.trim().parse::<f64>() {
        Ok(degrees) if (least..=most).contains(&degrees) => Ok(degrees),
        Ok(_) => fault(field, "it is outside Great Britain"),
        Err(_) => fault(field, "it is not a number"),
    }
}
