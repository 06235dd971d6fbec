//! What one record looks like: what it says, what happened to it, what goes with it.
//!
//! Rule: only the fields that the role may have are in it, as the record stands and at every step before; so are only the
//! reasons and names that the role may read.

use beatbook_records::entry::{Act, Content, Payload};
use beatbook_records::export::{self, sees_persons};
use beatbook_records::field::{Field, Kind};
use beatbook_records::record::Values;
use beatbook_records::report::period::london_time;
use beatbook_records::role::Role;
use beatbook_records::wire::{HeldReason, SnapshotOverruled};
use maud::{Markup, html};
use uuid::Uuid;

use crate::labels;
use crate::pages::quality_view;
use crate::pages::views::{Viewer, layout};
use crate::sessions::may_see_officers;
use crate::state::Hub;
use crate::store::Consultation;
use crate::store::nudges::Asked;
use crate::store::timeline::{Happened, Naming, Standing};

/// What the page shows.
pub struct Shown {
    /// The record.
    pub id: Uuid,
    /// Its kind.
    pub kind: &'static Kind,
    /// The fields that the role may have.
    pub columns: Vec<&'static Field>,
    /// As it stands.
    pub standing: Standing,
    /// What happened to it.
    pub timeline: Vec<Happened>,
    /// Values that lost and that nobody has seen.
    pub lost: Vec<SnapshotOverruled>,
    /// Records that name it, or are of the same home.
    pub related: Vec<Naming>,
    /// Who read it before.
    pub readings: Vec<Consultation>,
    /// What was asked about it.
    pub asked: Vec<Asked>,
    /// A first draft of a question.
    pub draft: &'static str,
}

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, shown: &Shown) -> Markup {
    let Shown { id, kind, standing, timeline, .. } = shown;
    let (title, role) = (labels::kind(kind.name), viewer.session.role);
    let content = html! {
        p { a.row href={ "/records?kind=" (kind.name) } { "All of this kind" } }
        h1 { (title) ", " (labels::moment(&standing.occurred)) }
        @if standing.voided { p.notice { "This record was voided: it counts no more." } }
        (says(role, shown))
        (lost(role, shown))
        section {
            h2 { "What happened to it" }
            ol.timeline { @for step in timeline { (happened(role, shown, step)) } }
        }
        (related(shown))
        @if may_see_officers(role) { (quality_view::asked(viewer, *id, &shown.asked, shown.draft)) }
        (readings(role, &shown.readings))
        p { "Record " span.id { (id) } }
    };
    layout(hub, &title, Some(viewer), None, &content)
}

/// As it stands.
fn says(role: Role, shown: &Shown) -> Markup {
    let Shown { kind, columns, standing, .. } = shown;
    let said = |field: &&&'static Field| export::value(role, field, &standing.values).is_some();
    let hidden = kind.fields.len() - columns.len();
    html! {
        div.scroll role="region" aria-labelledby="says-caption" tabindex="0" {
            table {
                caption #says-caption { "As it stands" }
                tbody { @for field in columns.iter().filter(said) { tr {
                    th scope="row" { (labels::field(kind, field.name)) }
                    td { (value(role, field, &standing.values)) }
                } } }
            }
        }
        @if hidden > 0 { p { "Fields that your role may not read are left out." } }
    }
}

fn value(role: Role, field: &Field, values: &Values) -> String {
    export::value(role, field, values).map(|value| labels::value(field, &value)).unwrap_or_default()
}

/// Values that lost a settlement and that nobody has seen yet.
fn lost(role: Role, shown: &Shown) -> Markup {
    let field = |name: &str| shown.columns.iter().find(|field| field.name == name);
    let lost: Vec<_> = shown.lost.iter().filter_map(|one| Some((field(&one.field)?, one))).collect();
    html! {
        @if !lost.is_empty() {
            section #overruled {
                h2 { "Two people changed the same, and one of these did not stand" }
                ul { @for (field, one) in &lost { li {
                    strong { (labels::field(shown.kind, field.name)) } ": " (labels::value(field, &one.value))
                    @if may_see_officers(role) { @if let Some(by) = author(shown, one.entry) { ", by " (by) } }
                } } }
                p { "Whoever writes the field again, knowing both, decides." }
            }
        }
    }
}

fn author(shown: &Shown, entry: Uuid) -> Option<&str> {
    shown.timeline.iter().find(|step| step.id == entry)?.officer.as_deref()
}

/// A step.
fn happened(role: Role, shown: &Shown, step: &Happened) -> Markup {
    let content: Option<Content> = serde_json::from_str(&step.content).ok();
    let payload: Option<Payload> = step.payload.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let did = match content.as_ref().map(|content| content.act) {
        Some(Act::Create) => "Written down",
        Some(Act::Amend) => "Changed",
        Some(Act::Void) => "Voided",
        None => "An entry that cannot be read",
    };
    html! {
        li {
            p {
                strong { (did) }
                @if let Some(content) = &content { " on the phone at " (london_time(content.recorded_at())) }
                @if may_see_officers(role) { @if let Some(officer) = &step.officer { " by " (officer) } }
                "; handed in at " (labels::moment_of(step.received_ms)) "."
            }
            @if let Some(reason) = step.held { p.notice { (held(reason)) @if step.superseded { " A later entry took its place." } } }
            @match (&payload, &content) {
                (Some(payload), Some(content)) => (given(role, shown, payload, content)),
                (None, Some(content)) if content.act != Act::Void => p { "Its words were erased." },
                _ => {}
            }
            @if !step.outcome.lost.is_empty() {
                @let fields: Vec<_> = step.outcome.lost.iter().map(|one| labels::field(shown.kind, &one.field)).collect();
                p { "Did not stand, since another's change was later: " (fields.join(", ")) "." }
            }
        }
    }
}

/// What a step gave, and why.
fn given(role: Role, shown: &Shown, payload: &Payload, content: &Content) -> Markup {
    let touched = |field: &&&'static Field| content.touched.iter().any(|name| name == field.name);
    let said =
        |field: &&'static Field| payload.values.get(field.name).map(|given| labels::value(field, given));
    html! {
        @if content.act == Act::Amend {
            dl { @for field in shown.columns.iter().filter(touched) {
                @if let Some(said) = said(field) {
                    dt { (labels::field(shown.kind, field.name)) }
                    dd { @if export::value(role, field, &payload.values).is_some() || payload.values[field.name].is_null() { (said) } @else { "left out" } }
                }
            } }
        }
        @if let Some(reason) = payload.reason.as_ref().filter(|_| sees_persons(role)) { p { "Reason: " (reason) } }
    }
}

/// Why an entry is kept and not applied, and what is to be done.
pub fn held(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::CheckFailed => {
            "Kept and not applied: a value is not right. Its author is asked to put it right on the Sync screen."
        }
        HeldReason::UnknownKind => {
            "Kept and not applied: it was written with a newer app than this hub knows. Update the hub."
        }
        HeldReason::Unreadable => "Kept and not applied: it cannot be read. Ask whoever looks after the hub.",
        HeldReason::IdTaken => {
            "Kept and not applied: another entry has its number. Ask whoever looks after the hub."
        }
        HeldReason::RecordHeld => {
            "Kept and not applied: the record that it changes is not here, or is itself kept back. It follows by itself once that is settled."
        }
        HeldReason::Triage => {
            "Kept and not applied: it was written outside the officer's areas, or by a phone that was revoked. It counts nowhere. If it is to count, ask its author to write it again."
        }
    }
}

fn related(shown: &Shown) -> Markup {
    html! {
        @if !shown.related.is_empty() {
            section {
                h2 { "What goes with it" }
                ul { @for other in &shown.related { li {
                    a.row href={ "/records/" (other.id) } { (labels::kind(other.kind.name)) ", " (labels::moment(&other.occurred)) }
                } } }
            }
        }
    }
}

/// Who read it, for those who may know.
fn readings(role: Role, readings: &[Consultation]) -> Markup {
    html! {
        @if may_see_officers(role) && !readings.is_empty() {
            section {
                h2 { "Who read it here, the latest first" }
                ul { @for one in readings { li {
                    (one.who) ", " (labels::moment_of(one.at_ms))
                } } }
            }
        }
    }
}
