//! Reading a street-level file a line at a time.
//!
//! Rule: a file is right as a whole, or is refused with its wrong lines, by their numbers and without what they say.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};

use beatbook_records::entry::Hash;
use beatbook_records::report::crime_type::CrimeType;
use beatbook_records::report::month::Month;
use csv::{ByteRecord, ReaderBuilder};
use sha2::{Digest as _, Sha256};

use crate::store::police::Crime;

/// No month of a force is longer.
pub const BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Wrong lines that are named.
const NAMED_MAX: usize = 50;
/// The header, as it has been since 2012.
const HEADER: [&str; 12] = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
];
/// How a zip begins.
const ZIP: &[u8] = b"PK\x03\x04";

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The system could not read it.
    #[error("it could not be read: {0}")]
    Io(#[from] io::Error),
    /// It is still packed.
    #[error("it is a zip: unpack it, and give the street files in it")]
    Zip,
    /// It is too long for a month of one force.
    #[error("it is longer than 256 MiB, which no month of a force is")]
    TooLong,
    /// It has no line.
    #[error("it holds no crime")]
    Empty,
    /// It is another table, or police.uk has changed it.
    #[error("its header is not that of a street file of police.uk: {0}")]
    Header(String),
    /// Some lines are wrong.
    #[error("{} of its lines {} wrong", .0.count, if .0.count == 1 { "is" } else { "are" })]
    Lines(Wrong),
    /// It is not what it was a moment ago.
    #[error("it was changed while it was read")]
    Changed,
}

/// Lines that are wrong.
#[derive(Debug, Default)]
pub struct Wrong {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<WrongLine>,
}

/// A line that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongLine {
    /// Its number in the file, from 1 for the header.
    pub line: u64,
    /// The column; `line` where it is all of it.
    pub column: &'static str,
    /// What is wrong.
    pub why: &'static str,
}

/// What a file is about.
#[derive(Debug)]
pub struct Scanned {
    /// Whose crimes they are.
    pub force: String,
    /// Of which month.
    pub month: Month,
    /// Of its bytes.
    pub sha256: Hash,
    /// How many crimes.
    pub lines: u64,
    /// LSOA codes that it calls by two names: it mixes the codes of two censuses.
    pub twice_named: Vec<String>,
}

/// What stopped the reading of crimes.
pub enum Stopped<E> {
    /// The file.
    Refused(Refused),
    /// Whoever took them.
    By(E),
}

/// A line as it was read.
struct Line<'l> {
    month: Month,
    force: &'l str,
    lsoa: &'l str,
    lsoa_name: &'l str,
    crime_type: CrimeType,
    fields: [&'l str; 12],
}

type Fault = (&'static str, &'static str);

/// Look through a file.
///
/// # Errors
/// Why it is refused.
pub fn scan(file: impl Read) -> Result<Scanned, Refused> {
    let mut wrong = Wrong::default();
    let mut of: Option<(String, Month)> = None;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let (mut lines, mut twice_named) = (0, Vec::new());
    let sha256 = walk(file, |number, read| {
        lines += 1;
        let read = read.and_then(|line| {
            let (force, month) = of.get_or_insert_with(|| (line.force.to_owned(), line.month));
            if line.force != force {
                return Err(("Falls within", "it is another force than that of the first line"));
            }
            if line.month != *month {
                return Err(("Month", "it is another month than that of the first line"));
            }
            Ok(line)
        });
        match read {
            Ok(line) => match names.get(line.lsoa) {
                Some(name) if name != line.lsoa_name => {
                    if !twice_named.iter().any(|code| code == line.lsoa) {
                        twice_named.push(line.lsoa.to_owned());
                    }
                }
                Some(_) => {}
                None => drop(names.insert(line.lsoa.to_owned(), line.lsoa_name.to_owned())),
            },
            Err((column, why)) => {
                wrong.count += 1;
                if wrong.first.len() < NAMED_MAX {
                    wrong.first.push(WrongLine { line: number, column, why });
                }
            }
        }
        Ok::<_, Refused>(())
    })?;
    if wrong.count > 0 {
        return Err(Refused::Lines(wrong));
    }
    let (force, month) = of.ok_or(Refused::Empty)?;
    Ok(Scanned { force, month, sha256, lines, twice_named })
}

/// The crimes of a file that was looked through, and its hash.
///
/// # Errors
/// When the file is not what it was, or whoever takes them fails.
pub fn crimes<E>(file: impl Read, mut take: impl FnMut(Crime) -> Result<(), E>) -> Result<Hash, Stopped<E>> {
    walk(file, |number, read| {
        let Line { lsoa, lsoa_name, crime_type, fields, .. } =
            read.map_err(|_| Stopped::Refused(Refused::Changed))?;
        let crime = Crime {
            line: number,
            crime: fields[0].to_owned(),
            crime_type,
            lsoa: lsoa.to_owned(),
            district: lsoa_name.rsplit_once(' ').map_or("", |(district, _)| district).to_owned(),
            location: fields[6].to_owned(),
            outcome: fields[10].to_owned(),
        };
        take(crime).map_err(Stopped::By)
    })
}

impl<E> From<Refused> for Stopped<E> {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Every line after the header, with its number; the hash of the whole file.
fn walk<E: From<Refused>>(
    file: impl Read,
    mut each: impl FnMut(u64, Result<Line<'_>, Fault>) -> Result<(), E>,
) -> Result<Hash, E> {
    let mut hashed = Hashed { file, sha256: Sha256::new() };
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(BufReader::new(&mut hashed));
    let mut record = ByteRecord::new();
    let mut first = true;
    while reader.read_byte_record(&mut record).map_err(|error| Refused::from(io::Error::from(error)))? {
        if first {
            header(&record)?;
            first = false;
            continue;
        }
        let number = record.position().map_or(0, csv::Position::line);
        each(number, line(&record))?;
    }
    drop(reader);
    if first { Err(Refused::Empty.into()) } else { Ok(Hash(hashed.sha256.finalize().into())) }
}

/// What is read, counted into a hash.
struct Hashed<R> {
    file: R,
    sha256: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.sha256.update(&into[..read]);
        Ok(read)
    }
}

fn header(record: &ByteRecord) -> Result<(), Refused> {
    if record.get(0).is_some_and(|first| first.starts_with(ZIP)) {
        return Err(Refused::Zip);
    }
    for (at, name) in HEADER.iter().enumerate() {
        if record.get(at) != Some(name.as_bytes()) {
            return Err(Refused::Header(format!("column {} is not {name}", at + 1)));
        }
    }
    if record.len() == HEADER.len() { Ok(()) } else { Err(Refused::Header("it has more columns".into())) }
}

fn line(record: &ByteRecord) -> Result<Line<'_>, Fault> {
    if record.len() != HEADER.len() {
        return Err(("line", "it has more or fewer columns than the header"));
    }
    let mut fields = [""; 12];
    for (field, bytes) in fields.iter_mut().zip(record) {
        *field = std::str::from_utf8(bytes).map_err(|_| ("line", "it is not UTF-8 text"))?;
    }
    let [_, month, _, force, lon, lat, _, lsoa, lsoa_name, crime_type, _, _] = fields;
    if force.is_empty() {
        return Err(("Falls within", "it names no force"));
    }
    for (column, degrees) in [("Longitude", lon), ("Latitude", lat)] {
        if !degrees.is_empty() && degrees.parse::<f64>().is_err() {
            return Err((column, "it is not a number"));
        }
    }
    if !lsoa.is_empty() && !is_lsoa(lsoa) {
        return Err(("LSOA code", "it is not written as E01012276"));
    }
    Ok(Line {
        month: month.parse().map_err(|why| ("Month", why))?,
        force,
        lsoa,
        lsoa_name,
        crime_type: CrimeType::from_code(crime_type)
            .ok_or(("Crime type", "it is none of the 14 of police.uk"))?,
        fields,
    })
}

/// Whether a text is written as an LSOA code: a letter for the country and eight digits.
#[must_use]
pub fn is_lsoa(code: &str) -> bool {
    let mut bytes = code.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_uppercase())
        && bytes.len() == 8
        && bytes.all(|byte| byte.is_ascii_digit())
}
