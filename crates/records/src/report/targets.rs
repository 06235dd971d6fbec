//! What was promised to those who pay, and how far it has got.
//!
//! Rule: a target names a figure that a report has already; nothing is counted here. Person hours and clock hours are two
//! measures, and never one in the place of the other.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::counting::counting;
use super::period::Period;

/// The most targets of a programme.
const TARGETS_MAX: usize = 100;
/// The most programmes.
const PROGRAMMES_MAX: usize = 50;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// Hours of patrols, each counted once.
    ClockHours,
    /// Hours of patrols, times their crews.
    PersonHours,
    /// A figure of a report that counts records.
    Figure {
        /// The report.
        report: &'static str,
        /// The figure's code.
        code: &'static str,
    },
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClockHours => f.write_str("clock-hours"),
            Self::PersonHours => f.write_str("person-hours"),
            Self::Figure { report, code } => write!(f, "{report}/{code}"),
        }
    }
}

impl FromStr for Measure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "clock-hours" => return Ok(Self::ClockHours),
            "person-hours" => return Ok(Self::PersonHours),
            _ => {}
        }
        let unknown = || {
            format!(
                "{text:?} is no measure: it is clock-hours, person-hours or a figure, as hardening/consented"
            )
        };
        let (report, code) = text.split_once('/').ok_or_else(unknown)?;
        let report = counting(report).ok_or_else(unknown)?;
        let code = report.figures.codes.iter().find(|known| **known == code).ok_or_else(|| {
            format!("{} has no figure {code:?}: it has {}", report.name, report.figures.codes.join(", "))
        })?;
        Ok(Self::Figure { report: report.name, code })
    }
}

/// A target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What was promised, in words.
    pub name: String,
    /// What is measured, as a [`Measure`] is written.
    pub measure: String,
    /// How many, or how many hours.
    pub target: u32,
    /// What may be spent on it, in pounds.
    #[serde(default)]
    pub budget: Option<u32>,
    /// What was spent so far, in pounds, as finance said.
    #[serde(default)]
    pub spent: Option<u32>,
}

/// What somebody pays for, over some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Its name.
    pub name: String,
    /// Who pays.
    pub funder: String,
    /// The first day that counts.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// What was promised.
    pub targets: Vec<Target>,
}

/// Everything that was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The programmes.
    pub programmes: Vec<Programme>,
}

/// Read a plan from JSON.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(text: &str) -> Result<Plan, String> {
    let plan: Plan = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|why| format!("the file is not a JSON object with `programmes`: {why}"))?;
    if plan.programmes.is_empty() || plan.programmes.len() > PROGRAMMES_MAX {
        return Err(format!(
            "there are {} programmes: 1 to {PROGRAMMES_MAX} are kept",
            plan.programmes.len()
        ));
    }
    let mut names = BTreeSet::new();
    for programme in &plan.programmes {
        let wrong = |why: String| Err(format!("{}: {why}", programme.name));
        if programme.name.trim().is_empty() || programme.funder.trim().is_empty() {
            return wrong("a programme has a name, and somebody who pays".into());
        }
        if !names.insert(&programme.name) {
            return wrong("it is there twice".into());
        }
        if programme.to < programme.from {
            return wrong("the last day is before the first".into());
        }
        if programme.targets.is_empty() || programme.targets.len() > TARGETS_MAX {
            return wrong(format!(
                "there are {} targets: 1 to {TARGETS_MAX} are kept",
                programme.targets.len()
            ));
        }
        for target in &programme.targets {
            if target.name.trim().is_empty() || target.target == 0 {
                return wrong(format!("{:?} needs a name and more than nought to reach", target.name));
            }
            if let Err(why) = target.measure.parse::<Measure>() {
                return wrong(format!("{}: {why}", target.name));
            }
        }
    }
    Ok(plan)
}

impl Programme {
    /// The days that count up to one; none before the first.
    #[must_use]
    pub fn up_to(&self, today: NaiveDate) -> Option<Period> {
        (today >= self.from).then(|| Period { from: self.from, to: self.to.min(today) })
    }

    /// How much of its days is over on a day, of one.
    #[must_use]
    pub fn elapsed(&self, today: NaiveDate) -> f64 {
        let days = |period: Period| (period.to - period.from).num_days() + 1;
        let all = days(Period { from: self.from, to: self.to });
        let over = self.up_to(today).map_or(0, days);
        f64::from(i32::try_from(over).unwrap_or(i32::MAX)) / f64::from(i32::try_from(all).unwrap_or(i32::MAX))
    }
}

/// How a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// What was promised is there.
    Reached,
    /// As much is there as there would be if every day brought the same.
    OnPace,
    /// Less is there.
    Behind,
    /// Its days are over and it was not reached.
    Missed,
}

impl Standing {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Reached => "Reached",
            Self::OnPace => "On pace",
            Self::Behind => "Behind",
            Self::Missed => "Missed",
        }
    }
}

/// How a target stands, with so much reached and so much of its days over.
#[must_use]
pub fn standing(reached: f64, target: u32, elapsed: f64, over: bool) -> Standing {
    let target = f64::from(target);
    if reached >= target {
        Standing::Reached
    } else if over {
        Standing::Missed
    } else if reached >= target * elapsed {
        Standing::OnPace
    } else {
        Standing::Behind
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn plan() -> Value {
        json!({ "programmes": [{ "name": "Hotspots", "funder": "A fund", "from": "2023-04-01", "to": "2024-03-31", "targets": [
            { "name": "Hours", "measure": "person-hours", "target": 13_000 },
            { "name": "Packs", "measure": "hardening/consented", "target": 100, "budget": 5_000, "spent": 1_200 },
        ] }] })
    }

    #[test]
    fn a_plan_is_read_whole_and_what_is_wrong_with_it_is_said_by_name() {
        let read_of = |plan: &Value| read(&plan.to_string());
        assert_eq!(read_of(&plan()).expect("a plan").programmes[0].targets.len(), 2);
        let wrong = |at: &str, value: Value, words: &str| {
            let mut plan = plan();
            *plan.pointer_mut(at).expect("a place in it") = value;
            let why = read_of(&plan).expect_err(words);
            assert!(why.contains(words), "{why}");
        };
        let target = "/programmes/0/targets/1";
        wrong(&format!("{target}/measure"), json!("hours"), "Hotspots: Packs: \"hours\" is no measure");
        wrong(&format!("{target}/measure"), json!("hardening/x"), "hardening has no figure \"x\"");
        wrong(&format!("{target}/target"), json!(0), "more than nought");
        wrong("/programmes/0/to", json!("2023-03-31"), "the last day is before the first");
        wrong("/programmes/0/targets", json!([]), "there are 0 targets");
        wrong("/programmes", json!([]), "there are 0 programmes");
        let mut twice = plan();
        twice["programmes"].as_array_mut().expect("a list").push(plan()["programmes"][0].clone());
        assert!(read_of(&twice).expect_err("twice").contains("it is there twice"));
    }

    #[test]
    fn a_target_is_on_pace_while_it_has_its_share_of_the_days() {
        let plan = read(&plan().to_string()).expect("a plan");
        let programme = &plan.programmes[0];
        let day = |text: &str| text.parse().expect("a day");
        assert_eq!(programme.up_to(day("2023-03-31")), None);
        assert_eq!(programme.up_to(day("2025-01-01")).expect("days").to, day("2024-03-31"));
        let half = programme.elapsed(day("2023-09-30"));
        assert!((half - 0.5).abs() < 1e-9, "183 of 366 days: {half}");
        assert_eq!(standing(50.0, 100, half, false), Standing::OnPace);
        assert_eq!(standing(49.9, 100, half, false), Standing::Behind);
        assert_eq!(standing(100.0, 100, half, false), Standing::Reached);
        assert_eq!(standing(99.0, 100, 1.0, true), Standing::Missed);
    }
}
