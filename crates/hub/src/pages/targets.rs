//! What was promised and how far it has got, as a page and as an answer for programs.
//!
//! Rule: text and structure only; every figure is the report's own and leads to where its records are.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beatbook_records::wire::Refusal;
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::HubError;
use crate::exports::Audience;
use crate::pages::for_viewer;
use crate::pages::views::{Viewer, layout, long_date};
use crate::reports::api::{made_by, told};
use crate::reports::figures::Format;
use crate::reports::targets::{self, ProgrammeLines, TargetLine, TargetsReport};
use crate::state::Hub;

/// What the page is called.
pub const TARGETS: &str = "Targets";

/// How the report is written, and for whom.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TargetsQuery {
    /// How it is written.
    #[serde(default)]
    format: Format,
    /// For whom it is made: for the public, small counts are hidden.
    #[serde(default, rename = "for")]
    audience: Audience,
}

/// What was promised, and how far it has got today.
#[utoipa::path(get, path = "/targets", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; busy: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn targets_page(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            Ok((StatusCode::OK, page(hub, viewer, &targets::of(store, viewer.now)?)))
        })
    })
    .await
}

/// The same, for somebody signed in to the pages.
#[utoipa::path(get, path = "/v1/reports/targets", tag = "report", params(TargetsQuery), security(("session" = [])),
    responses(
        (status = 200, description = "for the public, JSON is a title, notes and rows", content((serde_json::Value = "application/json"), (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = "4XX", description = "a refusal: malformed, forbidden", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn targets_report(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<TargetsQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let made = made_by(hub, &headers)?;
        let store = hub.store();
        let report = targets::of(&store, made.at)?;
        told(&store, &report, ("targets", None), (query.format, query.audience), &made)
    })
    .await
}

fn page(hub: &Hub, viewer: &Viewer, report: &TargetsReport) -> Markup {
    layout(
        hub,
        TARGETS,
        Some(viewer),
        None,
        &html! {
            h1 { (TARGETS) }
            @if report.programmes.is_empty() {
                p { "Nothing was read in yet. " code { "beatbook-hub import targets FILE.json" } " reads what was promised to those who pay." }
            } @else {
                p { "Up to " (long_date(&report.today.to_string())) "." }
            }
            @for (n, of) in report.programmes.iter().enumerate() { (programme(n, of)) }
            p.actions {
                a href="/v1/reports/targets?format=csv" { "Download as CSV" } " "
                a href="/v1/reports/targets?format=xlsx" { "Download as a spreadsheet" }
            }
            section {
                h2 { "How it is counted" }
                p { (report.rule) }
                p { "This command makes the same report, where the directory of the data that the hub stands for is DIR:" }
                pre { "beatbook-hub report targets --data DIR" }
            }
        },
    )
}

fn programme(n: usize, of: &ProgrammeLines) -> Markup {
    let caption = format!("programme-{n}");
    let days = (long_date(&of.from.to_string()), long_date(&of.to.to_string()));
    html! {
        section {
            h2 { (of.name) }
            p { (finding(of)) }
            div.scroll role="region" aria-labelledby=(caption) tabindex="0" {
                table {
                    caption id=(caption) { (of.name) ", paid for by " (of.funder) ", " (days.0) " to " (days.1) }
                    thead {
                        tr {
                            th scope="col" { "Promised" }
                            th scope="col" { "Measured by" }
                            th.number scope="col" { "Target" }
                            th.number scope="col" { "Reached" }
                            th.number scope="col" { "Share" }
                            th scope="col" { "Standing" }
                            th.number scope="col" { "Budget" }
                            th.number scope="col" { "Spent" }
                        }
                    }
                    tbody { @for target in &of.targets { (line(target)) } }
                }
            }
        }
    }
}

/// What the table says, in a sentence.
pub fn finding(of: &ProgrammeLines) -> String {
    use beatbook_records::report::targets::Standing::{Missed, OnPace, Reached};
    let count = |standing| of.targets.iter().filter(|target| target.standing == standing).count();
    let (all, reached, pace, missed) = (of.targets.len(), count(Reached), count(OnPace), count(Missed));
    let behind = all - reached - pace - missed;
    let said = [(reached, "reached"), (pace, "on pace"), (behind, "behind"), (missed, "missed")];
    let said: Vec<_> = said.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")).collect();
    format!("Of {all} {}: {}.", if all == 1 { "target" } else { "targets" }, said.join(", "))
}

fn line(target: &TargetLine) -> Markup {
    let pounds = |pounds: Option<u32>| {
        pounds.map_or_else(|| "\u{2013}".to_owned(), |pounds| format!("\u{a3}{pounds}"))
    };
    html! {
        tr {
            th scope="row" { a.row href=(target.behind) { (target.name) } }
            td { (target.measured) }
            td.number { (target.target) }
            td.number { (target.there()) }
            td.number { (target.percent) "%" }
            td { (target.standing.words()) }
            td.number { (pounds(target.budget)) }
            td.number { (pounds(target.spent)) }
        }
    }
}
