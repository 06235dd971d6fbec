//! What the page of the files of police.uk looks like.
//!
//! Rule: of each file that came it says what was found, and of each that was refused why, by the numbers of its lines.

use std::collections::BTreeSet;

use beatbook_records::report::month::{Month, Months};
use beatbook_records::report::period::london_date;
use chrono::DateTime;
use maud::{Markup, html};

use crate::limits::UPLOAD_FILES_MAX;
use crate::pages::police::Became;
use crate::pages::views::{Viewer, layout, long_date};
use crate::police_uk::{Refused, Scanned, Taken, WrongLine};
use crate::reports::finding::{name, ranges};
use crate::state::Hub;
use crate::store::police::PoliceFile;

/// What the page shows.
pub struct Shown<'s> {
    /// The files that are here.
    pub files: &'s [PoliceFile],
    /// What became of those that were just sent.
    pub became: Option<&'s Became>,
}

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let problem = match shown.became {
        Some(Became::Nothing(why, _)) => Some(why.as_str()),
        _ => None,
    };
    let content = html! {
        h1 { "Files of the police" }
        @match shown.became {
            Some(Became::Taken(taken)) => (told(taken)),
            Some(Became::Nothing(_, looked)) => (refused(looked)),
            None => {},
        }
        (form(viewer))
        (here(shown.files))
        script src="/upload.js" defer {}
    };
    layout(hub, "Files of the police", Some(viewer), problem, &content)
}

fn form(viewer: &Viewer) -> Markup {
    html! {
        section #form {
            h2 { "Take in files" }
            p { "Street files of data.police.uk as they come out of their zip, one month of one force each; up to " (UPLOAD_FILES_MAX) " files and 256 MiB at once. Either all of them are taken in, or none. A month that is here already gives way to the new file." }
            form #upload method="post" action="/police" enctype="multipart/form-data" {
                input type="hidden" name="token" value=(viewer.session.csrf);
                p.field {
                    label for="files" { "Street files" }
                    input #files name="files" type="file" accept=".csv,text/csv" multiple required;
                }
                p.actions { button type="submit" { "Take in" } }
                p #progress role="status" {}
            }
        }
    }
}

/// What was taken in, file by file.
fn told(taken: &[Taken]) -> Markup {
    html! {
        p.notice role="status" {
            (taken.len()) @if taken.len() == 1 { " file is here." } @else { " files are here." }
        }
        div.scroll role="region" aria-labelledby="taken-caption" tabindex="0" {
            table {
                caption #taken-caption { "What was found in each file" }
                thead { tr { th scope="col" { "File" } th scope="col" { "Month" } th.number scope="col" { "Crimes" } th scope="col" { "What became of it" } th scope="col" { "SHA-256" } } }
                tbody { @for Taken { file, known, replaced, twice_named } in taken { tr {
                    th scope="row" { (file.name) }
                    td { (name(file.month)) }
                    td.number { (file.lines) }
                    td {
                        @match (known, replaced) {
                            (true, _) => "Was here already",
                            (false, true) => "Took the place of an earlier file",
                            (false, false) => "Is new",
                        }
                        (mixed(twice_named))
                    }
                    td.id { (file.sha256) }
                } } }
            }
        }
    }
}

fn mixed(twice_named: &[String]) -> Markup {
    html! {
        @if let Some(code) = twice_named.first() {
            ". It mixes LSOA names of two censuses (" (twice_named.len()) " codes, " (code) " first)"
        }
    }
}

/// Files of which none was taken in, each as it looks by itself.
fn refused(looked: &[(String, Result<Scanned, Refused>)]) -> Markup {
    html! {
        @for (file, looked) in looked {
            section.file {
                h2 { (file) }
                @match looked {
                    Ok(scanned) => p { "Looks right: " (scanned.lines) " crimes of " (scanned.force) ", " (name(scanned.month)) ". It was not taken in, as the files come together." span.id { " SHA-256 " (scanned.sha256) } (mixed(&scanned.twice_named)) },
                    Err(why) => (reason(why)),
                }
            }
        }
    }
}

fn reason(why: &Refused) -> Markup {
    html! {
        p { strong { "Refused: " } (why) "." }
        @if let Refused::Lines(wrong) = why {
            ul {
                @for WrongLine { line, column, why } in &wrong.first { li { "Line " (line) ": " (column) ": " (why) } }
            }
            @if wrong.count > wrong.first.len() as u64 { p { "And " (wrong.count - wrong.first.len() as u64) " more." } }
        }
    }
}

/// The months between the first and the last that are not here.
fn gaps(files: &[PoliceFile]) -> Vec<Month> {
    let there: BTreeSet<Month> = files.iter().map(|file| file.month).collect();
    let (Some(from), Some(to)) = (there.first(), there.last()) else { return Vec::new() };
    Months { from: *from, to: *to }.each().filter(|month| !there.contains(month)).collect()
}

fn here(files: &[PoliceFile]) -> Markup {
    let gaps = gaps(files);
    let day = |ms| london_date(DateTime::from_timestamp_millis(ms).unwrap_or_default()).to_string();
    html! {
        section {
            h2 { "What is here" }
            @if files.is_empty() { p { "No file is here yet." } } @else {
                @if !gaps.is_empty() {
                    p.notice { "Months that are missing between the first and the last: " (ranges(&gaps)) "." }
                }
                div.scroll role="region" aria-labelledby="here-caption" tabindex="0" {
                    table {
                        caption #here-caption { "Months that are here" }
                        thead { tr { th scope="col" { "Month" } th scope="col" { "Force" } th.number scope="col" { "Crimes" } th scope="col" { "Taken in" } th scope="col" { "SHA-256 of the file" } } }
                        tbody { @for file in files { tr {
                            th scope="row" { (name(file.month)) }
                            td { (file.force) }
                            td.number { (file.lines) }
                            td { (long_date(&day(file.imported_ms))) }
                            td.id { (file.sha256) }
                        } } }
                    }
                }
            }
        }
    }
}
