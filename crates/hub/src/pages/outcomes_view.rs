//! What the page of outcomes looks like.
//!
//! Rule: each figure stands beside what it must be read with: small counts, months that are not there, its source.

use beatbook_records::report::month::{Month, Months};
use beatbook_records::report::outcomes::SMALL;
use maud::{Markup, html};

use crate::pages::chart;
use crate::pages::outcomes_partners::partners;
use crate::pages::outcomes_sources::sources;
use crate::pages::views::{Viewer, layout};
use crate::reports::finding::{finding, name, period, ranges};
use crate::reports::outcomes::{Line, Outcomes};
use crate::reports::outcomes_asked::{OutcomesQuery, Wanted, encoded};
use crate::state::Hub;

/// What the page shows.
pub struct Shown<'s> {
    /// What was typed.
    pub query: &'s OutcomesQuery,
    /// What is shown.
    pub wanted: &'s Wanted,
    /// The figures.
    pub report: &'s Outcomes,
    /// Every district that may stand beside them.
    pub districts: &'s [String],
}

/// The page. `problem` says why it shows something else than was typed.
pub fn page(hub: &Hub, viewer: &Viewer, shown: &Shown<'_>, problem: Option<&str>) -> Markup {
    let Shown { wanted, report, .. } = shown;
    let address = wanted.address();
    let line = chosen(shown);
    let content = html! {
        h1 { "Outcomes" }
        (form(shown, problem))
        (notices(shown))
        @if let Some(line) = line { (series(report, line)) }
        @for place in &wanted.asked.places { (table(report, &place.name, &address)) }
        p { "Small count: a count under " (SMALL) " goes up and down by chance." }
        (partners(&report.partners, wanted))
        p.actions {
            a href={ "/v1/reports/outcomes?format=csv&" (address) } { "Download as CSV" } " "
            a href={ "/v1/reports/outcomes?format=json&" (address) } { "Download as JSON" } " "
            a href={ "/v1/reports/outcomes?format=xlsx&" (address) } { "Download as a spreadsheet" } " "
            a href={ "/v1/reports/outcomes?format=xlsx&for=public&" (address) } { "Download for the public, without small counts" }
        }
        (sources(wanted, report))
    };
    layout(hub, "Outcomes", Some(viewer), problem, &content)
}

/// What must be known before a figure is read.
fn notices(shown: &Shown<'_>) -> Markup {
    let missing = &shown.report.missing;
    html! {
        @if shown.report.files.is_empty() {
            p.notice { "No file of the police is here yet, so there is no figure." }
        } @else if !missing.is_empty() {
            p.notice { "Months that are not there, so that their period has no figure: " (ranges(missing)) "." }
        }
        @if shown.wanted.asked.places.is_empty() {
            p.notice { "No place stands on this day. " a.row href="/places" { "Add the first place" } }
        }
    }
}

/// The line whose months are drawn: the one that was asked for, or the one with most crimes.
fn chosen<'s>(shown: &Shown<'s>) -> Option<&'s Line> {
    let OutcomesQuery { series, crime_type, .. } = shown.query;
    let lines = &shown.report.lines;
    let asked =
        |line: &&Line| Some(&line.place) == series.as_ref() && Some(&line.crime_type) == crime_type.as_ref();
    let crimes = |line: &&Line| line.months.values().sum::<u32>();
    // Of several with as many, the first.
    lines.iter().find(asked).or_else(|| lines.iter().rev().max_by_key(crimes))
}

fn form(shown: &Shown<'_>, problem: Option<&str>) -> Markup {
    let Shown { query, wanted, .. } = shown;
    let of = wanted.asked.of;
    let month = |id: &str, label: &str, typed: &Option<String>, used: String| {
        let value = typed.clone().filter(|_| problem.is_some()).unwrap_or(used);
        html! {
            p.field {
                label for=(id) { (label) }
                input id=(id) name=(id) type="month" value=(value) placeholder="2023-07" aria-describedby=[problem.map(|_| "problem")];
            }
        }
    };
    html! {
        form.period.outcomes method="get" action="/outcomes" {
            fieldset {
                legend { "Before" }
                (month("before_from", "First month before", &query.before_from, of.before.from.to_string()))
                (month("before_to", "Last month before", &query.before_to, of.before.to.to_string()))
            }
            fieldset {
                legend { "After" }
                (month("after_from", "First month after", &query.after_from, of.after.from.to_string()))
                (month("after_to", "Last month after", &query.after_to, of.after.to.to_string()))
            }
            (places(shown))
            fieldset {
                legend { "Compare with" }
                p.field {
                    label for="comparison" { "District" }
                    select #comparison name="comparison" {
                        option value="" { "The one that the places lie in" }
                        @for name in shown.districts {
                            option value=(name) selected[wanted.asked.comparison.as_ref() == Some(name)] { (name) }
                        }
                    }
                }
                p.field {
                    label for="places_of" { "Places as they stood on" }
                    input #places_of name="places_of" type="date" value=(wanted.places_of);
                }
                button type="submit" { "Show" }
            }
        }
    }
}

fn places(shown: &Shown<'_>) -> Markup {
    let is_chosen =
        |name: &str| shown.wanted.some && shown.wanted.asked.places.iter().any(|place| place.name == name);
    html! {
        @if shown.wanted.all.len() > 1 {
            fieldset {
                legend { "Places (none ticked: all)" }
                @for (at, place) in shown.wanted.all.iter().enumerate() {
                    p.choice {
                        input id={ "place-" (at) } name="place" type="checkbox" value=(place.name) checked[is_chosen(&place.name)];
                        label for={ "place-" (at) } { (place.name) }
                    }
                }
            }
        }
    }
}

/// The figures of a place.
fn table(report: &Outcomes, place: &str, address: &str) -> Markup {
    let lines: Vec<&Line> = report.lines.iter().filter(|line| line.place == place).collect();
    let beside = report
        .comparison
        .as_ref()
        .map_or_else(|| "Comparison".to_owned(), |name| format!("Change in all {name}"));
    html! {
        section.place {
            h2 { (place) }
            div.scroll role="region" aria-label={ "Figures of " (place) } tabindex="0" {
                table {
                    caption { (place) ": " (period(report.after)) " against " (period(report.before)) }
                    thead { tr {
                        th scope="col" { "Crime type" }
                        th.number scope="col" { "Before" }
                        th.number scope="col" { "After" }
                        th.number scope="col" { "Difference" }
                        th.number scope="col" { "Change" }
                        th.number.apart scope="col" { (beside) }
                    } }
                    tbody { @for line in lines { (row(line, address)) } }
                }
            }
        }
    }
}

fn row(line: &Line, address: &str) -> Markup {
    let figure = |figure: Option<i64>| figure.map_or_else(|| "–".to_owned(), |figure| signed(figure, ""));
    let percent = |figure: Option<i64>| figure.map_or_else(|| "–".to_owned(), |figure| signed(figure, "%"));
    let count = |count: Option<u32>| count.map_or_else(|| "–".to_owned(), |count| count.to_string());
    let months = format!(
        "/outcomes?{address}&series={}&crime_type={}#months",
        encoded(&line.place),
        encoded(&line.crime_type)
    );
    html! {
        tr {
            th scope="row" {
                a.row href=(months) { (line.crime_type) }
                @if line.small { " " span.small { "Small count" } }
            }
            td.number { (count(line.before)) }
            td.number { (count(line.after)) }
            td.number { (figure(line.difference)) }
            td.number { (percent(line.pct_change)) }
            td.number.apart { (percent(line.pct_change_comparison)) }
        }
    }
}

/// A change with its sign, the minus as print has it.
pub fn signed(figure: i64, unit: &str) -> String {
    match figure {
        0 => format!("0{unit}"),
        1.. => format!("+{figure}{unit}"),
        _ => format!("\u{2212}{}{unit}", figure.unsigned_abs()),
    }
}

/// Every month of a place and a type of crime: what they say, drawn, and as figures.
fn series(report: &Outcomes, line: &Line) -> Markup {
    let (Some(first), Some(last)) = (line.months.keys().next(), line.months.keys().next_back()) else {
        return html! {};
    };
    let months = Months { from: *first, to: *last };
    let all: Vec<(Month, Option<u32>)> =
        months.each().map(|month| (month, line.months.get(&month).copied())).collect();
    let of = beatbook_records::report::outcomes::Compared { before: report.before, after: report.after };
    let title = format!("{} in {}, month by month", line.crime_type, line.place);
    let finding = finding(report, line);
    html! {
        section #months {
            h2 { (title) }
            p.finding { (finding) }
            div.scroll role="region" aria-label="Chart" tabindex="0" {
                (chart::months(&all, of, &format!("Bar chart of {title}. {finding} The figures are in the table below.")))
            }
            p.key { "Each bar is a month. Shaded: before, " (period(report.before)) ", and after, " (period(report.after)) ". The line is the mean of a month. An open box is a month that is not there." }
            (by_year(&title, &all))
        }
    }
}

/// A year a line, a month a column.
fn by_year(title: &str, all: &[(Month, Option<u32>)]) -> Markup {
    let years: std::collections::BTreeSet<u16> = all.iter().map(|(month, _)| month.year()).collect();
    let of = |year: u16, of_year: u16| {
        all.iter().find(|(month, _)| month.year() == year && month.of_year() == of_year)
    };
    let heads: Vec<String> = (1..=12)
        .filter_map(|of_year| format!("2001-{of_year:02}").parse().ok())
        .map(|month| name(month)[..3].to_owned())
        .collect();
    html! {
        div.scroll role="region" aria-labelledby="months-caption" tabindex="0" {
            table.months {
                caption #months-caption { (title) }
                thead { tr { th scope="col" { "Year" } @for head in heads { th.number scope="col" { (head) } } } }
                tbody { @for year in years { tr {
                    th scope="row" { (year) }
                    @for of_year in 1..=12 {
                        @match of(year, of_year) {
                            Some((_, Some(count))) => td.number { (count) },
                            Some((_, None)) => td.number { "not there" },
                            None => td.number {},
                        }
                    }
                } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_signs_and_months_that_follow_one_another_are_told_together() {
        assert_eq!([signed(-11, "%"), signed(0, "%"), signed(7, "")], ["\u{2212}11%", "0%", "+7"]);
        let months: Vec<Month> = ["2022-11", "2022-12", "2023-01", "2024-05"]
            .iter()
            .map(|text| text.parse().expect("a month"))
            .collect();
        assert_eq!(ranges(&months), "November 2022 to January 2023, May 2024");
    }
}
