//! What the list of records looks like.
//!
//! Rule: what a role may not ask for has no field in the form; how far a page looked is said where it did not look at all.

use beatbook_records::export::{may_take, sees_persons};
use beatbook_records::kinds::KINDS;
use beatbook_records::role::Role;
use maud::{Markup, html};

use crate::labels;
use crate::pages::browse::{Listed, area_of};
use crate::pages::records::{ListQuery, place, said};
use crate::pages::views::{Viewer, layout};
use crate::reports::outcomes_asked::encoded;
use crate::sessions::may_see_officers;
use crate::state::Hub;
use crate::store::browse::{Author, Found};

/// What the page is called.
pub const RECORDS: &str = "Records";

/// What the page shows.
pub struct Shown<'s> {
    /// What was asked for.
    pub query: &'s ListQuery,
    /// The page of the list.
    pub listed: &'s Listed,
    /// Every area of a cell.
    pub areas: &'s [String],
    /// Every journal and whose it is.
    pub authors: &'s [Author],
}

/// The page. `problem` says why it shows something else than was asked for.
pub fn page(hub: &Hub, viewer: &Viewer, shown: &Shown<'_>, problem: Option<&str>) -> Markup {
    let Shown { query, listed, .. } = shown;
    let officers = may_see_officers(viewer.session.role);
    let content = html! {
        h1 { (RECORDS) }
        (form(viewer.session.role, shown))
        @if listed.records.is_empty() {
            p role="status" { @if listed.cut { "None of the records that were looked at fits." } @else { "No record fits." } }
        } @else {
            div.scroll role="region" aria-labelledby="records-caption" tabindex="0" {
                table {
                    caption #records-caption { @if query.order.as_deref() == Some("first") { "The earliest first" } @else { "The latest first" } }
                    thead { tr {
                        th scope="col" { "Happened" }
                        th scope="col" { "Kind" }
                        th scope="col" { "Area" }
                        @if officers { th scope="col" { "Made by" } }
                        th scope="col" { "State" }
                    } }
                    tbody { @for record in &listed.records { (row(record, shown.authors, officers)) } }
                }
            }
        }
        @if let Some(next) = &listed.next {
            @if listed.cut { p { "So many records were looked at that the list stops here for now." } }
            p.actions { a href={ "/records?" (address(query)) "&after=" (encoded(&place(next))) } { "Go on with the next" } }
        }
    };
    layout(hub, RECORDS, Some(viewer), problem, &content)
}

fn row(record: &Found, authors: &[Author], officers: bool) -> Markup {
    let author = authors.iter().find(|author| author.journal == record.journal);
    html! {
        tr {
            th scope="row" { a.row href={ "/records/" (record.id) } { (labels::moment(&record.key.at)) } }
            td { (labels::kind(&record.kind)) }
            td { (area_of(&record.area)) }
            @if officers { td { (author.map_or("", |author| author.name.as_str())) } }
            td { @if record.voided { "Voided" } }
        }
    }
}

fn form(role: Role, shown: &Shown<'_>) -> Markup {
    let Shown { query, areas, authors, .. } = shown;
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut areas: Vec<&str> =
        areas.iter().map(|area| area_of(area)).filter(|area| !area.is_empty()).collect();
    areas.dedup();
    let mut officers: Vec<&Author> = authors.iter().collect();
    officers.dedup_by_key(|author| author.actor);
    let mut kinds: Vec<_> = KINDS
        .iter()
        .filter(|kind| may_take(role, kind))
        .map(|kind| (labels::kind(kind.name), kind.name))
        .collect();
    kinds.sort();
    html! {
        form.period method="get" action="/records" {
            fieldset {
                legend { "Which records" }
                (choice("kind", "Kind", "Every kind", &of(&query.kind), kinds.iter().map(|(name, code)| (*code, name.as_str()))))
                (choice("area", "Area", "Every area", &of(&query.area), areas.iter().map(|area| (*area, *area))))
                @if may_see_officers(role) {
                    @let ids: Vec<(String, &str)> = officers.iter().map(|one| (one.actor.to_string(), one.name.as_str())).collect();
                    (choice("officer", "Made by", "Everybody", &of(&query.officer), ids.iter().map(|(id, name)| (id.as_str(), *name))))
                }
                p.field { label for="from" { "From" } input #from name="from" type="date" value=(of(&query.from)); }
                p.field { label for="to" { "To, this day included" } input #to name="to" type="date" value=(of(&query.to)); }
                @if sees_persons(role) {
                    p.field { label for="words" { "Words in it" } input #words name="words" type="search" autocomplete="off" value=(of(&query.words)); }
                }
                (choice("voided", "Voided records", "Left out", &of(&query.voided), [("with", "Also shown"), ("only", "Only these")].into_iter()))
                (choice("order", "Order", "The latest first", &of(&query.order), [("first", "The earliest first")].into_iter()))
                button type="submit" { "Show" }
            }
        }
    }
}

fn choice<'c>(
    id: &str,
    label: &str,
    any: &str,
    chosen: &str,
    offered: impl Iterator<Item = (&'c str, &'c str)>,
) -> Markup {
    html! {
        p.field {
            label for=(id) { (label) }
            select id=(id) name=(id) {
                option value="" { (any) }
                @for (value, words) in offered { option value=(value) selected[value == chosen] { (words) } }
            }
        }
    }
}

/// What was asked for, as an address has it, but for the place in the list.
fn address(query: &ListQuery) -> String {
    let ListQuery { kind, area, from, to, officer, voided, words, order, after: _ } = query;
    let all = [
        ("kind", kind),
        ("area", area),
        ("from", from),
        ("to", to),
        ("officer", officer),
        ("voided", voided),
        ("words", words),
        ("order", order),
    ];
    let pairs = all.into_iter().filter_map(|(name, value)| Some((name, said(value.as_ref())?)));
    pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}
