//! Places that the hub keeps, read by the real command, and the outcomes report over those of a day.

use std::path::PathBuf;

use super::hub::Hub;

const HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

fn file(hub: &Hub, name: &str, text: &str) -> String {
    let path: PathBuf = hub.data.path().join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_str().expect("a plain name").to_owned()
}

/// One month with a crime in each of three LSOAs.
fn crimes(hub: &Hub) {
    let line = |lsoa: &str| {
        format!(
            "id,2024-01,Testshire Police,Testshire Police,-1.3,54.5,On or near Elm Terrace,{lsoa},Testford 001A,Drugs,Under investigation,\n"
        )
    };
    let lines: String = ["E01000001", "E01000002", "E01000003"].map(line).concat();
    let path = file(hub, "2024-01.csv", &format!("{HEADER}\n{lines}"));
    hub.types(&["import", "police-uk", &path]).expect("taken");
}

fn places(hub: &Hub, groups: &str, from: &str) -> Result<String, String> {
    let path = file(hub, "places.json", &format!(r#"{{"groups": [{groups}]}}"#));
    hub.types(&["import", "outcome-places", &path, "--valid-from", from])
}

fn drugs(hub: &Hub, more: &[&str]) -> Result<Vec<String>, String> {
    let words = ["report", "outcomes", "--before", "2024-01", "--after", "2024-01", "--format", "csv"];
    let csv = hub.types(&words.iter().chain(more).copied().collect::<Vec<_>>())?;
    Ok(csv.lines().filter(|line| line.contains(",Drugs,")).map(str::to_owned).collect())
}

#[test]
fn the_report_counts_the_places_of_the_day_that_is_asked_for_as_it_counts_those_of_a_file() {
    let hub = Hub::of("Testford");
    crimes(&hub);
    assert!(drugs(&hub, &[]).expect_err("none yet").contains("the hub has no places that stand on"));
    let square = r#"{"name": "The square", "lsoa11": ["E01000001"]}"#;
    let harbour = r#"{"name": "The harbour", "lsoa21": ["E01000003"]}"#;
    let said = places(&hub, &format!("{square}, {harbour}"), "2024-01-01").expect("taken");
    assert!(said.contains("Took 2 places that stand from 2024-01-01, 0 were this already"), "{said}");
    let wide = r#"{"name": "The square", "lsoa11": ["E01000001"], "lsoa21": ["E01000002"]}"#;
    let said = places(&hub, &format!("{wide}, {harbour}"), "2024-07-01").expect("taken");
    assert!(said.contains("Took 1 places that stand from 2024-07-01, 1 were this already"), "{said}");

    let line = |place: &str, count: u32| format!("{place},Drugs,{count},{count},0,0%,0%");
    let told = |more: &[&str]| drugs(&hub, more).expect("a report");
    assert_eq!(told(&["--places-of", "2024-06-30"]), [line("The square", 1), line("The harbour", 1)]);
    assert_eq!(told(&[]), [line("The square", 2), line("The harbour", 1)], "today");
    assert_eq!(told(&["--place", "The harbour"]), [line("The harbour", 1)]);
    assert!(drugs(&hub, &["--places-of", "2023-12-31"]).is_err());
    assert!(drugs(&hub, &["--place", "The quay"]).expect_err("none").contains("no place named The quay"));
    let same = file(&hub, "same.json", &format!(r#"{{"groups": [{wide}, {harbour}]}}"#));
    assert_eq!(told(&["--places", &same]), told(&[]));
}

#[test]
fn places_that_are_not_right_are_named_and_none_of_the_file_is_taken() {
    let hub = Hub::of("Testford");
    let square = r#"{"name": "The square", "lsoa11": ["E01000001"]}"#;
    places(&hub, square, "2024-01-01").expect("taken");
    let wrong = [
        (r#"{"name": "The quay", "lsoa11": ["E0100001"]}"#, "The quay: E0100001 is not written as E01012276"),
        (
            r#"{"name": "The quay", "lsoa21": ["E01000001"]}"#,
            "E01000001 is in The square already on 2024-02-01",
        ),
        (r#"{"name": "The quay"}"#, "The quay has no LSOA"),
        (r#"{"name": " ", "lsoa21": ["E01000005"]}"#, "a place has no name"),
    ];
    for (quay, why) in wrong {
        let harbour = r#"{"name": "The harbour", "lsoa21": ["E01000003"]}"#;
        let said = places(&hub, &format!("{harbour}, {quay}"), "2024-02-01").expect_err(why);
        assert!(said.contains(why) && said.contains("nothing was changed"), "{said}");
    }
    crimes(&hub);
    assert_eq!(drugs(&hub, &[]).expect("a report").len(), 1, "neither harbour nor quay");
}
