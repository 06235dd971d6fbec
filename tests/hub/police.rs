//! Figures of the police, over a database that several councils share: the same as on the embedded one, and each its own.

use std::path::PathBuf;

use beatbook_hub::config::Database;
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
