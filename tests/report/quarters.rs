//! The returns of the sample council's quarters, as the command prints them.

use serde_json::Value;

use crate::hub::Hub;

const QUARTERS: [&str; 4] = ["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"];

fn told(hub: &Hub, words: &[&str]) -> Value {
    let words = [&["report", "hotspot-return", "--format", "json", "--period"], words].concat();
    serde_json::from_str(&hub.types(&words).expect("a return")).expect("JSON")
}

/// Freeze every quarter; together they are the public document.
pub fn are_frozen(hub: &Hub) {
    let sum = |figure: &str| -> i64 {
        let each = QUARTERS.iter().map(|quarter| {
            told(hub, &[quarter])["figures"]["totals"].pointer(figure).and_then(Value::as_i64)
        });
        each.map(Option::unwrap_or_default).sum()
    };
    assert_eq!((sum("/patrols"), sum("/clock_seconds")), (1066, 63_626 * 60));
    assert_eq!((sum("/engagements/RESIDENT"), sum("/engagements/BUSINESS")), (428, 813));
    for quarter in QUARTERS {
        let frozen = told(hub, &[quarter, "--freeze", "--by", "Sam Sample", "--narrative", "=1+1"]);
        assert_eq!((&frozen["state"], &frozen["recount"]["same"]), (&"frozen".into(), &true.into()));
        assert_eq!(frozen["recount"]["hash"], frozen["kept"][0]["hash"]);
    }
    let refused = |words: &[&str]| {
        let words = [&["report", "hotspot-return", "--period"], words].concat();
        hub.types(&words).expect_err("it is refused")
    };
    assert!(refused(&[QUARTERS[0], "--freeze", "--by", "Sam"]).contains("is frozen already"));
    assert!(refused(&[QUARTERS[0], "--restate", "--by", "Sam"]).contains("nothing to restate"));
    assert!(refused(&["2999-01", "--freeze", "--by", "Sam"]).contains("has not ended"));
    assert!(refused(&["2023-08", "--restate", "--by", "Sam"]).contains("is not frozen"));
    assert!(refused(&["2023-08", "--freeze"]).contains("--by"), "nobody stands for it");
    assert!(refused(&["2023-8"]).contains("2023-Q3"), "how a period is written");
}

/// What came since: the ids of the records, and the seconds of clock time that they added.
pub fn since(hub: &Hub) -> (Vec<String>, i64) {
    let (mut records, mut seconds) = (Vec::new(), 0);
    for quarter in QUARTERS {
        let Value::Object(recount) = told(hub, &[quarter])["recount"].take() else {
            panic!("{quarter} is frozen")
        };
        let ids =
            recount["records"].as_array().into_iter().flatten().filter_map(|record| record["id"].as_str());
        records.extend(ids.map(String::from));
        let clock = recount["differences"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| one["figure"] == "clock_seconds");
        seconds +=
            clock.map(|one| one["to"].as_i64().unwrap_or(0) - one["from"].as_i64().unwrap_or(0)).sum::<i64>();
        let table = hub.types(&["report", "hotspot-return", "--period", quarter]).expect("a table");
        let same = recount["same"] == true;
        assert_eq!(table.contains("A recount gives the same figures."), same, "{table}");
        assert!(!table.contains("Restated"), "{table}");
    }
    (records, seconds)
}
