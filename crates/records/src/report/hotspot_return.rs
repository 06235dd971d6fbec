//! The hotspot return: what funders are told of a month or a quarter, hotspot by hotspot.
//!
//! Rule: hours, patrols and days are those of the patrol summary, whose arithmetic it uses. What is sent is a text, the
//! canonical form: fields as they are declared here, codes in the order of the alphabet, no spaces; its SHA-256 is the
//! return's hash. A text that was frozen is read and never written again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::patrol_summary::{
    EngagementRow, LegRow, Line, PatrolRow, PatrolSummary, hhh_mm_ss, name_of_unknown, patrol_summary,
};
use super::return_period::ReturnPeriod;
use crate::codes::{ActionCode, DoseBand, EngagementKind};
use crate::entry::Hash;
use crate::field::CodeList;

/// What is added to the rule of the patrol summary.
pub const RULE: &str = "Visits count by their own hotspot and the London date on which they began: in the band that was \
written down, else by how long they were. Engagements of every kind, and actions by their code, count by their own \
hotspot and date. Records that were voided or that repeat another are not counted.";

/// The band of a visit of which nobody knows how long it was.
pub const NO_BAND: &str = "UNKNOWN";

/// A visit that is neither voided nor a duplicate.
#[derive(Debug, Clone)]
pub struct VisitRow {
    /// Its id.
    pub id: Uuid,
    /// Its hotspot.
    pub hotspot: String,
    /// When it began.
    pub entered: DateTime<Utc>,
    /// When it ended.
    pub left: Option<DateTime<Utc>>,
    /// Its band, as it was written down.
    pub band: Option<String>,
}

/// An action that is neither voided nor a duplicate.
#[derive(Debug, Clone)]
pub struct ActionRow {
    /// Its id.
    pub id: Uuid,
    /// Its hotspot, if any.
    pub hotspot: Option<String>,
    /// When it was done.
    pub occurred: DateTime<Utc>,
    /// What was done.
    pub code: String,
}

/// What a return is counted from. Rows may lie outside its days.
#[derive(Debug, Clone, Default)]
pub struct ReturnRows {
    /// Hotspots as id and name, in the order of the pack.
    pub hotspots: Vec<(String, String)>,
    /// Patrols.
    pub patrols: Vec<PatrolRow>,
    /// Their legs.
    pub legs: Vec<LegRow>,
    /// Engagements.
    pub engagements: Vec<EngagementRow>,
    /// Visits.
    pub visits: Vec<VisitRow>,
    /// Actions.
    pub actions: Vec<ActionRow>,
}

/// How often each code; one that is not there is nought.
pub type ByCode = BTreeMap<String, u32>;

/// The figures of one hotspot, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnLine {
    /// The hotspot's id; empty for no hotspot, and on the last line.
    pub hotspot: String,
    /// Its name; `Totals` on the last line.
    pub name: String,
    /// Patrols.
    pub patrols: u32,
    /// Clock time in seconds.
    pub clock_seconds: i64,
    /// Person time in seconds.
    pub person_seconds: i64,
    /// Visits by dose band.
    pub visits: ByCode,
    /// Engagements by kind: people, not taps.
    pub engagements: ByCode,
    /// Actions by code.
    pub actions: ByCode,
}

/// A return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotspotReturn {
    /// The month or quarter.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub period: ReturnPeriod,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The version of the hotspot pack.
    pub hotspots_version: u32,
    /// A line per hotspot, in the order of the pack, then unknown ones by id.
    pub lines: Vec<ReturnLine>,
    /// The sums.
    pub totals: ReturnLine,
    /// What the organisation says about them.
    pub narrative: String,
}

/// A figure that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// The hotspot's id.
    pub hotspot: String,
    /// Its name.
    pub name: String,
    /// The figure: `patrols`, or a code in its group, as `engagements.RESIDENT`.
    pub figure: String,
    /// What it was.
    pub from: i64,
    /// What it is.
    pub to: i64,
}

/// Count a return; and which patrols are not in its sums.
#[must_use]
pub fn count(
    period: ReturnPeriod,
    hotspots_version: u32,
    rows: &ReturnRows,
    narrative: &str,
) -> (HotspotReturn, PatrolSummary) {
    let days = period.days();
    let summary = patrol_summary(days, &rows.hotspots, &rows.patrols, &rows.legs, &rows.engagements);
    let mut lines: Vec<ReturnLine> = summary.lines.iter().map(line_of).collect();
    for row in rows.engagements.iter().filter(|row| days.contains(row.occurred)) {
        let line = at(&mut lines, row.hotspot.as_deref().unwrap_or_default());
        *line.engagements.entry(row.kind.code().into()).or_default() += row.count;
    }
    for row in rows.visits.iter().filter(|row| days.contains(row.entered)) {
        *at(&mut lines, &row.hotspot).visits.entry(band(row).into()).or_default() += 1;
    }
    for row in rows.actions.iter().filter(|row| days.contains(row.occurred)) {
        let line = at(&mut lines, row.hotspot.as_deref().unwrap_or_default());
        *line.actions.entry(row.code.clone()).or_default() += 1;
    }
    let known = rows.hotspots.len().min(lines.len());
    lines[known..].sort_by(|one, other| one.hotspot.cmp(&other.hotspot));
    let mut totals = line_of(&summary.totals);
    for line in &lines {
        for (all, own) in
            groups_of(&mut totals).into_iter().zip([&line.visits, &line.engagements, &line.actions])
        {
            own.iter().for_each(|(code, n)| *all.entry(code.clone()).or_default() += n);
        }
    }
    let counted = HotspotReturn {
        period,
        from: days.from,
        to: days.to,
        hotspots_version,
        lines,
        totals,
        narrative: narrative.to_owned(),
    };
    (counted, summary)
}

fn line_of(line: &Line) -> ReturnLine {
    ReturnLine {
        hotspot: line.id.clone(),
        name: line.hotspot.clone(),
        patrols: line.patrols,
        clock_seconds: line.clock_seconds,
        person_seconds: line.person_seconds,
        ..ReturnLine::default()
    }
}

fn at<'l>(lines: &'l mut Vec<ReturnLine>, hotspot: &str) -> &'l mut ReturnLine {
    let place = lines.iter().position(|line| line.hotspot == hotspot).unwrap_or_else(|| {
        let name = name_of_unknown(hotspot);
        lines.push(ReturnLine { hotspot: hotspot.to_owned(), name, ..ReturnLine::default() });
        lines.len() - 1
    });
    &mut lines[place]
}

const fn groups_of(line: &mut ReturnLine) -> [&mut ByCode; 3] {
    [&mut line.visits, &mut line.engagements, &mut line.actions]
}

/// The band of a visit: under 5 minutes, under 10, up to 20, over.
pub(super) fn band(visit: &VisitRow) -> &str {
    let minutes = |left: DateTime<Utc>| (left - visit.entered).num_seconds() as f64 / 60.0;
    match (&visit.band, visit.left.map(minutes)) {
        (Some(band), _) => band,
        (None, None) => NO_BAND,
        (None, Some(minutes)) if minutes < 5.0 => DoseBand::PassThrough.code(),
        (None, Some(minutes)) if minutes < 10.0 => DoseBand::Part.code(),
        (None, Some(minutes)) if minutes <= 20.0 => DoseBand::Full.code(),
        (None, Some(_)) => DoseBand::Over.code(),
    }
}

/// Which figures of which hotspots are not what they were; in the order of the lines.
#[must_use]
pub fn differences(was: &HotspotReturn, is: &HotspotReturn) -> Vec<Difference> {
    let nothing = ReturnLine::default();
    let find =
        |of: &HotspotReturn, hotspot: &str| of.lines.iter().find(|line| line.hotspot == hotspot).cloned();
    let gone = was.lines.iter().filter(|line| find(is, &line.hotspot).is_none());
    let mut all = Vec::new();
    for line in is.lines.iter().chain(gone) {
        let before = find(was, &line.hotspot).unwrap_or_else(|| nothing.clone()).figures();
        let after = find(is, &line.hotspot).unwrap_or_else(|| nothing.clone()).figures();
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for figure in names {
            let of = |figures: &BTreeMap<String, i64>| figures.get(figure).copied().unwrap_or(0);
            let (from, to) = (of(&before), of(&after));
            if from != to {
                let (hotspot, name) = (line.hotspot.clone(), line.name.clone());
                all.push(Difference { hotspot, name, figure: figure.clone(), from, to });
            }
        }
    }
    all
}

impl ReturnLine {
    /// Its figures by their names.
    #[must_use]
    pub fn figures(&self) -> BTreeMap<String, i64> {
        let mut figures = BTreeMap::from([
            ("patrols".to_owned(), i64::from(self.patrols)),
            ("clock_seconds".to_owned(), self.clock_seconds),
            ("person_seconds".to_owned(), self.person_seconds),
        ]);
        for (group, codes) in
            [("visits", &self.visits), ("engagements", &self.engagements), ("actions", &self.actions)]
        {
            figures.extend(codes.iter().map(|(code, n)| (format!("{group}.{code}"), i64::from(*n))));
        }
        figures
    }
}

impl HotspotReturn {
    /// The canonical form.
    ///
    /// # Panics
    /// Never: it is plain JSON.
    #[must_use]
    pub fn canonical(&self) -> String {
        serde_json::to_string(self).expect("figures are plain JSON")
    }

    /// The hash of its canonical form.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[self.canonical().as_bytes()])
    }
}

impl Difference {
    /// What the figure is called.
    #[must_use]
    pub fn words(&self) -> String {
        let code = |group: &str, list: &CodeList, code: &str| format!("{group}: {}", words_of(list, code));
        match self.figure.split_once('.') {
            Some(("visits", band)) => code("Visits", &DoseBand::LIST, band),
            Some(("engagements", kind)) => code("Engagements", &EngagementKind::LIST, kind),
            Some(("actions", act)) => code("Actions", &ActionCode::LIST, act),
            _ => match self.figure.as_str() {
                "patrols" => "Patrols".into(),
                "clock_seconds" => "Clock hours".into(),
                "person_seconds" => "Person hours".into(),
                other => other.to_owned(),
            },
        }
    }

    /// What it was and what it is, as people read them.
    #[must_use]
    pub fn told(&self) -> (String, String) {
        let told = |n: i64| if self.figure.ends_with("_seconds") { hhh_mm_ss(n) } else { n.to_string() };
        (told(self.from), told(self.to))
    }
}

/// A code in words; one that is not of this build as it is.
#[must_use]
pub fn words_of(list: &CodeList, code: &str) -> String {
    let unknown = if code == NO_BAND { "Not known how long" } else { code };
    list.words_of(code).unwrap_or(unknown).to_owned()
}
