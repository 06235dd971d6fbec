//! The number of a house, read from what is written for it: "12", "12A", "12-14", "Flat 3, 14", "The Lodge".
//!
//! Rule: reading never fails; what has no number has none. The text itself stays as it was written.

/// Words that a part of a house begins with.
const UNITS: [&str; 9] = ["flat", "flats", "unit", "apartment", "apt", "room", "studio", "suite", "fflat"];

/// What is written for a house, taken apart. Its order is that of doors along one side of a street.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct House {
    /// The number on the door to the street; `None` for a name.
    pub number: Option<u32>,
    /// What follows the number: the `A` of `12A`, in upper case.
    pub suffix: String,
    /// The number of a flat behind that door, 0 for the door itself.
    pub unit: u32,
    /// The rest, in lower case: names and lettered flats.
    pub name: String,
}

impl House {
    /// Read it.
    #[must_use]
    pub fn of(line: &str) -> Self {
        let (unit, door) = match line.rsplit_once(',') {
            Some((unit, door)) => (unit, door),
            None => split_unit(line),
        };
        let (number, suffix) = door
            .split_whitespace()
            .find_map(numbered)
            .map_or((None, String::new()), |found| (Some(found.0), found.1));
        let unit = unit.split_whitespace().find_map(numbered).map_or(0, |(unit, _)| unit);
        Self { number, suffix, unit, name: line.to_lowercase() }
    }

    /// Whether it is on the side of the odd numbers; `None` for a name.
    #[must_use]
    pub fn is_odd(&self) -> Option<bool> {
        self.number.map(|number| number % 2 == 1)
    }
}

/// A flat and its house without a comma between them: "Flat 3 14". A flat alone has no number of a house.
fn split_unit(line: &str) -> (&str, &str) {
    let line = line.trim();
    let first = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    if !UNITS.contains(&first.as_str()) {
        return ("", line);
    }
    // After "Flat" and what the flat is called comes the house.
    let mut ends = line.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    match ends.nth(1) {
        Some(at) => line.split_at(at),
        None => (line, ""),
    }
}

/// A word that begins with a number: the number, and the letters after it. Of "12-14" it is 12.
fn numbered(word: &str) -> Option<(u32, String)> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let number = word[..digits].parse().ok()?;
    let suffix = word[digits..].chars().take_while(char::is_ascii_alphabetic).collect::<String>();
    Some((number, suffix.to_ascii_uppercase()))
}
