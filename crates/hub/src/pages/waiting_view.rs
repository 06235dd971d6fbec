//! What the page of what waits for a person looks like.
//!
//! Rule: each line says what happened, that nothing is lost, and what there is to do; a value is shown only to a role that
//! may read its field.

use beatbook_records::export;
use beatbook_records::kinds;
use beatbook_records::record::Values;
use beatbook_records::role::Role;
use maud::{Markup, html};
use serde::Deserialize;

use crate::labels::{self, moment_of};
use crate::pages::record_view;
use crate::pages::views::{Viewer, layout};
use crate::state::Hub;
use crate::store::held::{Held, Lost};

/// What the page is called.
pub const WAITING: &str = "Waiting for somebody";

/// What the page shows.
pub struct Shown<'s> {
    /// Held entries, the longest held first.
    pub held: &'s [Held],
    /// Values that lost, the latest first.
    pub lost: &'s [Lost],
    /// How many of each there are.
    pub all: (u64, u64),
}

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let role = viewer.session.role;
    let content = html! {
        h1 { (WAITING) }
        p { strong { (finding(shown.all)) } " Nothing of it is lost." }
        section {
            h2 { "Kept and not applied" }
            @if shown.held.is_empty() { p { "None." } } @else { (held(role, shown)) }
        }
        section {
            h2 { "Two people changed the same" }
            @if shown.lost.is_empty() { p { "None." } } @else {
                p { "The later change stands. Whoever writes the field again, knowing both, settles it; so does the author of the value that did not stand, on the Sync screen of their phone." }
                (lost(role, shown))
            }
        }
    };
    layout(hub, WAITING, Some(viewer), None, &content)
}

/// What the page says, in a sentence.
pub fn finding((held, lost): (u64, u64)) -> String {
    let entries = match held {
        0 => "No entry is kept back".into(),
        1 => "1 entry is kept and not applied".into(),
        n => format!("{n} entries are kept and not applied"),
    };
    let values = match lost {
        0 => "no value waits to be seen".into(),
        1 => "1 value that did not stand waits to be seen".into(),
        n => format!("{n} values that did not stand wait to be seen"),
    };
    format!("{entries}, and {values}.")
}

fn held(role: Role, shown: &Shown<'_>) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby="held-caption" tabindex="0" {
            table {
                caption #held-caption { "Entries that are kept and not applied, the longest kept first" (only(shown.held.len(), shown.all.0)) }
                thead { tr {
                    th scope="col" { "Handed in" }
                    th scope="col" { "By" }
                    th scope="col" { "About" }
                    th scope="col" { "Why, and what to do" }
                } }
                tbody { @for one in shown.held { tr {
                    th scope="row" { (moment_of(one.received_ms)) }
                    td { (one.officer.as_deref().unwrap_or("a phone that is not known")) }
                    td { (about(role, one)) }
                    td { (record_view::held(one.reason)) }
                } } }
            }
        }
    }
}

/// What it is about, and the way there where there is one.
fn about(role: Role, one: &Held) -> Markup {
    let kind = one.kind.as_deref().and_then(kinds::kind).filter(|kind| export::may_take(role, kind));
    html! {
        @match kind {
            Some(kind) => a.row href={ "/records/" (one.record) } { (labels::kind(kind.name)) },
            None if one.kind.is_some() => "A record that your role may not read",
            None => { "A record that is not here yet" },
        }
    }
}

fn lost(role: Role, shown: &Shown<'_>) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby="lost-caption" tabindex="0" {
            table {
                caption #lost-caption { "Values that did not stand, the latest first" (only(shown.lost.len(), shown.all.1)) }
                thead { tr {
                    th scope="col" { "Record" }
                    th scope="col" { "Field" }
                    th scope="col" { "Did not stand" }
                    th scope="col" { "Stands" }
                    th scope="col" { "Settled" }
                } }
                tbody { @for one in shown.lost { (lost_line(role, one)) } }
            }
        }
    }
}

fn lost_line(role: Role, one: &Lost) -> Markup {
    let columns = kinds::kind(&one.kind).and_then(|kind| Some((kind, export::columns(role, kind)?)));
    let found = columns
        .and_then(|(kind, columns)| Some((kind, columns.into_iter().find(|field| field.name == one.field)?)));
    let by = |name: &Option<String>| name.as_ref().map(|name| format!(", by {name}")).unwrap_or_default();
    html! {
        @match found {
            Some((kind, field)) => tr {
                th scope="row" { a.row href={ "/records/" (one.record) "#overruled" } { (labels::kind(kind.name)) } }
                td { (labels::field(kind, field.name)) }
                td { (labels::value(field, &value(&one.value))) (by(&one.officer)) }
                td { (labels::value(field, values(&one.body).get(field.name).unwrap_or(&serde_json::Value::Null))) (by(&one.by)) }
                td { (moment_of(one.received_ms)) }
            },
            None => tr {
                th scope="row" { "A record that your role may not read" }
                td {} td {} td {}
                td { (moment_of(one.received_ms)) }
            },
        }
    }
}

/// That the table has not all of them.
fn only(listed: usize, all: u64) -> String {
    if (listed as u64) < all { format!(" ({listed} of {all})") } else { String::new() }
}

fn value(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The values of a record as it stands.
fn values(body: &str) -> Values {
    #[derive(Default, Deserialize)]
    struct Body {
        values: Values,
    }
    serde_json::from_str::<Body>(body).unwrap_or_default().values
}
