//! What the page of places looks like.
//!
//! Rule: what is wrong stands above the form and beside its field, and what was typed stands in the form.

use std::collections::BTreeSet;

use beatbook_records::report::period::london_date;
use chrono::DateTime;
use maud::{Markup, html};

use crate::outcome_places::{Field, Typed, Version, Wrong, standing};
use crate::pages::views::{Viewer, layout, long_date};
use crate::sessions::may_change_figures;
use crate::state::Hub;

/// What the page shows.
pub struct Shown<'s> {
    /// Every version.
    pub versions: &'s [Version],
    /// What stands in the form.
    pub typed: &'s Typed,
    /// The version that was just written.
    pub saved: Option<&'s Version>,
    /// What is wrong with the form.
    pub wrongs: &'s [Wrong],
}

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let problem = match shown.wrongs.len() {
        0 => None,
        1 => Some("nothing was saved: one thing in the form is not right".to_owned()),
        many => Some(format!("nothing was saved: {many} things in the form are not right")),
    };
    let may_change = may_change_figures(viewer.session.role);
    let content = html! {
        h1 { "Places" }
        @if !shown.wrongs.is_empty() {
            ul.wrongs {
                @for wrong in shown.wrongs { li { a.row href={ "#" (wrong.field.id()) } { (wrong.field.label()) (told(wrong)) } } }
            }
        }
        @if let Some(version) = shown.saved {
            p.notice role="status" { (version.of.name) " was saved as it stands from " (day(version)) "." }
        }
        p { "A place of the outcomes report is a group of LSOAs. A crime is in it if the code that the police published is in either list. Each change is a new version, and earlier versions stay." }
        (today(shown, viewer, may_change))
        @if may_change { (form(viewer, shown)) }
        (history(shown.versions))
    };
    layout(hub, "Places", Some(viewer), problem.as_deref(), &content)
}

fn told(wrong: &Wrong) -> String {
    match wrong.line {
        Some(line) => format!(", line {line}: {}", wrong.why),
        None => format!(": {}", wrong.why),
    }
}

fn day(version: &Version) -> String {
    long_date(&version.from.to_string())
}

fn written(version: &Version) -> String {
    let at = DateTime::from_timestamp_millis(version.written_ms).unwrap_or_default();
    long_date(&london_date(at).to_string())
}

/// The places that stand today, each with the way to change it.
fn today(shown: &Shown<'_>, viewer: &Viewer, may_change: bool) -> Markup {
    let stand = standing(shown.versions, london_date(viewer.now));
    html! {
        @if stand.is_empty() { p { "No place stands today." } } @else {
            div.scroll role="region" aria-labelledby="places-caption" tabindex="0" {
                table {
                    caption #places-caption { "Places that stand today" }
                    thead { tr {
                        th scope="col" { "Place" }
                        th.number scope="col" { "Codes of 2011" }
                        th.number scope="col" { "Codes of 2021" }
                        th scope="col" { "Stands from" }
                    } }
                    tbody { @for version in stand { tr {
                        th scope="row" {
                            @if may_change { a.row href={ "/places?place=" (version.place) "#form" } aria-label={ "Change " (version.of.name) } { (version.of.name) } }
                            @else { (version.of.name) }
                        }
                        td.number { (version.of.lsoa11.len()) }
                        td.number { (version.of.lsoa21.len()) }
                        td { (day(version)) }
                    } } }
                }
            }
        }
    }
}

fn form(viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let Typed { place, name, from, lsoa11, lsoa21, ends, .. } = shown.typed;
    let changed = shown.versions.iter().rfind(|version| version.place.to_string() == *place);
    html! {
        section #form {
            h2 { @if let Some(version) = changed { "Change " (version.of.name) } @else { "Add a place" } }
            form method="post" action="/places" novalidate {
                input type="hidden" name="token" value=(viewer.session.csrf);
                input type="hidden" name="place" value=(place);
                (field(shown, Field::Name, &html! {
                    input #name name="name" type="text" value=(name) autocomplete="off" required aria-describedby=[described(shown, Field::Name)];
                }))
                (field(shown, Field::From, &html! {
                    input #from name="from" type="date" value=(from) required aria-describedby=[described(shown, Field::From)];
                }))
                @for (field_of, codes) in [(Field::Lsoa11, lsoa11), (Field::Lsoa21, lsoa21)] {
                    (field(shown, field_of, &html! {
                        textarea id=(field_of.id()) name=(field_of.id()) rows="6" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby=[described(shown, field_of)] {
                            // A browser leaves out the first line break of what stands here.
                            "\n" (codes)
                        }
                    }))
                }
                @if changed.is_some() {
                    p.field.choice {
                        input #ends name="ends" type="checkbox" value="yes" checked[ends == "yes"];
                        label for="ends" { "Counted no more from that day" }
                    }
                }
                p.actions {
                    button type="submit" { "Save" }
                    @if changed.is_some() { " " a href="/places" { "Add another place instead" } }
                }
            }
        }
    }
}

fn wrongs_of<'s>(shown: &'s Shown<'_>, field: Field) -> impl Iterator<Item = &'s Wrong> {
    shown.wrongs.iter().filter(move |wrong| wrong.field == field)
}

fn described(shown: &Shown<'_>, field: Field) -> Option<String> {
    wrongs_of(shown, field).next().map(|_| format!("{}-wrong", field.id()))
}

/// A field with its label, and what is wrong with it between the two.
fn field(shown: &Shown<'_>, field: Field, input: &Markup) -> Markup {
    let label = html! {
        label for=(field.id()) { (field.label()) @if matches!(field, Field::Lsoa11 | Field::Lsoa21) { " (one a line)" } }
    };
    html! {
        div.field {
            (label)
            @if let Some(id) = described(shown, field) {
                ul.wrong id=(id) {
                    @for wrong in wrongs_of(shown, field) {
                        li { @if let Some(line) = wrong.line { "Line " (line) ": " } (wrong.why) }
                    }
                }
            }
            (input)
        }
    }
}

/// Every version, the latest first.
fn history(versions: &[Version]) -> Markup {
    let codes = |codes: &BTreeSet<String>| codes.iter().cloned().collect::<Vec<_>>().join(" ");
    html! {
        @if !versions.is_empty() {
            section {
                h2 { "Versions" }
                div.scroll role="region" aria-labelledby="versions-caption" tabindex="0" {
                    table {
                        caption #versions-caption { "Every version, the latest written first" }
                        thead { tr {
                            th scope="col" { "Place" }
                            th scope="col" { "Stands from" }
                            th scope="col" { "LSOA codes of 2011" }
                            th scope="col" { "LSOA codes of 2021" }
                            th scope="col" { "Written by" }
                            th scope="col" { "Written on" }
                        } }
                        tbody { @for version in versions.iter().rev() { tr {
                            th scope="row" { (version.of.name) }
                            td { (day(version)) }
                            @if version.of.codes().is_empty() { td colspan="2" { "Counted no more" } } @else {
                                td.id.codes { (codes(&version.of.lsoa11)) }
                                td.id.codes { (codes(&version.of.lsoa21)) }
                            }
                            td { (version.by) }
                            td { (written(version)) }
                        } } }
                    }
                }
            }
        }
    }
}
