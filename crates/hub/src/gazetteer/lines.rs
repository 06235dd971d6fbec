//! The lines of a CSV file, each by itself: what breaks one does not reach the next.
//!
//! Rule: a quotation mark that nobody closed ends with its line, however much of the file it would swallow.

use csv::{ByteRecord, Reader, ReaderBuilder};

/// No line of a gazetteer is longer; a value may well hold a line break, but not many.
const LINE_BYTES_MAX: u64 = 4_000;

/// A file that is no CSV, or none that is known.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unreadable {
    /// It has no first line.
    #[error("the file is empty")]
    Empty,
    /// It is not text.
    #[error("the file is not UTF-8 text with a header in its first line")]
    NotText,
    /// It is another table.
    #[error("{0}")]
    UnknownHeader(String),
}

/// A line as it was read.
pub type Line = Result<Vec<String>, &'static str>;

/// The lines after the header.
pub struct Lines<'f> {
    file: &'f [u8],
    reader: Reader<&'f [u8]>,
    /// Where the reader began: bytes, and lines before it.
    base: (usize, u64),
    columns: usize,
}

impl<'f> Lines<'f> {
    /// The names in the header, in lower case, and the lines after it.
    ///
    /// # Errors
    /// When there is no header.
    pub fn of(file: &'f [u8]) -> Result<(Vec<String>, Self), Unreadable> {
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        let mut lines = Self { file, reader: reader(file), base: (0, 0), columns: 0 };
        let header = lines.next().ok_or(Unreadable::Empty)?.1.map_err(|_| Unreadable::NotText)?;
        if header.iter().any(|name| name.contains('\0')) {
            return Err(Unreadable::NotText);
        }
        lines.columns = header.len();
        Ok((header.iter().map(|name| name.trim().to_lowercase()).collect(), lines))
    }

    /// Go on after the line that begins here.
    fn skip_line(&mut self, at: usize, number: u64) {
        let rest = &self.file[at..];
        let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        self.base = (at + length, number);
        self.reader = reader(&self.file[at + length..]);
    }

    fn checked(&self, record: &ByteRecord) -> Line {
        if self.columns > 0 && record.len() != self.columns {
            return Err("it has more or fewer columns than the header");
        }
        let text = |field: &[u8]| std::str::from_utf8(field).map(str::to_owned);
        record.iter().map(text).collect::<Result<_, _>>().map_err(|_| "it is not UTF-8 text")
    }
}

fn reader(file: &[u8]) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file)
}

impl Iterator for Lines<'_> {
    /// The number of the line in the file, from 1, and what it holds.
    type Item = (u64, Line);

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = ByteRecord::new();
        // Reading from memory cannot fail, and any number of columns will do.
        if !self.reader.read_byte_record(&mut record).unwrap_or(false) {
            return None;
        }
        let (at, line) = record.position().map_or((0, 1), |begins| (begins.byte(), begins.line()));
        let number = self.base.1 + line;
        let length = self.reader.position().byte() - at;
        if length > LINE_BYTES_MAX {
            let at = self.base.0 + usize::try_from(at).unwrap_or(usize::MAX);
            self.skip_line(at.min(self.file.len()), number);
            return Some((number, Err("it is too long: a quotation mark may not be closed")));
        }
        Some((number, self.checked(&record)))
    }
}
