//! A sheet as a spreadsheet: the table, and a second sheet with what is to be said of it.
//!
//! Rule: a number is a number and a day is a day; words are only ever words. The same sheet made at the same time by the
//! same person is the same bytes.

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::sheet::{Cell, Sheet};
use super::written::{Made, guard};

/// The most rows that a spreadsheet holds below its header.
pub const ROWS_MAX: usize = 1_048_575;
/// The widest that a column is made, in characters.
const WIDTH_MAX: usize = 60;
const DAY_SECONDS: f64 = 86_400.0;

/// The sheet as the bytes of a file.
///
/// # Errors
/// When it has more rows or longer texts than a spreadsheet can hold.
pub fn xlsx(sheet: &Sheet, made: &Made) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let at = ExcelDateTime::from_timestamp(made.at.timestamp())?;
    workbook.set_properties(&DocProperties::new().set_title(&sheet.title).set_creation_datetime(&at));
    table(workbook.add_worksheet(), sheet)?;
    notes(workbook.add_worksheet(), sheet, made)?;
    workbook.save_to_buffer()
}

/// How cells look, each made once.
struct Looks {
    header: Format,
    percent: Format,
    day: Format,
    time: Format,
    duration: Format,
    quoted: Format,
    wrapped: Format,
}

impl Looks {
    fn new() -> Self {
        let number = |format: &str| Format::new().set_num_format(format);
        Self {
            header: Format::new().set_bold(),
            percent: number("0%"),
            day: number("yyyy-mm-dd"),
            time: number("yyyy-mm-dd hh:mm:ss"),
            duration: number("[h]:mm:ss"),
            quoted: Format::new().set_quote_prefix(),
            wrapped: Format::new().set_text_wrap(),
        }
    }
}

fn table(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let looks = Looks::new();
    page.set_name("Data")?.set_freeze_panes(1, 0)?;
    let mut widths: Vec<usize> = sheet.columns.iter().map(|name| name.chars().count()).collect();
    for (column, name) in (0..).zip(&sheet.columns) {
        page.write_string_with_format(0, column, &**name, &looks.header)?;
    }
    for (at, cells) in (1..).zip(&sheet.rows) {
        for ((column, cell), width) in (0..).zip(cells).zip(&mut widths) {
            write(page, (at, column), cell, &looks)?;
            *width = cell.text().chars().count().clamp(*width, WIDTH_MAX.max(*width));
        }
    }
    for (column, width) in (0..).zip(widths) {
        page.set_column_width(column, f64::from(u32::try_from(width).unwrap_or(u32::MAX)) + 2.0)?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no other number, and no count is so large")]
fn write(page: &mut Worksheet, at: (u32, u16), cell: &Cell, looks: &Looks) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Hidden => page.write_string(row, column, cell.text())?,
        // Words stay words when somebody edits the cell, too.
        Cell::Text(text) if guard(text) != *text => {
            page.write_string_with_format(row, column, text, &looks.quoted)?
        }
        Cell::Text(text) => page.write_string(row, column, text)?,
        Cell::Count(n) => page.write_number(row, column, *n as f64)?,
        Cell::Whole(n) => page.write_number(row, column, *n as f64)?,
        Cell::Decimal(n) => page.write_number(row, column, *n)?,
        Cell::Percent(n) => page.write_number_with_format(row, column, *n as f64 / 100.0, &looks.percent)?,
        Cell::Flag(yes) => page.write_boolean(row, column, *yes)?,
        Cell::Date(day) => match date(*day) {
            Some(day) => page.write_datetime_with_format(row, column, &day, &looks.day)?,
            None => page.write_string(row, column, cell.text())?,
        },
        Cell::Time(time) => match ExcelDateTime::from_timestamp(time.timestamp()) {
            Ok(time) => page.write_datetime_with_format(row, column, &time, &looks.time)?,
            Err(_) => page.write_string(row, column, cell.text())?,
        },
        Cell::Duration(seconds) => {
            page.write_number_with_format(row, column, *seconds as f64 / DAY_SECONDS, &looks.duration)?
        }
    };
    Ok(())
}

/// A day that spreadsheets know: they begin in 1900.
fn date(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

fn notes(page: &mut Worksheet, sheet: &Sheet, made: &Made) -> Result<(), XlsxError> {
    let looks = Looks::new();
    page.set_name("Notes")?.set_column_width(0, 22)?.set_column_width(1, 100)?;
    let title = ("Title", sheet.title.clone());
    for (row, (name, words)) in (0..).zip([title].iter().chain(&sheet.notes).chain(&made.notes())) {
        page.write_string_with_format(row, 0, *name, &looks.header)?;
        page.write_string_with_format(row, 1, words, &looks.wrapped)?;
    }
    Ok(())
}
