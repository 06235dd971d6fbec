//! What the pages look like.
//!
//! Rule: text and structure only; every value is escaped by the template.

use beatbook_records::codes::WelfareState;
use beatbook_records::report::counting::COUNTINGS;
use beatbook_records::report::period::london_time;
use beatbook_records::role::Role;
use chrono::{DateTime, NaiveDate, Utc};
use maud::{DOCTYPE, Markup, html};

use crate::pages::devices_view::PHONES;
use crate::pages::overview_view::OVERVIEW;
use crate::pages::quality_view::QUALITY;
use crate::pages::records_view::RECORDS;
use crate::pages::targets::TARGETS;
use crate::pages::users_view::USERS;
use crate::pages::waiting_view::WAITING;
use crate::reports::figures::{Beside, Figures, Report, is_sample};
use crate::sessions::{self, Session};
use crate::state::Hub;
use crate::store::overdue::Overdue;

/// What the page of the returns is called.
pub const RETURNS: &str = "Hotspot returns";

/// Who looks at a page, and what they are told on every one of them.
pub struct Viewer {
    /// Their session.
    pub session: Session,
    /// Lone workers who have not checked in, where they may know of them.
    pub overdue: Vec<Overdue>,
    /// The time.
    pub now: DateTime<Utc>,
}

/// The sign-in form.
pub fn sign_in(hub: &Hub, token: &str, problem: Option<&str>) -> Markup {
    layout(
        hub,
        "Sign in",
        None,
        problem,
        &html! {
            h1 { "Sign in" }
            form method="post" action="/sign-in" {
                input type="hidden" name="token" value=(token);
                p.field {
                    label for="name" { "Name" }
                    input #name name="name" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required;
                }
                p.field {
                    label for="password" { "Password" }
                    input #password name="password" type="password" autocomplete="current-password" required;
                }
                button type="submit" { "Sign in" }
            }
        },
    )
}

/// The patrol summary of a period.
pub fn summary(
    hub: &Hub,
    viewer: &Viewer,
    report: &Report,
    notices: &[String],
    typed: (Option<&str>, Option<&str>),
    problem: Option<&str>,
) -> Markup {
    layout(
        hub,
        "Patrol summary",
        Some(viewer),
        problem,
        &html! {
            h1 { "Patrol summary" }
            @for notice in notices { p.notice role="status" { (notice) } }
            (period_form("/", typed, (&report.from, &report.to), problem))
            (table(report))
            (downloads("/reports/patrol-summary", &format!("from={}&to={}", report.from, report.to)))
            (left_out(&report.left_out))
            section {
                h2 { "How it is counted" }
                p { (report.rule) }
                p { "Days are days in the zone " (report.zone) "." }
            }
        },
    )
}

/// A report as files, for the partnership and for the public.
pub fn downloads(path: &str, days: &str) -> Markup {
    html! {
        p.actions {
            a href={ "/v1" (path) "?format=csv&" (days) } { "Download as CSV" } " "
            a href={ "/v1" (path) "?format=xlsx&" (days) } { "Download as a spreadsheet" } " "
            a href={ "/v1" (path) "?format=xlsx&for=public&" (days) } { "Download for the public, without small counts" }
        }
    }
}

/// The days that a report is over. `typed` is what the form held, shown again where it was wrong.
pub fn period_form(
    path: &str,
    typed: (Option<&str>, Option<&str>),
    used: (&str, &str),
    problem: Option<&str>,
) -> Markup {
    let shown = |typed: Option<&str>, used: &str| match (problem, typed) {
        (Some(_), Some(typed)) => typed.to_owned(),
        _ => used.to_owned(),
    };
    html! {
        form.period method="get" action=(path) {
            fieldset {
                legend { "Period" }
                p.field {
                    label for="from" { "From" }
                    input #from name="from" type="date" value=(shown(typed.0, used.0)) aria-describedby=[problem.map(|_| "problem")];
                }
                p.field {
                    label for="to" { "To, this day included" }
                    input #to name="to" type="date" value=(shown(typed.1, used.1)) aria-describedby=[problem.map(|_| "problem")];
                }
                button type="submit" { "Show" }
            }
        }
    }
}

fn table(report: &Report) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby="summary-caption" tabindex="0" {
            table {
                caption #summary-caption {
                    "Patrols by hotspot, " (long_date(&report.from)) " to " (long_date(&report.to))
                }
                thead {
                    tr {
                        th scope="col" { "Hotspot" }
                        th.number scope="col" { "Patrol hours" }
                        th.number scope="col" { "Patrol minutes" }
                        th.number scope="col" { "Patrols" }
                        th.number scope="col" { "Resident engagement" }
                        th.number scope="col" { "Business engagement" }
                        th.number.apart scope="col" { "Person hours" }
                        th.activities scope="col" { "Activities" }
                    }
                }
                tbody { @for line in &report.lines { (row(line)) } }
                tfoot { (row(&report.totals)) }
            }
        }
    }
}

fn row(line: &Figures) -> Markup {
    html! {
        tr {
            th scope="row" { (line.hotspot) }
            td.number { (line.patrol_hours_hmmss) }
            td.number { (line.patrol_minutes) }
            td.number { (line.patrols) }
            td.number { (line.resident_engagement) }
            td.number { (line.business_engagement) }
            td.number.apart { (line.person_hours_hmmss) }
            td.activities { (line.activities) }
        }
    }
}

fn left_out(patrols: &[Beside]) -> Markup {
    html! {
        section {
            h2 { "Patrols that are not in the sums" }
            @if patrols.is_empty() {
                p { "None in this period." }
            } @else {
                div.scroll role="region" aria-labelledby="left-out-caption" tabindex="0" {
                    table {
                        caption #left-out-caption { "Unfinished and voided patrols, " (patrols.len()) " in all" }
                        thead { tr { th scope="col" { "Began (UTC)" } th scope="col" { "Why" } th scope="col" { "Patrol" } } }
                        tbody {
                            @for patrol in patrols {
                                tr { th scope="row" { (patrol.started) } td { (patrol.why) } td.id { (patrol.patrol) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A page: what is on every one of them, around its content.
pub fn layout(
    hub: &Hub,
    title: &str,
    viewer: Option<&Viewer>,
    problem: Option<&str>,
    content: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { @if problem.is_some() { "Problem: " } (title) " - " (hub.organisation) " - Beatbook" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.skip href="#main" { "Skip to the main content" }
                header {
                    p.brand { "Beatbook" span.organisation { (hub.organisation) } }
                    @if let Some(Viewer { session, .. }) = viewer {
                        form method="post" action="/sign-out" {
                            input type="hidden" name="token" value=(session.csrf);
                            span { "Signed in as " (session.account) }
                            button.quiet type="submit" { "Sign out" }
                        }
                    }
                }
                @if let Some(viewer) = viewer { (navigation(viewer.session.role, title)) }
                @if is_sample(&hub.organisation) {
                    p.sample role="note" { "Synthetic sample data: no real patrol, officer or person." }
                }
                main #main tabindex="-1" {
                    @if let Some(problem) = problem {
                        div.problem #problem role="alert" { h2 { "There is a problem" } p { (sentence(problem)) } }
                    }
                    @if let Some(viewer) = viewer { (overdue(viewer)) }
                    (content)
                }
            }
        }
    }
}

/// Where somebody signed in can go: what there is to do, reports, what reports are made of.
fn navigation(role: Role, title: &str) -> Markup {
    let (names, figures) = (sessions::may_see_officers(role), sessions::may_change_figures(role));
    html! {
        nav aria-label="Pages" {
            (group("Work", &html! {
                (place("/overview", OVERVIEW, title))
                (place("/records", RECORDS, title))
                @if names {
                    (place("/waiting", WAITING, title))
                    (place("/quality", QUALITY, title))
                    (place("/phones", PHONES, title))
                }
            }))
            (group("Reports", &html! {
                (place("/", "Patrol summary", title))
                (place("/returns", RETURNS, title))
                @for counting in COUNTINGS { (place(&format!("/reports/{}", counting.name), counting.title, title)) }
                (place("/targets", TARGETS, title))
                (place("/outcomes", "Outcomes", title))
            }))
            (group("Set up", &html! {
                (place("/places", "Places", title))
                @if figures { (place("/police", "Files of the police", title)) }
                @if names { (place("/exports", "Exports", title)) }
                @if sessions::may_set_up(role) { (place("/users", USERS, title)) }
            }))
        }
    }
}

/// Some of the pages, by what they are for.
fn group(name: &str, places: &Markup) -> Markup {
    html! { div.group { span.group { (name) } ul aria-label=(name) { (places) } } }
}

/// Lone workers who have not checked in.
fn overdue(Viewer { overdue, now, .. }: &Viewer) -> Markup {
    let many = overdue.len();
    html! {
        @if many > 0 {
            section.problem aria-labelledby="overdue" {
                h2 #overdue { @if many == 1 { "1 officer has not checked in" } @else { (many) " officers have not checked in" } }
                ul { @for one in overdue { li { (overdue_one(one, *now)) } } }
                p { "Call them. If you cannot reach them, do what your lone worker procedure says next." }
            }
        }
    }
}

fn overdue_one(one: &Overdue, now: DateTime<Utc>) -> Markup {
    let late = (now - one.due).num_minutes();
    html! {
        strong { (one.name) } " was to check in at " (london_time(one.due))
        @if late > 0 { ", " (late) @if late == 1 { " minute ago" } @else { " minutes ago" } } ". "
        @if let Some(planned) = &one.planned { "Meant to be at: " (planned) ". " }
        @if let Some((lat, lon)) = &one.position { "Position when it was set: " (lat) ", " (lon) ". " }
        @match one.state {
            WelfareState::Duress => "The alarm was raised under threat: do not call this phone. ",
            WelfareState::Alarm => "Their phone raised the alarm. ",
            _ => "Their phone has said nothing since. ",
        }
        @if let Some(heard) = one.heard { "The phone was last heard of at " (london_time(heard)) "." }
    }
}

/// A page that somebody signed in can go to.
fn place(path: &str, name: &str, current: &str) -> Markup {
    html! { li { a href=(path) aria-current=[(name == current).then_some("page")] { (name) } } }
}

/// A date as people write it: 1 August 2023.
pub fn long_date(iso: &str) -> String {
    iso.parse::<NaiveDate>().map_or_else(|_| iso.to_owned(), |day| day.format("%-d %B %Y").to_string())
}

/// A reason as a sentence.
fn sentence(reason: &str) -> String {
    let mut characters = reason.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if reason.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", characters.as_str())
}
