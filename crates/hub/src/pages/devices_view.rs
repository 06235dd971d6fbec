//! What the page of phones and their hand-in looks like.
//!
//! Rule: it says what is known and since when, and never that nothing is left where nobody can know.

use beatbook_records::report::period::london_time;
use maud::{Markup, html};

use crate::hand_in::{Health, Standing};
use crate::labels::moment_of;
use crate::pages::views::{Viewer, layout};
use crate::state::Hub;

/// What the page is called.
pub const PHONES: &str = "Phones and hand-in";

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, all: &[Health]) -> Markup {
    let now_ms = viewer.now.timestamp_millis();
    let mut all: Vec<_> = all.iter().map(|one| (one.standing(hub.sign_in_days, now_ms), one)).collect();
    all.sort_by_key(|(standing, one)| (*standing, one.heard_ms()));
    let content = html! {
        h1 { (PHONES) }
        p { strong { (finding(&all)) } }
        @if !all.is_empty() { (table(&all, now_ms)) }
        section {
            h2 { "What this page can know" }
            p { "A phone says what it has left whenever it reaches the hub. What its officer wrote since then is on the phone alone: it is safe there, and it comes by itself with the next signal while the app is open." }
            p { "Photos are those that a record here names and that have not arrived. A patrol that goes on is one whose end has not been handed in." }
        }
    };
    layout(hub, PHONES, Some(viewer), None, &content)
}

/// What the table says, in a sentence.
fn finding(all: &[(Standing, &Health)]) -> String {
    let working = all.iter().filter(|(standing, _)| *standing != Standing::Revoked).count();
    let urgent = all.iter().filter(|(standing, _)| standing.is_urgent()).count();
    match (working, urgent) {
        (0, _) => "No phone is enrolled.".into(),
        (1, 0) => "One phone is in use, and nobody has to do anything about it.".into(),
        (all, 0) => format!("{all} phones are in use, and nobody has to do anything about them."),
        (all, 1) => format!("Of {all} phones in use, 1 needs somebody."),
        (all, urgent) => format!("Of {all} phones in use, {urgent} need somebody."),
    }
}

fn table(all: &[(Standing, &Health)], now_ms: i64) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby="phones-caption" tabindex="0" {
            table {
                caption #phones-caption { "Phones, those first that somebody has to do something about" }
                thead { tr {
                    th scope="col" { "Officer" }
                    th scope="col" { "What to do" }
                    th scope="col" { "Last heard of" }
                    th scope="col" { "Left on the phone, as it then said" }
                    th.number scope="col" { "Photos to come" }
                    th scope="col" { "Patrol that goes on" }
                } }
                tbody { @for (standing, one) in all { tr {
                    th scope="row" { a.row href={ "/users/devices/" (one.line.device) } { (one.line.name) } }
                    td { @if standing.is_urgent() { strong { (advice(*standing)) } } @else { (advice(*standing)) } }
                    td { (moment_of(one.heard_ms())) " (" (ago(now_ms - one.heard_ms())) ")" }
                    td { (left(one)) }
                    td.number { (one.photos) }
                    td { @if let Some(began) = one.patrol { "Since " (london_time(began)) } @else { "None" } }
                } } }
            }
        }
    }
}

/// What there is to do.
const fn advice(standing: Standing) -> &'static str {
    match standing {
        Standing::Silent => "Ask the officer to open the app where there is a signal",
        Standing::SignedOut => "Sign it in again: press its officer's name",
        Standing::Away => "Ask whether it is still used; revoke it if not",
        Standing::New => "Nothing yet: it was enrolled and has not handed in",
        Standing::Pending => "Nothing: the rest comes with the next signal",
        Standing::Well => "Nothing",
        Standing::Revoked => "Nothing: it was revoked",
    }
}

fn left(one: &Health) -> String {
    match (one.line.unsent, one.line.unsent_since_ms) {
        (None, _) => "It has not said".into(),
        (Some(0), _) => "Nothing".into(),
        (Some(n), since) => {
            let entries = if n == 1 { "1 entry".into() } else { format!("{n} entries") };
            since.map_or_else(|| entries.clone(), |since| format!("{entries}, since {}", moment_of(since)))
        }
    }
}

/// How long ago, in the largest unit that says it.
fn ago(ms: i64) -> String {
    let minutes = ms.max(0) / 60_000;
    let (n, unit) = match minutes {
        0..60 => (minutes, "minute"),
        60..2_880 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" })
}
