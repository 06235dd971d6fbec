//! Figures that partners count themselves: files as they were read in, of each source the last stands.
//!
//! Rule: a file is taken whole or not at all, and everything that is wrong with it is named, line by line.

use std::collections::BTreeMap;

use beatbook_records::entry::Hash;
use beatbook_records::report::partner_figures::{COLUMNS, Told};
use csv::{ReaderBuilder, StringRecord, Trim};

/// The most lines of a file.
pub const LINES_MAX: usize = 5_000;
/// So many wrong lines are named.
const WRONGS_MAX: usize = 100;
/// A source and its geography are no longer than this, in characters.
const WORDS_MAX: usize = 200;

/// A file whose lines are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Who counted.
    pub source: String,
    /// Over which areas, by which rules.
    pub geography: String,
    /// What the file was called.
    pub name: String,
    /// Of its bytes.
    pub sha256: Hash,
    /// Its lines.
    pub figures: Vec<Told>,
}

/// A file that was read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerFile {
    /// Its number.
    pub version: u32,
    /// What is in it.
    pub of: Received,
    /// When.
    pub imported_ms: i64,
    /// By whom.
    pub by: String,
}

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The line, the header being the first; `None` where it is not about a line.
    pub line: Option<u64>,
    /// Why.
    pub why: String,
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

/// Read a file of a source.
///
/// # Errors
/// Everything that is wrong with it, up to a hundred things; nothing of it is then taken.
pub fn read(source: &str, geography: &str, name: &str, bytes: &[u8]) -> Result<Received, Vec<Wrong>> {
    let mut wrongs = Vec::new();
    let mut words = |what: &str, text: &str| {
        let text = text.trim();
        let why = match text.chars().count() {
            0 => Some(format!("{what} is empty")),
            1..=WORDS_MAX => None,
            _ => Some(format!("{what} is longer than {WORDS_MAX} characters")),
        };
        wrongs.extend(why.map(|why| Wrong { line: None, why }));
        text.to_owned()
    };
    let (source, geography) = (words("the source", source), words("what the figures cover", geography));
    let figures = lines(bytes, &mut wrongs);
    if wrongs.is_empty() {
        Ok(Received { source, geography, name: name.to_owned(), sha256: Hash::of(&[bytes]), figures })
    } else {
        wrongs.truncate(WRONGS_MAX);
        Err(wrongs)
    }
}

fn lines(bytes: &[u8], wrongs: &mut Vec<Wrong>) -> Vec<Told> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        wrongs.push(Wrong { line: None, why: "the file is not UTF-8 text: save it as CSV UTF-8".into() });
        return Vec::new();
    };
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    if header.iter().ne(COLUMNS) {
        let why = format!("the header has to be {}", COLUMNS.join(","));
        wrongs.push(Wrong { line: Some(1), why });
        return Vec::new();
    }
    let (mut told, earlier): (Vec<(u64, Told)>, usize) = (Vec::new(), wrongs.len());
    for record in reader.records() {
        let (line, read) = match record {
            Ok(record) => (record.position().map_or(0, csv::Position::line), cells(&record)),
            Err(error) => (error.position().map_or(0, csv::Position::line), Err(error.to_string())),
        };
        match read {
            Ok(figure) if told.len() < LINES_MAX => told.push((line, figure)),
            Ok(_) => {
                wrongs.push(Wrong { line: Some(line), why: format!("a file has at most {LINES_MAX} lines") });
                break;
            }
            Err(why) => wrongs.push(Wrong { line: Some(line), why }),
        }
    }
    if told.is_empty() && wrongs.len() == earlier {
        wrongs.push(Wrong { line: None, why: "there is no line below the header".into() });
    }
    wrongs.extend(twice(&told));
    told.into_iter().map(|(_, figure)| figure).collect()
}

fn cells(record: &StringRecord) -> Result<Told, String> {
    let cells: Vec<&str> = record.iter().collect();
    let found = cells.len();
    let cells =
        cells.try_into().map_err(|_| format!("{found} cells where there are {} columns", COLUMNS.len()))?;
    Told::read(cells)
}

/// Lines that say something of months of which an earlier line does, too.
fn twice(told: &[(u64, Told)]) -> Vec<Wrong> {
    let mut of_the_same: BTreeMap<(&str, &str), Vec<&(u64, Told)>> = BTreeMap::new();
    let mut wrongs = Vec::new();
    for line in told {
        let earlier = of_the_same.entry((&line.1.place, &line.1.measure)).or_default();
        if let Some((first, _)) = earlier.iter().find(|(_, other)| other.overlaps(&line.1)) {
            let why = format!("line {first} is about some of these months already");
            wrongs.push(Wrong { line: Some(line.0), why });
        }
        earlier.push(line);
    }
    wrongs
}

/// The files that stand: the last of each source, by the names of the sources.
#[must_use]
pub fn standing(files: &[PartnerFile]) -> Vec<&PartnerFile> {
    let mut last = BTreeMap::new();
    for file in files {
        last.insert(file.of.source.as_str(), file);
    }
    last.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "place,measure,months,against,count,pct_change\n";

    fn wrongs(text: &str) -> Vec<String> {
        let bytes = format!("{HEADER}{text}");
        let refused = read("A police force", "Its beats", "f.csv", bytes.as_bytes());
        refused.expect_err("refused").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_as_spreadsheets_write_it_is_read_whole() {
        let bytes = format!(
            "\u{feff}{HEADER}\"Town, centre\", ASB incidents ,2023-07,,12,\r\nPark,ASB incidents,2023-07..2024-06,2022-07..2023-06,,-22%\r\n"
        );
        let read = read(" A police force ", "Its beats", "f.csv", bytes.as_bytes()).expect("read");
        assert_eq!((read.source.as_str(), read.figures.len()), ("A police force", 2));
        assert_eq!(read.figures[0].place, "Town, centre");
    }

    #[test]
    fn everything_that_is_wrong_is_named_by_its_line_and_nothing_is_taken() {
        let said = wrongs(
            "Town,ASB,2023-07..2024-06,,9,\nTown,ASB,2024-06,,1,\nTown,ASB,soon,,1,\nTown,ASB,2025-01,1\n",
        );
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(
            said.iter().any(|why| why == "line 3: line 2 is about some of these months already"),
            "{said:?}"
        );
        assert!(said.iter().any(|why| why.starts_with("line 4: months")), "{said:?}");
        assert!(said.iter().any(|why| why == "line 5: 4 cells where there are 6 columns"), "{said:?}");
        assert_eq!(wrongs(""), ["there is no line below the header"]);
    }

    #[test]
    fn another_header_bytes_that_are_no_text_and_too_many_lines_are_refused() {
        let refused = |bytes: &[u8]| read("S", "G", "f.csv", bytes).expect_err("refused")[0].to_string();
        assert!(refused(b"Place,Count\nx,1\n").starts_with("line 1: the header has to be place,measure"));
        assert!(refused(b"PK\x03\x04\xff\xfe").contains("not UTF-8"));
        assert!(refused(b"").starts_with("line 1"));
        let many: String = (0..=LINES_MAX).map(|n| format!("Place {n},ASB,2023-07,,1,\n")).collect();
        assert_eq!(wrongs(&many), [format!("line {}: a file has at most {LINES_MAX} lines", LINES_MAX + 2)]);
        let unnamed = read("", &"x".repeat(WORDS_MAX + 1), "f.csv", HEADER.as_bytes()).expect_err("refused");
        assert_eq!(unnamed.len(), 3);
    }

    #[test]
    fn of_each_source_the_last_stands() {
        let file = |version, source: &str| PartnerFile {
            version,
            of: Received {
                source: source.into(),
                geography: "g".into(),
                name: "n".into(),
                sha256: Hash::ZERO,
                figures: Vec::new(),
            },
            imported_ms: 0,
            by: "b".into(),
        };
        let files = [file(1, "Police"), file(2, "Landlord"), file(3, "Police")];
        assert_eq!(standing(&files).iter().map(|file| file.version).collect::<Vec<_>>(), [2, 3]);
    }
}
