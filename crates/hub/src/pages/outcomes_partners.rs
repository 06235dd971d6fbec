//! What partners count themselves, beside the outcomes that were counted here.
//!
//! Rule: each line names its source, and the rule that the two are not to be compared stands above the first figure.

use maud::{Markup, html};

use crate::pages::outcomes_view::signed;
use crate::pages::views::long_date;
use crate::reports::finding::period;
use crate::reports::outcomes_asked::Wanted;
use crate::reports::partner_figures::{PartnerFigures, PartnerLine};

/// The lines, their sources, and how to take them away; nothing where no partner says anything of these months.
pub fn partners(report: &PartnerFigures, wanted: &Wanted) -> Markup {
    let of = wanted.asked.of;
    let address = format!("before={}&after={}", of.before, of.after);
    html! {
        @if !report.lines.is_empty() {
            section #partners {
                h2 { "Counted by partners themselves" }
                p { (report.rule) }
                div.scroll role="region" aria-labelledby="partners-caption" tabindex="0" {
                    table {
                        caption #partners-caption { "Figures of partners: " (period(report.after)) " against " (period(report.before)) }
                        thead { tr {
                            th scope="col" { "Place" }
                            th scope="col" { "What" }
                            th.number scope="col" { "Before" }
                            th.number scope="col" { "After" }
                            th.number scope="col" { "Change" }
                            th scope="col" { "Counted by" }
                        } }
                        tbody { @for line in &report.lines { (row(line)) } }
                    }
                }
                ul { @for of in &report.sources { li {
                    (of.source) ": " (of.geography) ". File " (of.name) ", read in on " (long_date(of.imported.get(..10).unwrap_or_default())) ", SHA-256 " span.id { (of.sha256) }
                } } }
                p.actions {
                    a href={ "/v1/reports/partner-figures?format=csv&" (address) } { "Download partners' figures as CSV" } " "
                    a href={ "/v1/reports/partner-figures?format=xlsx&" (address) } { "Download partners' figures as a spreadsheet" }
                }
                pre { code { "beatbook-hub report partner-figures --data DIR --before " (of.before) " --after " (of.after) } }
            }
        }
    }
}

fn row(line: &PartnerLine) -> Markup {
    let count = |count: Option<u32>| count.map_or_else(|| "–".to_owned(), |count| count.to_string());
    html! {
        tr {
            th scope="row" { (line.place) }
            td { (line.measure) @if line.small { " " span.small { "Small count" } } }
            td.number { (count(line.before)) }
            td.number { (count(line.after)) }
            td.number {
                @match line.pct_change { Some(percent) => { (signed(percent, "%")) }, None => { "–" } }
                @if line.stated { " " span.small { "Stated" } }
            }
            td { (line.source) }
        }
    }
}
