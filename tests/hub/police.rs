//! Figures of the police, over a database that several councils share: the same as on the embedded one, and each its own.

use std::path::PathBuf;

use beatbook_hub::config::Database;
use beatbook_hub::outcome_places::{NotWritten, Version, of_day, taken_in};
use beatbook_hub::police_uk;
use beatbook_hub::reports::outcomes::{Asked, Outcomes, of, places};
use beatbook_records::report::outcomes::Compared;
use beatbook_tests::Town;

use super::cluster;

const HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

/// A file of a month with so many drugs crimes in the square, and one elsewhere in town.
fn file(dir: &std::path::Path, month: &str, crimes: u32) -> PathBuf {
    let line = |lsoa: &str| {
        format!(
            "id,{month},Testshire Police,Testshire Police,-1.3,54.5,On or near Elm Terrace,{lsoa},Testford 001A,Drugs,Under investigation,\n"
        )
    };
    let lines: String = (0..crimes).map(|_| line("E01000001")).chain([line("E01000009")]).collect();
    let path = dir.join(format!("{month}-{crimes}.csv"));
    std::fs::write(&path, format!("{HEADER}\n{lines}")).expect("a file");
    path
}

fn imports(town: &Town, files: &[PathBuf]) {
    let now_ms = town.now().timestamp_millis();
    town.with_store(|book| police_uk::import(book, files, now_ms, |_, _| ())).expect("taken");
}

fn told(town: &Town) -> Outcomes {
    let square = r#"{"groups": [{"name": "The square", "lsoa21": ["E01000001"]}]}"#;
    let months = |text: &str| text.parse().expect("months");
    let compared = Compared { before: months("2023-01"), after: months("2024-01") };
    let asked = Asked { places: places(square).expect("a place"), of: compared, comparison: None };
    town.with_store(|book| of(book, &asked)).expect("a report")
}

#[test]
fn crimes_are_counted_alike_on_both_databases_and_for_each_council_by_itself() {
    let dir = tempfile::tempdir().expect("a folder");
    let url = cluster::url_of(&cluster::database()).to_owned();
    let council = |authority| Town::on(Database::Postgres { url: url.clone(), authority });
    let (one, other, embedded) = (council(1), council(2), Town::new());
    let first = [file(dir.path(), "2023-01", 2_500), file(dir.path(), "2024-01", 7)];
    let again = [file(dir.path(), "2023-01", 40)];
    for town in [&one, &embedded] {
        imports(town, &first);
        imports(town, &again);
    }
    imports(&other, &[file(dir.path(), "2024-01", 3)]);

    let drugs = &told(&one).lines[4];
    assert_eq!((drugs.before, drugs.after, drugs.pct_change), (Some(40), Some(7), Some(-83)));
    assert_eq!(drugs.pct_change_comparison, Some(-80), "41 and 8");
    assert_eq!(told(&one), told(&embedded));
    assert_eq!(told(&other).lines[4].after, Some(3), "not the other's");
    assert_eq!(told(&other).lines[4].before, None);
}

/// The square from a day on, as a file of places has it.
fn writes(town: &Town, from: &str, codes: &str) -> Vec<Version> {
    let file = places(&format!(r#"{{"groups": [{{"name": "The square", "lsoa21": [{codes}]}}]}}"#))
        .expect("a place");
    let from = from.parse().expect("a day");
    let decide = |there: &[Version]| {
        taken_in(there, &file, from, "Sam Okoro", 1_700_000_000_000).map_err(NotWritten::Wrong)
    };
    town.with_store(|book| book.put_outcome_places(decide)).expect("written")
}

#[test]
fn places_are_kept_version_by_version_on_both_databases_and_for_each_council_by_itself() {
    let url = cluster::url_of(&cluster::database()).to_owned();
    let council = |authority| Town::on(Database::Postgres { url: url.clone(), authority });
    let (one, other, embedded) = (council(1), council(2), Town::new());
    for town in [&one, &embedded] {
        assert_eq!(writes(town, "2024-01-01", r#""E01000001""#).len(), 1);
        assert_eq!(writes(town, "2024-07-01", r#""E01000001", "E01000002""#)[0].place, 1);
        assert!(writes(town, "2024-08-01", r#""E01000002", "E01000001""#).is_empty(), "nothing has changed");
    }
    writes(&other, "2024-01-01", r#""E01000003""#);

    let versions = |town: &Town| town.with_store(|book| book.outcome_places()).expect("versions");
    assert_eq!(versions(&one).len(), 2);
    assert_eq!(versions(&one), versions(&embedded));
    let codes =
        |town: &Town, day: &str| of_day(&versions(town), day.parse().expect("a day"))[0].codes().len();
    assert_eq!(
        (codes(&one, "2024-06-30"), codes(&one, "2024-07-01"), codes(&other, "2024-07-01")),
        (1, 2, 1)
    );
    assert_eq!(versions(&other)[0].of.lsoa21, ["E01000003".to_owned()].into(), "not the other's");
}
