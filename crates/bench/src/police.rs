//! A year of a force's crimes: from their files into the hub's book, and the report of what changed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::ensure;
use beatbook_floor as floor;
use beatbook_hub::police_uk;
use beatbook_hub::reports::outcomes::{self, Asked};
use beatbook_records::report::crime_type::CrimeType;
use beatbook_records::report::outcomes::Compared;

use crate::kept::{Kept, database};
use crate::line::Line;
use crate::stopwatch::{Watch, median};

/// Crimes of a year.
const CRIMES: usize = 90_000;
const MONTHS: usize = 12;
/// LSOAs of a force.
const LSOAS: usize = 600;
const HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n";

/// Measure both.
pub fn police(kept: Kept, runs: usize) -> anyhow::Result<Vec<Line>> {
    let dir = tempfile::tempdir()?;
    let files = (1..=MONTHS).map(|month| file(dir.path(), month)).collect::<anyhow::Result<Vec<_>>>()?;
    let (mut imports, mut floors, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..runs {
        let home = dir.path().join(format!("run-{run}"));
        std::fs::create_dir(&home)?;
        let store = database(kept.new_database().as_deref()).open(&home)?;
        let watch = Watch::start();
        let taken = police_uk::import(&store.book(), &files, 1_700_000_000_000, |_, _| ())?;
        imports.push(watch.seconds());
        ensure!(
            taken.iter().map(|taken| taken.file.lines).sum::<u64>() == CRIMES as u64,
            "crimes are missing"
        );
        let watch = Watch::start();
        let report = outcomes::of(&store.book(), &asked()?)?;
        reports.push(watch.seconds() * 1_000.0);
        ensure!(
            report.lines.iter().all(|line| line.after.is_some_and(|crimes| crimes > 0)),
            "figures are missing"
        );
        let watch = Watch::start();
        ensure!(floor::take_in(&home.join("floor.db"), &files)? == CRIMES, "the floor lost lines");
        floors.push(watch.seconds());
    }
    let of = |name, value| Line::of(name, kept, CRIMES, value).made_of(runs);
    Ok(vec![
        of("police_import", median(imports)).beside(median(floors)),
        of("outcomes_report", median(reports)),
    ])
}

/// A month's file, in which every LSOA has crimes of every type over the year.
fn file(dir: &Path, month: usize) -> anyhow::Result<PathBuf> {
    let mut text = String::from(HEADER);
    for crime in 0..CRIMES / MONTHS {
        let lsoa = (crime * 7 + month) % LSOAS;
        let what = CrimeType::ALL[(crime / 3 + month) % CrimeType::ALL.len()].code();
        writeln!(
            text,
            "{crime:064x},2023-{month:02},Testshire Police,Testshire Police,-1.318044,54.707863,On or near Elm Terrace,E01{lsoa:06},Testford {:03}A,{what},Under investigation,",
            lsoa / 5
        )?;
    }
    let path = dir.join(format!("2023-{month:02}.csv"));
    std::fs::write(&path, text)?;
    Ok(path)
}

/// Three places of fifty LSOAs each, half a year against the other.
fn asked() -> anyhow::Result<Asked> {
    let place = |at: usize| {
        let codes: Vec<String> = (at * 50..at * 50 + 50).map(|lsoa| format!("E01{lsoa:06}")).collect();
        serde_json::json!({ "name": format!("Place {at}"), "lsoa21": codes })
    };
    let groups = serde_json::json!({ "groups": (0..3).map(place).collect::<Vec<_>>() }).to_string();
    let months = |text: &str| text.parse().map_err(|why| anyhow::anyhow!("{text}: {why}"));
    Ok(Asked {
        places: outcomes::places(&groups).map_err(|why| anyhow::anyhow!(why))?,
        of: Compared { before: months("2023-01..2023-06")?, after: months("2023-07..2023-12")? },
        comparison: None,
    })
}
