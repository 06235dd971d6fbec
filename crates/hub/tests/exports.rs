//! What is handed out: typed, without what the role may not see, without small counts for the public, and written down.

mod support;
#[path = "support/pages.rs"]
mod told;

use std::io::Cursor;

use beatbook_hub::config::Config;
use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use beatbook_records::wire::RefusalCode;
use calamine::{Data, DataType as _, Range, Reader as _, Xlsx};
use serde_json::{Value, json};
use support::{Running, refusal, start, start_with};
use told::{get, hotspot, patrols, record, signed_in};

const DAYS: &str = "from=2024-06-01&to=2024-06-30";

fn sample() -> Running {
    start_with(Config { organisation: "Sample partnership".into(), ..Config::default() })
}

/// A spreadsheet that was answered: its table and its notes.
fn read_back(bytes: Vec<u8>) -> (Range<Data>, String) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a spreadsheet");
    let notes = book.worksheet_range("Notes").expect("notes");
    let words: Vec<String> = notes.rows().map(|row| format!("{}: {}", row[0], row[1])).collect();
    (book.worksheet_range("Data").expect("a table"), words.join("\n"))
}

/// A part of a spreadsheet as it lies in its file.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).expect("a part"), &mut text).expect("text");
    text
}

#[test]
fn a_spreadsheet_has_numbers_durations_and_words_that_are_no_formulas() {
    let running = sample();
    hotspot(&running, "high", "=cmd|' /C calc'!A0", 0);
    patrols(&running, "high", 6, 7);
    let sana = signed_in(&running, "sana", Role::Analyst);
    let answer = get(&running, &format!("/v1/reports/patrol-summary?format=xlsx&{DAYS}"), &sana);
    assert!(answer.headers()["content-type"].to_str().unwrap().contains("spreadsheetml"));
    assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("2024-06-30.xlsx"));
    let bytes = answer.bytes().unwrap().to_vec();
    let (table, notes) = read_back(bytes.clone());

    let header: Vec<String> = table.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(header[..4], ["hotspot", "patrol_hours_hmmss", "patrol_minutes", "patrols"]);
    let line: Vec<&Data> = table.rows().nth(1).unwrap().iter().collect();
    assert_eq!(line[0], &Data::String("=cmd|' /C calc'!A0".into()), "as it was written");
    let hours = line[1].as_duration().expect("a duration");
    assert_eq!(hours.num_minutes(), 360);
    assert_eq!((line[2].as_i64(), line[3].as_i64(), line[4].as_i64()), (Some(360), Some(6), Some(7)));
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "no cell is a formula");
    assert!(
        sheet.contains("state=\"frozen\"") && sheet.contains("ySplit=\"1\""),
        "the header stays in sight"
    );
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""), "nor becomes one when it is edited");
    for said in [
        "Title: Patrol summary",
        "Organisation: Sample partnership",
        "Synthetic sample data",
        "Period: 2024-06-01 to 2024-06-30",
        "Zone: Days of Europe/London",
        "How it is counted: Clock time is the sum",
        "Made: 12:00 on 22 November 2026",
        "Made by: sana",
    ] {
        assert!(notes.contains(said), "{said}\n{notes}");
    }
    let again = get(&running, &format!("/v1/reports/patrol-summary?format=xlsx&{DAYS}"), &sana);
    assert_eq!(again.bytes().unwrap().to_vec(), bytes, "the same is the same bytes");
}

#[test]
fn every_counting_report_is_a_spreadsheet_and_says_sample_only_where_it_is() {
    let running = start();
    record(&running, "action", "2024-06-10T10:00:00.000Z", &json!({ "area": "north", "code": "WL1" }));
    let sana = signed_in(&running, "sana", Role::Supervisor);
    for name in ["licensing", "hardening", "enforcement", "equipment"] {
        let answer = get(&running, &format!("/v1/reports/{name}?format=xlsx&{DAYS}"), &sana);
        let (table, notes) = read_back(answer.bytes().unwrap().to_vec());
        assert!(table.rows().skip(1).all(|row| row[2].is_float()), "{name}: a count is a number");
        let sum: f64 = table.rows().skip(1).filter_map(|row| row[2].as_f64()).sum();
        assert!((sum - f64::from(u8::from(name == "enforcement"))).abs() < 0.1, "{name}");
        assert!(!notes.contains("Synthetic"), "{name}");
    }
}

#[test]
fn the_public_sees_no_small_count_and_none_can_be_subtracted() {
    let running = start();
    for (at, (name, many)) in
        [("Green", 3), ("Mill Lane", 6), ("High Street", 8), ("Quay", 0)].into_iter().enumerate()
    {
        hotspot(&running, name, name, at.try_into().unwrap());
        patrols(&running, name, many, 0);
    }
    let sana = signed_in(&running, "sana", Role::Analyst);
    let path = |whom: &str| format!("/v1/reports/patrol-summary?format=csv{whom}&{DAYS}");
    let column = |csv: &str, at: usize| -> Vec<String> {
        csv.lines().skip(1).map(|line| line.split(',').nth(at).unwrap().to_owned()).collect()
    };
    let inside = get(&running, &path(""), &sana).text().unwrap();
    assert_eq!(column(&inside, 3), ["3", "6", "8", "0", "17"]);
    let public = get(&running, &path("&for=public"), &sana);
    assert!(public.headers()["content-disposition"].to_str().unwrap().contains("patrol-summary-public-2024"));
    let public = public.text().unwrap();
    assert_eq!(column(&public, 3), ["[c]", "[c]", "8", "0", "17"]);
    assert_eq!(column(&public, 7), ["[c]", "[c]", "Welfare checks", "", "Welfare checks"]);

    let json: Value =
        support::json(get(&running, &format!("/v1/reports/patrol-summary?for=public&{DAYS}"), &sana));
    assert_eq!(json["rows"][0]["patrols"], "[c]");
    assert!(json["notes"]["Small counts"].as_str().unwrap().contains("between 1 and 4"));
    assert!(json.get("left_out").is_none(), "no patrol is named");
    let sheet = get(&running, &format!("/v1/reports/patrol-summary?format=xlsx&for=public&{DAYS}"), &sana);
    let (table, notes) = read_back(sheet.bytes().unwrap().to_vec());
    assert_eq!(table.get_value((1, 3)), Some(&Data::String("[c]".into())));
    assert!(notes.contains("Made for: the public") && notes.contains("[c] stands for"));
}

#[test]
fn the_public_gets_packs_as_counts_and_never_a_record() {
    let running = start();
    let home = json!({ "area": "north", "address": "1 Elm Terrace", "uprn": "100110", "name": "Ivy Sample" });
    for _ in 0..6 {
        record(&running, "hardening_signup", "2024-06-10T10:00:00.000Z", &home);
    }
    let sana = signed_in(&running, "sana", Role::RecordsManager);
    let path = format!("/v1/reports/hardening?figure=signed_up&{DAYS}");
    let inside = get(&running, &path, &sana).text().unwrap();
    let id = "00000000-0000-0000-0000-000000001001";
    assert!(inside.contains(id), "the partnership sees which records they are");
    let public = get(&running, &format!("{path}&for=public"), &sana).text().unwrap();
    assert!(public.contains("\"count\": 6") && !public.contains(id) && !public.contains("Elm"), "{public}");
    for kind in ["hardening_signup", "intelligence_source", "engagement"] {
        let records = get(&running, &format!("/v1/exports/records?kind={kind}&for=public"), &sana);
        assert_eq!(refusal(records).code, RefusalCode::Forbidden, "{kind}");
    }
}

#[test]
fn an_analyst_takes_records_without_names_or_free_text_and_a_supervisor_with_them() {
    let running = start();
    let talk = json!({
        "area": "north", "kind": "RESIDENT", "count": 2, "feels_safe": 4, "uprn": "100110",
        "action_asked": "Ask Ivy Sample about the light", "place_unsafe": "behind Ivy\u{2019}s",
    });
    record(&running, "engagement", "2024-06-10T10:00:00.000Z", &talk);
    record(&running, "engagement", "2024-07-10T10:00:00.000Z", &talk);
    record(&running, "note", "2024-06-10T10:00:00.000Z", &json!({ "area": "north", "text": "Ivy was out" }));
    let path = |kind: &str, format: &str| format!("/v1/exports/records?kind={kind}&format={format}&{DAYS}");

    let ana = signed_in(&running, "ana", Role::Analyst);
    let csv = get(&running, &path("engagement", "csv"), &ana).text().unwrap();
    let header = csv.lines().next().unwrap();
    assert!(header.starts_with("id,occurred,area,") && header.contains(",count,"), "{header}");
    assert!(!header.contains("uprn") && !header.contains("action_asked") && !csv.contains("Ivy"), "{csv}");
    assert_eq!(csv.lines().count(), 2, "that of July is not of the period");
    assert_eq!(refusal(get(&running, &path("note", "csv"), &ana)).code, RefusalCode::NotFound);
    assert_eq!(refusal(get(&running, &path("nothing", "csv"), &ana)).code, RefusalCode::NotFound);

    let sana = signed_in(&running, "sana", Role::Supervisor);
    assert!(get(&running, &path("note", "csv"), &sana).text().unwrap().contains("Ivy was out"));
    assert_eq!(
        refusal(get(&running, &path("intelligence_source", "csv"), &sana)).code,
        RefusalCode::NotFound
    );
    let bytes = get(&running, &path("engagement", "xlsx"), &sana).bytes().unwrap().to_vec();
    let (table, notes) = read_back(bytes);
    let at = |name: &str| table.rows().next().unwrap().iter().position(|cell| *cell == name).unwrap();
    let line = table.rows().nth(1).unwrap();
    assert_eq!(line[1].as_datetime().unwrap().to_string(), "2024-06-10 10:00:00");
    assert_eq!(line[at("count")].as_i64(), Some(2));
    assert_eq!(line[at("action_asked")], "Ask Ivy Sample about the light");
    assert!(notes.contains("Columns for: Supervisor") && notes.contains("feels_safe: How safe"));
    assert_eq!(refusal(running.get(&path("engagement", "csv"))).code, RefusalCode::Forbidden);
}

#[test]
fn points_are_of_kinds_with_a_position_and_days_are_days() {
    let running = start();
    let rail = |uprn: Value| {
        json!({
            "area": "north", "asset_no": "KR 1", "asset_type": "KICK_RAIL", "state": "WORKING",
            "state_on": "2024-06-09", "lat": 54.564_123_456, "lon": -1.318_765_4, "uprn": uprn,
        })
    };
    record(&running, "street_asset", "2024-06-10T10:00:00.000Z", &rail(Value::Null));
    record(&running, "street_asset", "2024-06-10T10:00:00.000Z", &rail("100110".into()));
    let path = |kind: &str, format: &str| format!("/v1/exports/records?kind={kind}&format={format}&{DAYS}");
    let ana = signed_in(&running, "ana", Role::Analyst);
    let answer = get(&running, &path("street_asset", "geojson"), &ana);
    assert_eq!(answer.headers()["content-type"], "application/geo+json");
    let points: Value = support::json(answer);
    let features = points["features"].as_array().unwrap();
    assert_eq!(features.len(), 1, "where somebody lives is no analyst\u{2019}s");
    assert_eq!(features[0]["geometry"]["coordinates"], json!([-1.318_77, 54.564_12]));
    assert_eq!(features[0]["properties"]["asset_type"], "KICK_RAIL");
    assert!(features[0]["properties"].get("asset_no").is_none(), "typed by hand");
    let sana = signed_in(&running, "sana", Role::Supervisor);
    let all: Value = support::json(get(&running, &path("street_asset", "geojson"), &sana));
    assert_eq!(all["features"].as_array().unwrap().len(), 2);
    let none = get(&running, &path("engagement", "geojson"), &sana);
    assert_eq!(refusal(none).code, RefusalCode::Malformed);

    let (table, _) = read_back(get(&running, &path("street_asset", "xlsx"), &ana).bytes().unwrap().to_vec());
    let at = table.rows().next().unwrap().iter().position(|cell| *cell == "state_on").unwrap();
    assert_eq!(table.rows().nth(1).unwrap()[at].as_date().unwrap().to_string(), "2024-06-09");
}

#[test]
fn what_is_handed_out_is_written_down_before_and_for_good() {
    let running = start();
    let sana = signed_in(&running, "sana", Role::Supervisor);
    let path = format!("/v1/reports/enforcement?format=csv&for=public&{DAYS}");
    let bytes = get(&running, &path, &sana).bytes().unwrap();
    let rows = running.hub.store().exports(10).unwrap();
    let row = &rows[0];
    assert_eq!((rows.len(), row.who.as_str(), row.what.as_str()), (1, "sana", "enforcement"));
    assert_eq!((row.format.as_str(), row.audience.as_str()), ("csv", "public"));
    assert_eq!(row.sha256, Hash::of(&[&bytes]), "of exactly what was answered");
    assert_eq!(row.lines, bytes.split(|byte| *byte == b'\n').count() as u64 - 2);
    let page = get(&running, "/exports", &sana).text().unwrap();
    assert!(page.contains(&row.sha256.to_string()) && page.contains("2024-06-01 to 2024-06-30"), "{page}");

    let ana = signed_in(&running, "ana", Role::Analyst);
    assert_eq!(refusal(get(&running, "/exports", &ana)).code, RefusalCode::Forbidden);
    assert!(!get(&running, "/", &ana).text().unwrap().contains("href=\"/exports\""));
    assert_eq!(running.get("/exports").status(), 403);
    let refused = get(&running, "/v1/exports/records?kind=note", &ana);
    assert_eq!(refused.status(), 404);
    assert_eq!(
        running.hub.store().exports(10).unwrap().len(),
        1,
        "what is not handed out is not written down"
    );

    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).unwrap();
    for change in ["DELETE FROM export", "UPDATE export SET who = 'nobody'"] {
        assert!(book.execute(change, []).unwrap_err().to_string().contains("stays written"), "{change}");
    }
    book.execute("ALTER TABLE export RENAME TO away", []).unwrap();
    assert_eq!(
        refusal(get(&running, &path, &sana)).code,
        RefusalCode::Internal,
        "not written, not handed out"
    );
}
