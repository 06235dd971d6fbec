//! What the log of exports looks like.
//!
//! Rule: text and structure only; every value is escaped by the template.

use beatbook_records::report::period::london_time;
use chrono::DateTime;
use maud::{Markup, html};

use crate::store::ExportRow;

/// The log, the latest first.
pub fn log(rows: &[ExportRow]) -> Markup {
    html! {
        h1 { "Exports" }
        p { "What was handed out, written down before it was. A file is one of these where its SHA-256 is the same." }
        @if rows.is_empty() {
            p { "Nothing was handed out yet." }
        } @else {
            div.scroll role="region" aria-labelledby="exports-caption" tabindex="0" {
                table {
                    caption #exports-caption { "Exports, the latest first" }
                    thead {
                        tr {
                            th scope="col" { "When" }
                            th scope="col" { "Who" }
                            th scope="col" { "What" }
                            th scope="col" { "Period" }
                            th scope="col" { "Format" }
                            th scope="col" { "Made for" }
                            th.number scope="col" { "Rows" }
                            th scope="col" { "SHA-256" }
                        }
                    }
                    tbody { @for row in rows { (line(row)) } }
                }
            }
        }
    }
}

fn line(row: &ExportRow) -> Markup {
    html! {
        tr {
            th scope="row" { (london_time(DateTime::from_timestamp_millis(row.at_ms).unwrap_or_default())) }
            td { (row.who) }
            td { (row.what.replace('_', " ")) }
            td { @if let Some(period) = row.period { (period.from) " to " (period.to) } }
            td { (row.format) }
            td { (row.audience) }
            td.number { (row.lines) }
            td.id { (row.sha256) }
        }
    }
}
