//! What the overview looks like.
//!
//! Rule: first what somebody has to do, then how the work stands; every line leads to where it is from.

use beatbook_records::report::return_period::ReturnPeriod;
use maud::{Markup, html};

use crate::pages::devices_view::PHONES;
use crate::pages::quality_view;
use crate::pages::targets;
use crate::pages::views::{RETURNS, Viewer, layout, long_date};
use crate::pages::waiting_view;
use crate::reports::figures::{Figures, Report};
use crate::reports::hotspot_return::Listed;
use crate::reports::targets::ProgrammeLines;
use crate::state::Hub;

/// What the page is called.
pub const OVERVIEW: &str = "Overview";

/// Something that somebody has to do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Todo {
    /// So many phones.
    Phones(usize),
    /// Entries that are kept back, and values that did not stand.
    Waiting {
        /// Entries.
        held: u64,
        /// Values.
        lost: u64,
    },
    /// So many records may not be complete.
    Quality(usize),
    /// Records arrived after a return was frozen.
    Restate(ReturnPeriod),
}

impl Todo {
    /// Whether there is nothing of it to do.
    pub const fn is_nothing(self) -> bool {
        matches!(self, Self::Phones(0) | Self::Quality(0) | Self::Waiting { held: 0, lost: 0 })
    }
}

/// What the page shows.
pub struct Shown {
    /// What there is to do.
    pub todo: Vec<Todo>,
    /// What there is to tell of the hub itself.
    pub notices: Vec<String>,
    /// The seven days up to today.
    pub last: Report,
    /// The seven days before them.
    pub before: Report,
    /// What was promised.
    pub programmes: Vec<ProgrammeLines>,
    /// The latest returns.
    pub returns: Vec<Listed>,
}

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, shown: &Shown) -> Markup {
    let content = html! {
        h1 { (OVERVIEW) }
        @for notice in &shown.notices { p.notice role="status" { (notice) } }
        section {
            h2 { "To do" }
            @if shown.todo.is_empty() { p { "Nothing waits for you." } } @else {
                ul.todo { @for one in &shown.todo { li { (todo(*one)) } } }
            }
        }
        section {
            h2 { "The last seven days" }
            p { strong { (finding(&shown.last.totals, &shown.before.totals)) } }
            (week(&shown.last, &shown.before))
        }
        section {
            h2 { "What was promised" }
            @if shown.programmes.is_empty() { p { "No targets were read in." } }
            @for programme in &shown.programmes { p { a.row href="/targets" { (programme.name) } ": " (targets::finding(programme)) } }
        }
        section {
            h2 { (RETURNS) }
            @if shown.returns.is_empty() { p { "None yet: the first month is not over." } }
            ul { @for one in &shown.returns { li {
                a.row href={ "/returns/" (one.period) } { (one.period.words()) } ": " (one.state.words())
            } } }
        }
    };
    layout(hub, OVERVIEW, Some(viewer), None, &content)
}

fn todo(one: Todo) -> Markup {
    html! {
        @match one {
            Todo::Phones(n) => { a.row href="/phones" { (PHONES) } ": " @if n == 1 { "1 phone needs somebody." } @else { (n) " phones need somebody." } },
            Todo::Waiting { held, lost } => { a.row href="/waiting" { (waiting_view::WAITING) } ": " (waiting_view::finding((held, lost))) },
            Todo::Quality(n) => { a.row href="/quality" { (quality_view::QUALITY) } ": " (quality_view::finding(n)) },
            Todo::Restate(period) => { a.row href={ "/returns/" (period) } { "Hotspot return, " (period.words()) } ": records arrived after it was told. Look at what they change." },
        }
    }
}

/// What the week was, beside the one before.
fn finding(last: &Figures, before: &Figures) -> String {
    let count = |n: u32, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let than = match i64::from(last.patrols) - i64::from(before.patrols) {
        0 => "as many as in the seven days before".to_owned(),
        more if more > 0 => format!("{more} more than in the seven days before"),
        fewer => format!("{} fewer than in the seven days before", -fewer),
    };
    format!(
        "{}, {than}; {} and {} talked to.",
        count(last.patrols, "patrol", "patrols"),
        count(last.resident_engagement, "resident", "residents"),
        count(last.business_engagement, "business", "businesses"),
    )
}

fn week(last: &Report, before: &Report) -> Markup {
    let line = |words: &str, of: fn(&Figures) -> String| {
        html! { tr { th scope="row" { (words) } td.number { (of(&last.totals)) } td.number { (of(&before.totals)) } } }
    };
    let days = |of: &Report| format!("{} to {}", long_date(&of.from), long_date(&of.to));
    html! {
        div.scroll role="region" aria-labelledby="week-caption" tabindex="0" {
            table {
                caption #week-caption { "Finished patrols and engagements, today included" }
                thead { tr {
                    td {}
                    th.number scope="col" { (days(last)) }
                    th.number scope="col" { (days(before)) }
                } }
                tbody {
                    (line("Patrols", |of| of.patrols.to_string()))
                    (line("Patrol hours", |of| of.patrol_hours_hmmss.clone()))
                    (line("Person hours", |of| of.person_hours_hmmss.clone()))
                    (line("Residents talked to", |of| of.resident_engagement.to_string()))
                    (line("Businesses talked to", |of| of.business_engagement.to_string()))
                }
            }
        }
        p { a.row href={ "/?from=" (last.from) "&to=" (last.to) } { "The same days by hotspot" } }
    }
}
