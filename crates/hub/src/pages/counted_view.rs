//! What a report that counts records looks like, with the records behind one of its figures.
//!
//! Rule: text and structure only; every figure leads to its records.

use beatbook_records::kinds;
use maud::{Markup, html};

use crate::labels;
use crate::pages::views::{Viewer, downloads, layout, long_date, period_form};
use crate::reports::counted::{Behind, CountedReport, InTable, Row};
use crate::reports::outcomes_asked::encoded;
use crate::state::Hub;

/// A report whose figures are counts of records; those of one figure are listed, where that is asked for.
pub fn page(
    hub: &Hub,
    viewer: &Viewer,
    report: &CountedReport,
    path: &str,
    typed: (Option<&str>, Option<&str>),
    problem: Option<&str>,
) -> Markup {
    let (from, to) = (report.from.to_string(), report.to.to_string());
    let days = format!("from={from}&to={to}");
    let plain: Vec<&Row> = report.rows.iter().filter(|row| row.of.is_none()).collect();
    let link = |row: &Row| format!("{path}?{days}&figure={}#records", encoded(&row.code));
    layout(
        hub,
        report.title,
        Some(viewer),
        problem,
        &html! {
            h1 { (report.title) }
            (period_form(path, typed, (&from, &to), problem))
            @for finding in &report.findings { p { (finding) } }
            @if !plain.is_empty() {
                div.scroll role="region" aria-labelledby="figures-caption" tabindex="0" {
                    table {
                        caption #figures-caption { (report.title) ", " (long_date(&from)) " to " (long_date(&to)) }
                        thead { tr { th scope="col" { "Figure" } th.number scope="col" { "Count" } } }
                        tbody {
                            @for row in plain {
                                tr {
                                    th scope="row" { a.row href=(link(row)) { (row.name) } }
                                    td.number { (row.count) }
                                }
                            }
                        }
                    }
                }
            }
            @for (n, rows) in in_tables(report).iter().enumerate() { (table(n, rows, &link)) }
            @for row in &report.rows { @if let Some(records) = &row.records { (behind(report, row, records)) } }
            (downloads(path, &days))
            section {
                h2 { "How it is counted" }
                p { (report.rule) }
                p { "Days are days in the zone " (report.zone) "." }
            }
        },
    )
}

/// The figures of each table, row by row.
fn in_tables(report: &CountedReport) -> Vec<Vec<Vec<(&InTable, &Row)>>> {
    let figures: Vec<_> = report.rows.iter().filter_map(|row| Some((row.of.as_ref()?, row))).collect();
    let tables = figures.chunk_by(|one, other| one.0.table == other.0.table);
    tables
        .map(|table| table.chunk_by(|one, other| one.0.row == other.0.row).map(<[_]>::to_vec).collect())
        .collect()
}

fn table(n: usize, rows: &[Vec<(&InTable, &Row)>], link: &dyn Fn(&Row) -> String) -> Markup {
    let Some(first) = rows.first() else { return Markup::default() };
    let caption = format!("table-{n}");
    html! {
        div.scroll role="region" aria-labelledby=(caption) tabindex="0" {
            table {
                caption id=(caption) { @if let Some((of, _)) = first.first() { (of.table) } }
                thead { tr { td {} @for (of, _) in first { th.number scope="col" { (of.column) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @if let Some((of, _)) = row.first() { th scope="row" { (of.row) } }
                            @for (_, figure) in row {
                                td.number {
                                    @if figure.count == 0 { "0" } @else {
                                        a.row href=(link(figure)) aria-label={ (figure.count) ", " (figure.name) } { (figure.count) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The records that make a figure.
fn behind(report: &CountedReport, row: &Row, records: &[Behind]) -> Markup {
    let (many, said) = (records.len(), said(report, records));
    let adds = records.iter().any(|record| record.adds != 1);
    html! {
        section #records {
            h2 { (row.name) ": " (many) @if many == 1 { " record" } @else { " records" } }
            @if !records.is_empty() {
                div.scroll role="region" aria-labelledby="records-caption" tabindex="0" {
                    table {
                        caption #records-caption { "Each is one record" }
                        thead {
                            tr {
                                th scope="col" { "Date" }
                                th scope="col" { "Kind" }
                                @if adds { th.number scope="col" { "Adds" } }
                                @for field in &said { th scope="col" { (heading(records, field)) } }
                                th scope="col" { "Record" }
                            }
                        }
                        tbody {
                            @for record in records {
                                tr {
                                    th scope="row" { (long_date(&record.date.to_string())) }
                                    td { (labels::kind(&record.kind)) }
                                    @if adds { td.number { (record.adds) } }
                                    @for field in &said { td { (says(record, field)) } }
                                    td.id { a.row href={ "/records/" (record.id) } { (record.id) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The fields that any of these records says anything in, in the order of their report.
fn said(report: &CountedReport, records: &[Behind]) -> Vec<&'static str> {
    let says = |field: &&str| records.iter().any(|record| record.says.contains_key(field));
    report.tells.iter().copied().filter(|field| says(field)).collect()
}

/// What a field of the records is called.
fn heading(records: &[Behind], field: &str) -> String {
    let first = records.iter().find(|record| record.says.contains_key(field));
    let kind = first.and_then(|record| kinds::kind(&record.kind));
    kind.map_or_else(|| field.to_owned(), |kind| labels::field(kind, field))
}

/// What a record says in a field.
fn says(record: &Behind, field: &str) -> String {
    let of = kinds::kind(&record.kind).and_then(|kind| kind.field(field));
    of.zip(record.says.get(field)).map(|(field, value)| labels::value(field, value)).unwrap_or_default()
}
