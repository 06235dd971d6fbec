//! The hotspot return as lines of a terminal and as comma-separated values.

use std::borrow::Cow;

use beatbook_records::codes::{ActionCode, DoseBand, EngagementKind};
use beatbook_records::field::CodeList;
use beatbook_records::report::hotspot_return::{
    ByCode, Difference, HotspotReturn, NO_BAND, ReturnLine, words_of,
};
use beatbook_records::report::patrol_summary::hhh_mm_ss;
use beatbook_records::report::suppression::Relation;
use chrono::{DateTime, SecondsFormat, Utc};

use super::hotspot_return::{Frozen, LateRecord, ReturnReport};
use super::sheet::{Cell, Sheet};
use super::written::{Written, columns, notes};

/// The columns that every return has.
const FIRST: [&str; 5] = ["version", "hotspot", "patrols", "clock_hours_hmmss", "person_hours_hmmss"];

/// The figures that are told code by code: their group, its codes, and where a line has them.
type Group = (&'static str, &'static CodeList, fn(&ReturnLine) -> &ByCode);

const GROUPS: [Group; 3] = [
    ("visits", &DoseBand::LIST, |line| &line.visits),
    ("engagements", &EngagementKind::LIST, |line| &line.engagements),
    ("actions", &ActionCode::LIST, |line| &line.actions),
];

impl Written for ReturnReport {
    fn sheet(&self) -> Sheet {
        let codes: Vec<(Group, &str)> = GROUPS.iter().flat_map(|group| codes_of(self, *group)).collect();
        let first = FIRST.map(Cow::from).into_iter();
        let counted = codes.iter().map(|((group, ..), code)| Cow::from(format!("{group}_{code}")));
        let mut sheet = Sheet {
            title: format!("Hotspot return, {}", self.period.words()),
            notes: notes(&self.organisation, self.sample, self.period.days(), self.zone, &self.rule),
            columns: first.chain(counted).collect(),
            ..Sheet::default()
        };
        sheet.notes.push(("State", self.state.words().into()));
        for (n, kept) in self.kept.iter().enumerate() {
            sheet.notes.push((if n == 0 { "Frozen" } else { "Restated" }, told(kept)));
        }
        for (version, figures) in versions(self) {
            let first = sheet.rows.len();
            sheet.rows.extend(lines_of(figures).map(|line| cells(&version, line, &codes)));
            // Hours would give the patrols away that make them.
            for row in first..sheet.rows.len() {
                let patrols = sheet.place(row, 2);
                sheet.derived.extend([3, 4].map(|column| (sheet.place(row, column), vec![patrols])));
            }
            let counts = (0..sheet.columns.len()).filter(|column| *column == 2 || *column > 4);
            let totals = sheet.rows.len() - 1;
            let relations: Vec<Relation> = counts
                .map(|column| Relation {
                    whole: sheet.place(totals, column),
                    parts: (first..totals).map(|row| sheet.place(row, column)).collect(),
                    exact: true,
                })
                .collect();
            sheet.relations.extend(relations);
        }
        sheet
    }

    fn table(&self) -> String {
        let mut text = format!("{}: hotspot return, {}\n", self.organisation, self.period.words());
        if self.sample {
            text += "Synthetic sample data: no real patrol, officer or person.\n";
        }
        text += &format!("{}\n", self.state.words());
        for (n, kept) in self.kept.iter().enumerate() {
            text += &format!("{} at {}", if n == 0 { "Frozen" } else { "Restated" }, told(kept));
            text += &(changes(&kept.differences) + &records(&kept.records));
        }
        text += &format!("\n{}", hours(&self.figures));
        text += &format!("\n{}", by_code(&self.figures));
        if let Some(recount) = &self.recount {
            text += match recount.same {
                true if self.kept.len() > 1 => {
                    "\nA recount gives the same figures as the last restatement.\n"
                }
                true => "\nA recount gives the same figures.\n",
                false => "\nA recount gives other figures:\n",
            };
            text += &changes(&recount.differences);
            text += &records(&recount.records);
        }
        for out in &self.left_out {
            let started = time(out.started);
            text += &format!("Not in the sums of today: patrol {} of {started}, {}\n", out.patrol, out.why);
        }
        text + &format!(
            "\nHotspots of version {}. Days of {}. {}\n",
            self.figures.hotspots_version, self.zone, self.rule
        )
    }
}

/// Every code of a group, and those of a return that this build does not know.
fn codes_of(report: &ReturnReport, group: Group) -> Vec<(Group, &str)> {
    let (_, list, of) = group;
    let unknown = versions(report).into_iter().flat_map(|(_, figures)| of(&figures.totals).keys());
    let unknown = unknown.map(String::as_str).filter(|code| !list.codes.contains(code) && *code != NO_BAND);
    let no_band = (group.0 == "visits").then_some(NO_BAND);
    let mut codes: Vec<&str> = list.codes.iter().copied().chain(no_band).collect();
    for code in unknown {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes.into_iter().map(|code| (group, code)).collect()
}

/// What was frozen and each restatement, or what is counted now.
fn versions(report: &ReturnReport) -> Vec<(String, &HotspotReturn)> {
    if report.kept.is_empty() {
        return vec![("open".into(), &report.figures)];
    }
    let kept = report.kept.iter().enumerate();
    let version = |(n, kept): (usize, &'_ Frozen)| match n {
        0 => format!("frozen {}", time(kept.at)),
        _ => format!("restated {}", time(kept.at)),
    };
    kept.map(|(n, kept)| (version((n, kept)), &kept.figures)).collect()
}

fn lines_of(figures: &HotspotReturn) -> impl Iterator<Item = &ReturnLine> {
    figures.lines.iter().chain([&figures.totals])
}

/// What is said of what is kept: when it was, by whom, under which hash.
fn told(kept: &Frozen) -> String {
    let Frozen { at, by, position, hash, .. } = kept;
    let mut text = format!("{} by {by}, with records up to {position}\nSHA-256 {hash}\n", time(*at));
    if let Some(previous) = &kept.previous {
        text += &format!("in the place of {previous}\n");
    }
    if !kept.figures.narrative.is_empty() {
        text += &format!("{}\n", kept.figures.narrative);
    }
    text
}

fn cells(version: &str, line: &ReturnLine, codes: &[(Group, &str)]) -> Vec<Cell> {
    let first = [
        Cell::Text(version.to_owned()),
        Cell::Text(line.name.clone()),
        Cell::Count(line.patrols.into()),
        Cell::Duration(line.clock_seconds),
        Cell::Duration(line.person_seconds),
    ];
    let count = |((.., of), code): &(Group, &str)| of(line).get(*code).copied().unwrap_or(0);
    first.into_iter().chain(codes.iter().map(|of| Cell::Count(count(of).into()))).collect()
}

fn hours(figures: &HotspotReturn) -> String {
    let cells = |line: &ReturnLine| {
        let hours = [hhh_mm_ss(line.clock_seconds), hhh_mm_ss(line.person_seconds)];
        let [clock, person] = hours;
        [line.name.clone(), line.patrols.to_string(), clock, person]
    };
    let headings = ["Hotspot", "Patrols", "Clock hours", "Person hours"].map(String::from);
    columns(&[headings].into_iter().chain(lines_of(figures).map(cells)).collect::<Vec<_>>(), &[0])
}

fn by_code(figures: &HotspotReturn) -> String {
    let mut rows = vec![["Hotspot", "Figure", "Count"].map(String::from)];
    for line in lines_of(figures) {
        for (group, list, of) in GROUPS {
            rows.extend(of(line).iter().map(|(code, n)| {
                [line.name.clone(), format!("{group}: {}", words_of(list, code)), n.to_string()]
            }));
        }
    }
    columns(&rows, &[0, 1])
}

fn changes(differences: &[Difference]) -> String {
    let rows: Vec<_> = differences
        .iter()
        .map(|difference| {
            let (from, to) = difference.told();
            [difference.name.clone(), difference.words(), from, "->".into(), to]
        })
        .collect();
    columns(&rows, &[0, 1])
}

fn records(records: &[LateRecord]) -> String {
    let row = |record: &LateRecord| {
        let taken = record.taken_in.map_or_else(|| "not known".into(), time);
        format!("{} {} of {}, taken in {taken}\n", record.kind.replace('_', " "), record.id, record.on)
    };
    records.iter().map(row).collect()
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use beatbook_records::report::hotspot_return::{ActionRow, ReturnRows, count};
    use uuid::Uuid;

    use super::*;
    use crate::reports::hotspot_return::State;

    #[test]
    fn an_open_return_has_one_version_the_guard_and_a_column_for_every_code() {
        let period = "2023-08".parse().expect("a month");
        let action = |code: &str| ActionRow {
            id: Uuid::nil(),
            hotspot: Some("h1".into()),
            occurred: "2023-08-02T10:00:00Z".parse().expect("a time"),
            code: code.into(),
        };
        let hotspots = vec![("h1".to_owned(), "=cmd|' /C calc'!A0".to_owned())];
        let rows =
            ReturnRows { hotspots, actions: vec![action("VW"), action("NEW")], ..ReturnRows::default() };
        let report = ReturnReport {
            organisation: "Sample council".into(),
            sample: true,
            period,
            state: State::Open,
            zone: "Europe/London",
            rule: "A rule.".into(),
            figures: count(period, 1, &rows, "").0,
            kept: vec![],
            recount: None,
            left_out: vec![],
        };
        let csv = report.csv();
        let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
        let [header, hotspot, totals] = &lines[..] else { panic!("{csv}") };
        assert_eq!(hotspot[..2], ["open", "'=cmd|' /C calc'!A0"]);
        assert_eq!(
            header.len(),
            5 + 4 + 1 + 6 + ActionCode::LIST.codes.len() + 1,
            "and the code of a newer build"
        );
        let of = |line: &[&str], column: &str| {
            let at = header.iter().position(|name| *name == column).expect("a column");
            line[at].to_owned()
        };
        for line in [hotspot, totals] {
            assert_eq!(
                (of(line, "actions_VW"), of(line, "actions_NEW"), of(line, "visits_FULL")),
                ("1".into(), "1".into(), "0".into())
            );
        }
        let table = report.table();
        assert!(
            table.contains("Synthetic sample data") && table.contains("actions: Verbal warning"),
            "{table}"
        );
    }
}
