//! Street files of the police, taken in by the real command, and the outcomes report over them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use beatbook_records::report::crime_type::CrimeType;
use beatbook_records::report::outcomes::Change;
use serde_json::Value;

use super::hub::Hub;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
const HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";
const PLACES: &str = r#"{"groups": [
    {"name": "The square", "lsoa11": ["E01000001"], "lsoa21": ["E01000011", "E01000012"]},
    {"name": "=The harbour", "lsoa11": ["E01000002"], "lsoa21": ["E01000002"]}]}"#;

/// A crime as a line of a file.
fn crime(month: &str, lsoa: &str, crime_type: &str) -> String {
    format!(
        "id,{month},Testshire Police,Testshire Police,-1.3,54.5,On or near Elm Terrace,{lsoa},Testford 001A,{crime_type},Under investigation,"
    )
}

fn file(hub: &Hub, name: &str, lines: &[String]) -> PathBuf {
    let path = hub.data.path().join(name);
    std::fs::write(&path, format!("{HEADER}\n{}\n", lines.join("\n"))).expect("a file");
    path
}

fn imports(hub: &Hub, files: &[&Path]) -> Result<String, String> {
    let paths = files.iter().map(|path| path.to_str().expect("a plain name"));
    hub.types(&["import", "police-uk"].into_iter().chain(paths).collect::<Vec<_>>())
}

fn report(hub: &Hub, places: &Path, before: &str, after: &str, format: &str) -> String {
    let places = places.to_str().expect("a plain name");
    let words =
        ["report", "outcomes", "--places", places, "--before", before, "--after", after, "--format", format];
    hub.types(&words).expect("a report")
}

fn places(hub: &Hub) -> PathBuf {
    let path = hub.data.path().join("places.json");
    std::fs::write(&path, PLACES).expect("a file");
    path
}

/// The lines of the report, by place and type: before, after, difference, change, change beside it.
fn cells(csv: &str) -> BTreeMap<(String, CrimeType), [String; 5]> {
    let cells = |line: &str| {
        let of: Vec<String> = line.split(',').map(str::to_owned).collect();
        let [place, crime_type, rest @ ..] = &of[..] else { panic!("{line}") };
        let crime_type = CrimeType::named(crime_type).expect("a type of police.uk");
        ((place.clone(), crime_type), rest.to_vec().try_into().expect("five figures"))
    };
    csv.lines().skip(1).map(cells).collect()
}

#[test]
fn crimes_are_counted_by_place_type_and_period_and_a_new_file_takes_the_place_of_the_old() {
    let hub = Hub::of("Testford");
    let places = places(&hub);
    let before = file(
        &hub,
        "2023-01.csv",
        &[
            crime("2023-01", "E01000001", "Drugs"),
            crime("2023-01", "E01000011", "Drugs"),
            crime("2023-01", "E01000002", "Burglary"),
            crime("2023-01", "E01000009", "Drugs"),
            crime("2023-01", "", "Drugs").replace("Testford 001A", ""),
        ],
    );
    let after = file(&hub, "2024-01.csv", &[crime("2024-01", "E01000012", "Drugs")]);
    let said = imports(&hub, &[&before, &after]).expect("taken");
    assert!(
        said.contains("2023-01: 5 crimes, is new") && said.contains("2024-01: 1 crimes, is new"),
        "{said}"
    );
    assert!(imports(&hub, &[&before]).expect("taken").contains("was there already"));

    let csv = report(&hub, &places, "2023-01", "2024-01", "csv");
    assert!(csv.starts_with("place,crime_type,before,after,difference,pct_change,pct_change_comparison\n"));
    let told = cells(&csv);
    let of = |place: &str, crime_type| told[&(place.to_owned(), crime_type)].clone();
    assert_eq!(of("The square", CrimeType::Drugs), ["2", "1", "-1", "-50%", "-67%"]);
    assert_eq!(of("'=The harbour", CrimeType::Burglary), ["1", "0", "-1", "-100%", "-100%"]);
    assert_eq!(
        of("The square", CrimeType::Robbery),
        ["0", "0", "0", "", ""],
        "there is no percentage of nought"
    );
    assert_eq!(told.len(), 28);

    let fewer = file(&hub, "2023-01-again.csv", &[crime("2023-01", "E01000001", "Drugs")]);
    assert!(imports(&hub, &[&fewer]).expect("taken").contains("took the place of an earlier file"));
    let told = cells(&report(&hub, &places, "2023-01", "2024-01", "csv"));
    assert_eq!(told[&("The square".to_owned(), CrimeType::Drugs)], ["1", "1", "0", "0%", "0%"]);
}

#[test]
fn a_missing_month_is_named_and_never_a_nought() {
    let hub = Hub::of("Testford");
    let places = places(&hub);
    let there = file(&hub, "2024-01.csv", &[crime("2024-01", "E01000011", "Drugs")]);
    imports(&hub, &[&there]).expect("taken");
    let csv = cells(&report(&hub, &places, "2023-01..2023-02", "2024-01", "csv"));
    assert_eq!(csv[&("The square".to_owned(), CrimeType::Drugs)], ["", "1", "", "", ""]);
    let table = report(&hub, &places, "2023-01..2023-02", "2024-01", "table");
    assert!(table.contains("Months that are not there: 2023-01, 2023-02"), "{table}");
    assert!(
        table.contains("The square: crimes under LSOA codes of 2011 alone 0, of 2021 alone 1, of both 0"),
        "{table}"
    );
    let json: Value =
        serde_json::from_str(&report(&hub, &places, "2023-01", "2024-01", "json")).expect("JSON");
    let drugs = &json["lines"][4];
    assert_eq!((&drugs["before"], &drugs["months"]["2024-01"]), (&Value::Null, &Value::from(1)));
    assert_eq!(json["files"][0]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(json["comparison"], "Testford");
}

#[test]
fn what_is_wrong_with_a_file_is_named_and_nothing_of_any_file_is_taken() {
    let hub = Hub::of("Testford");
    let right = file(&hub, "2023-01.csv", &[crime("2023-01", "E01000001", "Drugs")]);
    let wrong = |name: &str, bytes: &[u8], why: &str| {
        let path = hub.data.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let said = imports(&hub, &[&right, &path]).expect_err("refused");
        assert!(said.contains("nothing was changed") && said.contains(why), "{name}: {said}");
    };
    let table = |lines: &[String]| format!("{HEADER}\n{}\n", lines.join("\n")).into_bytes();
    let good = crime("2023-02", "E01000001", "Drugs");
    wrong("changed.csv", HEADER.replace("Falls within", "Force").as_bytes(), "column 4 is not Falls within");
    wrong("more.csv", format!("{HEADER},Extra\n").as_bytes(), "it has more columns");
    wrong("empty.csv", b"", "it holds no crime");
    wrong("only-header.csv", HEADER.as_bytes(), "it holds no crime");
    wrong("packed.zip", b"PK\x03\x04 and so on", "it is a zip");
    let mut latin = table(&[good.clone(), good.replace("Elm", "E?m")]);
    let at = latin.iter().position(|byte| *byte == b'?').expect("the mark");
    latin[at] = 0xe9;
    wrong("latin.csv", &latin, "Line 3: line: it is not UTF-8 text");
    wrong(
        "short.csv",
        &table(&[good.clone(), "id,2023-02".into()]),
        "Line 3: line: it has more or fewer columns",
    );
    let named = [
        (good.replace("2023-02", "2023-14"), "Line 3: Month: a month is written as 2023-07"),
        (crime("2023-03", "E01000001", "Drugs"), "Line 3: Month: it is another month"),
        (good.replace("Testshire", "Otherby"), "Line 3: Falls within: it is another force"),
        (good.replace("E01000001", "E0100001"), "Line 3: LSOA code"),
        (good.replace("Drugs", "Piracy"), "Line 3: Crime type: it is none of the 14"),
        (good.replace("-1.3", "west"), "Line 3: Longitude: it is not a number"),
    ];
    for (line, why) in named {
        wrong("line.csv", &table(&[good.clone(), line]), why);
    }
    let many: Vec<String> =
        std::iter::once(good.clone()).chain((0..1_000).map(|_| good.replace("Drugs", "?"))).collect();
    wrong("many.csv", &table(&many), "1000 of its lines are wrong");
    wrong("twice.csv", &table(&[crime("2023-01", "E01000001", "Drugs")]), "is a second file of 2023-01");
    wrong(
        "other.csv",
        &table(&[good.replace("Testshire", "Otherby")]),
        "the figures here are of Testshire Police",
    );
    assert!(
        imports(&hub, &[&right]).expect("taken").contains("2023-01: 1 crimes, is new"),
        "it was never there"
    );
}

/// A line of the brief's own table.
struct Printed {
    place: String,
    crime_type: CrimeType,
    before: u32,
    after: u32,
    change: String,
}

/// The table, where it is at hand.
fn brief() -> Option<Vec<Printed>> {
    let text = std::fs::read_to_string(format!("{DATA}/brief/outcomes.csv")).ok()?;
    let line = |line: &str| {
        let of: Vec<&str> = line.split(',').collect();
        let count = |at: usize| of[at].parse().expect("a count");
        Printed {
            place: of[0].to_owned(),
            crime_type: CrimeType::named(of[1]).expect("a type"),
            before: count(2),
            after: count(3),
            change: of[5].to_owned(),
        }
    };
    Some(text.lines().skip(1).map(line).collect())
}

/// The street files that are at hand.
fn street_files() -> Vec<PathBuf> {
    let found = std::fs::read_dir(format!("{DATA}/police-uk")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        found.map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "csv")).collect();
    files.sort();
    files
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn the_percentages_of_the_brief_follow_from_its_own_columns() {
    let Some(lines) = brief() else { return eprintln!("skipped: the brief's table is not at hand") };
    assert_eq!(lines.len(), 24);
    for Printed { place, crime_type, before, after, change: printed } in lines {
        let change = Change { crime_type, before: Some(before), after: Some(after) };
        let percent = change.percent().map(|percent| format!("{percent}%"));
        assert_eq!(percent, Some(printed), "{place}, {crime_type:?}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn the_briefs_figures_of_july_2023_to_june_2024_come_out_of_the_files_and_one_row_is_one_cell() {
    let (Some(lines), files) = (brief(), street_files()) else {
        return eprintln!("skipped: no brief at hand");
    };
    if files.is_empty() {
        return eprintln!("skipped: the street files are not at hand");
    }
    let hub = Hub::of("Testford");
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    imports(&hub, &paths).expect("taken");
    let places = PathBuf::from(format!("{DATA}/brief/hotspot_groups.json"));
    let told = || cells(&report(&hub, &places, "2022-07..2023-06", "2023-07..2024-06", "csv"));
    let first = told();
    for Printed { place, crime_type, after, .. } in lines {
        let [before, counted, ..] = &first[&(place.clone(), crime_type)];
        assert_eq!(
            (before.as_str(), counted.as_str()),
            ("", after.to_string().as_str()),
            "{place}, {crime_type:?}"
        );
    }

    let january = std::fs::read_to_string(
        files.iter().find(|path| path.ends_with("2024-01-cleveland-street.csv")).expect("January"),
    )
    .expect("text");
    let of = |line: &&str| line.contains("E01035197") && line.contains(",Drugs,");
    let gone = january.lines().find(of).expect("a crime of the place");
    let mut one_less: Vec<&str> = january.lines().collect();
    one_less.remove(one_less.iter().position(|line| *line == gone).expect("the line"));
    let path = hub.data.path().join("2024-01.csv");
    std::fs::write(&path, one_less.join("\n")).expect("a file");
    imports(&hub, &[&path]).expect("taken");
    let second = told();
    let differ: Vec<_> =
        first.iter().filter(|(of, figures)| second[*of] != **figures).map(|(of, _)| of.clone()).collect();
    assert_eq!(differ, [("Stockton Town Centre".to_owned(), CrimeType::Drugs)]);
}
