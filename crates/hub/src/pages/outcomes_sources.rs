//! What stands under the outcomes: where the figures come from, and how anybody makes them again.

use maud::{Markup, html};

use crate::pages::views::long_date;
use crate::reports::finding::name;
use crate::reports::outcomes::Outcomes;
use crate::reports::outcomes_asked::Wanted;

/// Source, geography, files and command.
pub fn sources(wanted: &Wanted, report: &Outcomes) -> Markup {
    html! {
        section.sources {
            h2 { "Where the figures come from" }
            p { (report.source) }
            p { (report.rule) }
            p { "The places are those that stand on " (long_date(&wanted.places_of.to_string())) ". A crime is in a place if the code that was published is in its list of 2011 or in that of 2021." }
            (geography(report))
            (files(report))
            p { "This command makes the same report, where the data directory of the hub stands for DIR:" }
            pre { code { (wanted.command()) } }
            p { "Query (of equal ones all figures are equal): " span.id { (report.query) } }
        }
    }
}

fn geography(report: &Outcomes) -> Markup {
    html! {
        @if !report.geography.is_empty() {
            div.scroll role="region" aria-labelledby="geography-caption" tabindex="0" {
                table {
                    caption #geography-caption { "Crimes by the census whose LSOA code they were published under" }
                    thead { tr {
                        th scope="col" { "Place" }
                        th.number scope="col" { "Of 2011 alone" }
                        th.number scope="col" { "Of 2021 alone" }
                        th.number scope="col" { "Of both" }
                    } }
                    tbody { @for place in &report.geography { tr {
                        th scope="row" { (place.place) }
                        td.number { (place.only_2011) }
                        td.number { (place.only_2021) }
                        td.number { (place.both) }
                    } } }
                }
            }
        }
    }
}

fn files(report: &Outcomes) -> Markup {
    html! {
        @if !report.files.is_empty() {
            div.scroll role="region" aria-labelledby="files-caption" tabindex="0" {
                table {
                    caption #files-caption { "Files of police.uk" }
                    thead { tr {
                        th scope="col" { "Month" }
                        th scope="col" { "Force" }
                        th.number scope="col" { "Crimes" }
                        th scope="col" { "Taken in" }
                        th scope="col" { "SHA-256 of the file" }
                    } }
                    tbody { @for file in &report.files { tr {
                        th scope="row" { (name(file.month)) }
                        td { (file.force) }
                        td.number { (file.crimes) }
                        td { (long_date(file.imported.get(..10).unwrap_or_default())) }
                        td.id { (file.sha256) }
                    } } }
                }
            }
        }
    }
}
