//! What the page of quality and the questions to authors look like.
//!
//! Rule: a finding is told as a question; what was asked stands with what became of it.

use beatbook_records::field::Kind;
use beatbook_records::report::period::london_time;
use beatbook_records::wire::NUDGE_WORDS_MAX;
use maud::{Markup, html};
use uuid::Uuid;

use crate::labels::{self, moment_of};
use crate::pages::views::{Viewer, layout};
use crate::quality::{Check, DAYS, Finding};
use crate::state::Hub;
use crate::store::nudges::{Answer, Asked};

/// What the page is called.
pub const QUALITY: &str = "Quality of records";

/// The most findings of a check that are listed.
const LISTED_MAX: usize = 50;

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, found: &[Finding], open: &[Asked]) -> Markup {
    let content = html! {
        h1 { (QUALITY) }
        p { strong { (finding(found.len())) } " Each counts as it is until its author changes it." }
        @for check in Check::ALL {
            @let of: Vec<_> = found.iter().filter(|one| one.check == check).collect();
            section {
                h2 { (check.words()) }
                @if of.is_empty() { p { "None." } } @else { (table(check, &of)) }
            }
        }
        section #open {
            h2 { "Asked and not answered" }
            @if open.is_empty() { p { "Nothing." } } @else { ul { @for one in open { li {
                a.row href={ "/records/" (one.nudge.record) "#asked" } { (one.officer) } ", " (moment_of(one.nudge.asked_ms)) ": " (one.nudge.words)
            } } } }
            p { "A question is shown to its officer with the next hand-in, until they change the record or say that it is right as it is." }
        }
    };
    layout(hub, QUALITY, Some(viewer), None, &content)
}

/// What the page says, in a sentence.
pub fn finding(found: usize) -> String {
    match found {
        0 => format!("Nothing seems to be missing in the records of the last {DAYS} days."),
        1 => format!("1 record of the last {DAYS} days may not be complete."),
        n => format!("{n} records of the last {DAYS} days may not be complete."),
    }
}

fn table(check: Check, found: &[&Finding]) -> Markup {
    let caption = format!("of-{}", check.code());
    let more = found.len().saturating_sub(LISTED_MAX);
    html! {
        div.scroll role="region" aria-labelledby=(caption) tabindex="0" {
            table {
                caption id=(caption) { (found.len()) @if found.len() == 1 { " record" } @else { " records, the latest first" } }
                thead { tr { th scope="col" { "Began or happened" } th scope="col" { "By" } th scope="col" { "Ask" } } }
                tbody { @for one in found.iter().take(LISTED_MAX) { tr {
                    th scope="row" { a.row href={ "/records/" (one.record) } { (london_time(one.at)) } }
                    td { (one.officer) }
                    td { a.row href={ "/records/" (one.record) "?about=" (check.code()) "#asked" } { "Ask " (one.officer) } }
                } } }
            }
        }
        @if more > 0 { p { "And " (more) " earlier ones." } }
    }
}

/// Questions about a record, and the form to ask another.
pub fn asked(viewer: &Viewer, record: Uuid, all: &[Asked], draft: &str) -> Markup {
    html! {
        section #asked {
            h2 { "Ask its author" }
            @if !all.is_empty() { ul { @for one in all { li {
                (one.nudge.by) " asked " (one.officer) ", " (moment_of(one.nudge.asked_ms)) ": "
                @if one.nudge.words.is_empty() { "(erased)" } @else { (one.nudge.words) } " "
                strong { (answer(one.answer)) }
            } } } }
            (form(viewer, record, draft))
        }
    }
}

fn form(viewer: &Viewer, record: Uuid, draft: &str) -> Markup {
    html! {
        form.return method="post" action={ "/records/" (record) "/ask" } {
            input type="hidden" name="token" value=(viewer.session.csrf);
            p.field {
                label for="words" { "Question" }
                span.hint #words-hint { "At most " (NUDGE_WORDS_MAX) " characters. It is shown on the officer's phone." }
                textarea #words name="words" rows="3" maxlength=(NUDGE_WORDS_MAX) aria-describedby="words-hint" required { (draft) }
            }
            button type="submit" { "Ask" }
        }
    }
}

/// The form again, with what is wrong.
pub fn again(hub: &Hub, viewer: &Viewer, (record, kind): (Uuid, &Kind), typed: &str, wrong: &str) -> Markup {
    let title = format!("Ask the author: {}", labels::kind(kind.name));
    let content = html! {
        h1 { (title) }
        p { a.row href={ "/records/" (record) } { "Back to the record" } }
        (form(viewer, record, typed))
    };
    layout(hub, &title, Some(viewer), Some(wrong), &content)
}

const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Open => "Not answered yet.",
        Answer::RightAsItIs => "The author said that it is right as it is.",
        Answer::Changed => "The record was changed since.",
    }
}
