//! What the pages of the returns look like.
//!
//! Rule: text and structure only; what was frozen stands first and as it was, what came since stands apart from it.

use beatbook_records::codes::{ActionCode, DoseBand, EngagementKind};
use beatbook_records::field::CodeList;
use beatbook_records::report::hotspot_return::{ByCode, Difference, HotspotReturn, ReturnLine, words_of};
use beatbook_records::report::patrol_summary::hhh_mm_ss;
use beatbook_records::report::period::{london_date, london_time};
use maud::{Markup, html};

use crate::pages::views::{RETURNS, Viewer, layout, long_date};
use crate::reports::freeze::NARRATIVE_MAX;
use crate::reports::hotspot_return::{Frozen, LateRecord, Listed, NotCounted, ReturnReport, State};
use crate::sessions::may_change_figures;
use crate::state::Hub;

/// The returns there are.
pub fn all(hub: &Hub, viewer: &Viewer, listed: &[Listed]) -> Markup {
    let part = |quarters: bool| listed.iter().filter(move |one| one.period.is_quarter() == quarters);
    layout(
        hub,
        RETURNS,
        Some(viewer),
        None,
        &html! {
            h1 { (RETURNS) }
            p { "What funders are told of each month and quarter. A return that was frozen stays as it was; what comes in later is told beside it." }
            (list("months", "Months", part(false)))
            (list("quarters", "Quarters of the calendar", part(true)))
        },
    )
}

fn list<'l>(id: &str, caption: &str, listed: impl Iterator<Item = &'l Listed>) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby=(id) tabindex="0" {
            table {
                caption #(id) { (caption) }
                thead { tr { th scope="col" { "Period" } th scope="col" { "State" } th scope="col" { "Frozen or restated" } } }
                tbody {
                    @for one in listed {
                        tr {
                            th scope="row" { a.row href={ "/returns/" (one.period) } { (one.period.words()) } }
                            td { (one.state.words()) }
                            td { @if let Some(at) = one.at { (london_time(at)) } }
                        }
                    }
                }
            }
        }
    }
}

/// One return. `typed` is the narrative that was refused, if one was.
pub fn one(hub: &Hub, viewer: &Viewer, report: &ReturnReport, typed: &str, problem: Option<&str>) -> Markup {
    let title = format!("Hotspot return, {}", report.period.words());
    let figures = &report.figures;
    let may = may_change_figures(viewer.session.role);
    layout(
        hub,
        &title,
        Some(viewer),
        problem,
        &html! {
            h1 { (title) }
            p { strong { (report.state.words()) } ": " (long_date(&figures.from.to_string())) " to " (long_date(&figures.to.to_string())) "." }
            @if let Some(first) = report.kept.first() { (stamp(first, "Frozen")) }
            (since(report))
            @if may && report.recount.as_ref().is_some_and(|recount| !recount.same) {
                (form(viewer, report, "restate", "Restate this return", "Why it is restated", typed))
            }
            (tables(figures))
            @for (n, restated) in report.kept.iter().enumerate().skip(1) { (restatement(n, restated)) }
            @if may && report.state == State::Open {
                (form(viewer, report, "freeze", "Freeze this return", "What is said about the figures", typed))
            }
            p.actions {
                a href={ "/v1/returns/" (report.period) "?format=csv" } { "Download as CSV" } " "
                a href={ "/v1/returns/" (report.period) "?format=xlsx" } { "Download as a spreadsheet" }
            }
            (left_out(&report.left_out))
            section {
                h2 { "How it is counted" }
                p { (report.rule) }
                p { "Hotspots are those of version " (figures.hotspots_version) ". Days are days in the zone " (report.zone) "." }
            }
        },
    )
}

/// Who stands for it, and by which hash it is known.
fn stamp(kept: &Frozen, what: &str) -> Markup {
    html! {
        p { (what) " at " (london_time(kept.at)) " by " (kept.by) ", with the hub's records up to number " (kept.position) "." }
        p { "SHA-256: " span.hash { (kept.hash) } }
        @if let Some(previous) = kept.previous { p { "In the place of: " span.hash { (previous) } } }
        @if !kept.figures.narrative.is_empty() { p.narrative { (kept.figures.narrative) } }
    }
}

/// What a recount gives.
fn since(report: &ReturnReport) -> Markup {
    let what = if report.kept.len() > 1 { "restated last" } else { "frozen" };
    html! {
        @if let Some(recount) = &report.recount {
            @if recount.same {
                p { "A recount gives the same figures" @if report.kept.len() > 1 { " as the last restatement" } "." }
            } @else {
                section {
                    h2 { "A recount gives other figures" }
                    p { "Records arrived since this return was " (what) ". Its figures below stay as they were." }
                    (differences(&recount.differences, "since-differences"))
                    (records(&recount.records, "since-records"))
                }
            }
        }
    }
}

fn restatement(n: usize, restated: &Frozen) -> Markup {
    let id = format!("restated-{n}");
    let totals = &restated.figures.totals;
    html! {
        section.restated {
            h2 { "Restated on " (long_date(&london_date(restated.at).to_string())) }
            (stamp(restated, "Restated"))
            p {
                "Since then the totals are " (totals.patrols) " patrols, " (hhh_mm_ss(totals.clock_seconds))
                " clock hours and " (hhh_mm_ss(totals.person_seconds)) " person hours."
            }
            (differences(&restated.differences, &format!("{id}-differences")))
            (records(&restated.records, &format!("{id}-records")))
        }
    }
}

fn differences(all: &[Difference], id: &str) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby=(id) tabindex="0" {
            table {
                caption #(id) { "What changed" }
                thead {
                    tr {
                        th scope="col" { "Hotspot" } th scope="col" { "Figure" }
                        th.number scope="col" { "From" } th.number scope="col" { "To" }
                    }
                }
                tbody {
                    @for one in all {
                        @let (from, to) = one.told();
                        tr { th scope="row" { (one.name) } td { (one.words()) } td.number { (from) } td.number { (to) } }
                    }
                }
            }
        }
    }
}

fn records(all: &[LateRecord], id: &str) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby=(id) tabindex="0" {
            table {
                caption #(id) { "The records that changed it, " (all.len()) " in all" }
                thead {
                    tr {
                        th scope="col" { "Happened" } th scope="col" { "Kind" }
                        th scope="col" { "Taken in by the hub" } th scope="col" { "Record" }
                    }
                }
                tbody {
                    @for one in all {
                        tr {
                            th scope="row" { (long_date(&one.on.to_string())) }
                            td { (one.kind.replace('_', " ")) }
                            td { @if let Some(at) = one.taken_in { (london_time(at)) } @else { "Not known" } }
                            td.id { (one.id) }
                        }
                    }
                }
            }
        }
    }
}

fn tables(figures: &HotspotReturn) -> Markup {
    let lines = || figures.lines.iter().map(|line| (line, false)).chain([(&figures.totals, true)]);
    html! {
        div.scroll role="region" aria-labelledby="hours" tabindex="0" {
            table {
                caption #hours { "Patrols and hours" }
                thead {
                    tr {
                        th scope="col" { "Hotspot" } th.number scope="col" { "Patrols" }
                        th.number scope="col" { "Clock hours" } th.number scope="col" { "Person hours" }
                    }
                }
                tbody {
                    @for (line, total) in lines() {
                        tr.total[total] {
                            th scope="row" { (line.name) }
                            td.number { (line.patrols) }
                            td.number { (hhh_mm_ss(line.clock_seconds)) }
                            td.number { (hhh_mm_ss(line.person_seconds)) }
                        }
                    }
                }
            }
        }
        (by_code(figures, "visits", "Visits by dose band", &DoseBand::LIST, |line| &line.visits))
        (by_code(figures, "engagements", "Engagements by kind", &EngagementKind::LIST, |line| &line.engagements))
        (by_code(figures, "actions", "Actions by code", &ActionCode::LIST, |line| &line.actions))
    }
}

/// A table with a column for each code that occurs.
fn by_code(
    figures: &HotspotReturn,
    id: &str,
    caption: &str,
    list: &'static CodeList,
    of: fn(&ReturnLine) -> &ByCode,
) -> Markup {
    let all = of(&figures.totals);
    let known = list.codes.iter().copied().filter(|code| all.contains_key(*code));
    let unknown = all.keys().map(String::as_str).filter(|code| !list.codes.contains(code));
    let codes: Vec<&str> = known.chain(unknown).collect();
    let count = |line: &ReturnLine, code: &str| of(line).get(code).copied().unwrap_or(0);
    html! {
        @if codes.is_empty() {
            p { (caption) ": none." }
        } @else {
            div.scroll role="region" aria-labelledby=(id) tabindex="0" {
                table {
                    caption #(id) { (caption) }
                    thead {
                        tr {
                            th scope="col" { "Hotspot" }
                            @for code in &codes { th.number scope="col" { (words_of(list, code)) } }
                        }
                    }
                    tbody {
                        @for (line, total) in figures.lines.iter().map(|line| (line, false)).chain([(&figures.totals, true)]) {
                            tr.total[total] {
                                th scope="row" { (line.name) }
                                @for code in &codes { td.number { (count(line, code)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn form(viewer: &Viewer, report: &ReturnReport, act: &str, button: &str, label: &str, typed: &str) -> Markup {
    html! {
        form.return method="post" action={ "/returns/" (report.period) "/" (act) } {
            input type="hidden" name="token" value=(viewer.session.csrf);
            p.field {
                label for="narrative" { (label) }
                textarea #narrative name="narrative" rows="4" maxlength=(NARRATIVE_MAX) aria-describedby="narrative-hint" { (typed) }
                span.hint #narrative-hint { "It is kept with the figures and under their hash. Name no person." }
            }
            button type="submit" { (button) }
        }
    }
}

fn left_out(patrols: &[NotCounted]) -> Markup {
    html! {
        @if !patrols.is_empty() {
            section {
                h2 { "Patrols that are not in the sums of today" }
                ul { @for one in patrols { li { (london_time(one.started)) ", " (one.why) ", " span.id { (one.patrol) } } } }
            }
        }
    }
}
