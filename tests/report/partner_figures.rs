//! What partners count themselves, read by the real command and told beside the outcomes.

use super::hub::Hub;

const HEADER: &str = "place,measure,months,against,count,pct_change\n";
const YEARS: [&str; 4] = ["--before", "2022-07..2023-06", "--after", "2023-07..2024-06"];

fn reads(hub: &Hub, source: &str, lines: &str) -> Result<String, String> {
    let path = hub.data.path().join("partner.csv");
    std::fs::write(&path, format!("{HEADER}{lines}")).expect("a file");
    let path = path.to_str().expect("a plain name");
    hub.types(&["import", "partner-figures", path, "--source", source, "--covers", "Its own beats"])
}

fn told(hub: &Hub, report: &str, format: &str) -> String {
    let words = ["report", report, "--format", format];
    hub.types(&words.into_iter().chain(YEARS).collect::<Vec<_>>()).expect("a report")
}

/// Lines of one year and the next; the change that is stated of the quay is of the same years.
const FIRST: &str = "The square,ASB incidents,2022-07..2023-06,,200,
The square,ASB incidents,2023-07..2024-06,,156,
The quay,ASB incidents,2023-07..2024-06,2022-07..2023-06,,-45%
";

#[test]
fn a_partners_counts_and_stated_changes_are_told_with_their_source_until_a_newer_file_comes() {
    let hub = Hub::of("Testford");
    assert!(
        reads(&hub, "Testshire Police", FIRST).expect("taken").contains("Took 3 figures of Testshire Police")
    );
    let square = "Testshire Police,The square,ASB incidents,200,156,-22%,no";
    let quay = "Testshire Police,The quay,ASB incidents,,,-45%,yes";
    let csv = told(&hub, "partner-figures", "csv");
    assert_eq!(csv.lines().skip(1).collect::<Vec<_>>(), [square, quay]);
    let table = told(&hub, "partner-figures", "table");
    assert!(table.contains("-45% stated") && table.contains("Its own beats. File partner.csv"), "{table}");

    reads(&hub, "A landlord", "The square,Complaints,2022-07,,3,\n").expect("taken");
    let csv = told(&hub, "partner-figures", "csv");
    assert!(!csv.contains("Complaints"), "a month says nothing of a year: {csv}");
    let newer = FIRST.replace(",156,", ",150,");
    assert!(reads(&hub, "Testshire Police", &newer).expect("taken").contains("version 3"));
    let csv = told(&hub, "partner-figures", "csv");
    assert!(csv.contains(",200,150,-25%,no") && !csv.contains("156"), "{csv}");
}

#[test]
fn the_outcomes_tell_them_beside_their_own_and_not_among_them() {
    let hub = Hub::of("Testford");
    let place = hub.data.path().join("places.json");
    std::fs::write(&place, r#"{"groups": [{"name": "The square", "lsoa11": ["E01000001"]}]}"#)
        .expect("a file");
    hub.types(&["import", "outcome-places", place.to_str().expect("plain")]).expect("taken");
    assert!(!told(&hub, "outcomes", "table").contains("partners"), "nobody said anything");
    let before = told(&hub, "outcomes", "csv");
    reads(&hub, "Testshire Police", FIRST).expect("taken");
    let table = told(&hub, "outcomes", "table");
    let (ours, theirs) = table.split_once("Counted by partners themselves").expect("beside");
    assert!(
        !ours.contains("ASB incidents") && theirs.contains("-22%") && theirs.contains("not to be compared")
    );
    assert_eq!(told(&hub, "outcomes", "csv"), before, "the rows are those of police.uk alone");
    let json: serde_json::Value = serde_json::from_str(&told(&hub, "outcomes", "json")).expect("JSON");
    assert_eq!(json["partners"]["lines"][0]["pct_change"], -22);
    assert_eq!(json["partners"]["sources"][0]["source"], "Testshire Police");
}

#[test]
fn a_file_with_a_wrong_line_is_not_taken_and_the_last_one_stands() {
    let hub = Hub::of("Testford");
    reads(&hub, "Testshire Police", FIRST).expect("taken");
    let csv = told(&hub, "partner-figures", "csv");
    let refused =
        reads(&hub, "Testshire Police", "The square,ASB incidents,July,,1,\nThe quay,ASB,2023-07,,-4,\n");
    let said = refused.expect_err("refused");
    assert!(said.contains("line 2: months \"July\"") && said.contains("line 3: count \"-4\""), "{said}");
    assert!(said.contains("nothing was taken"), "{said}");
    assert_eq!(told(&hub, "partner-figures", "csv"), csv);
}
