//! The gazetteer: what is read of a file and what is left out, and which places a device is given.

mod support;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use beatbook_hub::gazetteer::{Read, Unreadable, in_order, read};
use beatbook_hub::store::places::Replaced;
use beatbook_records::geo::place::{Place, PlaceKind};
use beatbook_records::wire::{PATH_PLACES, PlacesPage};
use support::{Device, NOON_MS, Running, Serving, hub_command, json, start};
use tempfile::TempDir;

const HEADER: &str = "uprn,address,street,postcode,lat,lon,area";

/// A line that is right, of a house of Elm Terrace.
fn line(number: usize) -> String {
    let lat = 54.56 + number as f64 / 1e5;
    format!("{},{number},Elm Terrace,TS18 1AA,{lat:.5},-1.31,north", 1_000 + number)
}

fn csv(lines: &[String]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

fn reads(text: &str) -> Read {
    read(text.as_bytes(), None, &HashSet::new()).expect("a file that can be read")
}

/// Line, field and what is wrong of everything left out.
fn left_out(text: &str) -> Vec<(u64, &'static str, String)> {
    reads(text).rejected.into_iter().map(|rejected| (rejected.line, rejected.field, rejected.why)).collect()
}

/// The only fault of a file of one line.
fn fault(line: &str) -> (&'static str, String) {
    let (number, field, why) = left_out(&format!("{HEADER}\n{line}\n")).pop().expect("it is left out");
    assert_eq!(number, 2);
    (field, why)
}

fn unreadable(file: &[u8]) -> Unreadable {
    read(file, None, &HashSet::new()).expect_err("nothing of it is read")
}

#[test]
fn a_line_is_kept_in_its_one_form_whatever_the_order_of_the_columns() {
    let text = "\u{feff}Area , Extra,LON,Latitude,PostCode,STREET,Address,UPRN\r\n\
                north,x,-1.31,54.56,ts181aa, Elm  Terrace ,\"Flat 3, 14\",000000199356\r\n";
    let read = reads(text);
    assert!(read.rejected.is_empty());
    let expected = Place {
        kind: PlaceKind::Address,
        uprn: Some("199356".into()),
        line: "Flat 3, 14".into(),
        street: "Elm Terrace".into(),
        postcode: "TS18 1AA".into(),
        lat: 54.56,
        lon: -1.31,
        area: "north".into(),
        houses: 0,
    };
    assert_eq!(read.places, [expected]);
}

#[test]
fn an_address_may_repeat_its_street() {
    let house = |address: &str| {
        let text = format!("{HEADER}\n1,\"{address}\",Elm Terrace,TS18 1AA,54.56,-1.31,north\n");
        reads(&text).places.first().map(|place| place.line.clone())
    };
    assert_eq!(house("12 ELM TERRACE, STOCKTON").as_deref(), Some("12"));
    assert_eq!(house("Flat 1, 12, Elm Terrace").as_deref(), Some("Flat 1, 12"));
    assert_eq!(house("The Lodge").as_deref(), Some("The Lodge"));
    assert_eq!(house("Elm Terrace, Stockton"), None);
}

#[test]
fn every_fault_of_a_line_is_told_with_its_field_and_never_with_its_words() {
    for (line, field) in [
        ("x,12,Elm Terrace,TS18 1AA,54.56,-1.31,north", "uprn"),
        ("0,12,Elm Terrace,TS18 1AA,54.56,-1.31,north", "uprn"),
        ("1234567890123,12,Elm Terrace,TS18 1AA,54.56,-1.31,north", "uprn"),
        ("1, ,Elm Terrace,TS18 1AA,54.56,-1.31,north", "address"),
        ("1,12,,TS18 1AA,54.56,-1.31,north", "street"),
        ("1,12,Elm Terrace,TS18,54.56,-1.31,north", "postcode"),
        ("1,12,Elm Terrace,TS18 1AA,,-1.31,north", "lat"),
        ("1,12,Elm Terrace,TS18 1AA,54.56,one,north", "lon"),
        ("1,12,Elm Terrace,TS18 1AA,-1.31,54.56,north", "lat"),
        ("1,12,Elm Terrace,TS18 1AA,54.56,-1.31,", "area"),
        ("1,12,Elm Terrace,TS18 1AA,54.56,-1.31,north/east", "area"),
        ("1,12,Elm Terrace,TS18 1AA,54.56", "line"),
        ("1,12,Elm Terrace,Stockton,TS18 1AA,54.56,-1.31,north", "line"),
    ] {
        let (told, why) = fault(line);
        assert_eq!(told, field, "{line}: {why}");
        assert!(!why.contains("Elm") && !why.contains("123456"), "{why}");
    }
}

#[test]
fn the_same_uprn_twice_is_told_with_the_line_that_had_it_first() {
    let twice = csv(&[line(1), line(2), line(1).replacen("1001", "0001001", 1)]);
    assert_eq!(left_out(&twice), [(4, "uprn", "it is that of line 2".into())]);
    assert_eq!(reads(&twice).places.len(), 2);
    let others = HashSet::from(["1002".to_owned()]);
    let elsewhere = read(csv(&[line(1), line(2)]).as_bytes(), Some("north"), &others).expect("it is read");
    assert_eq!((elsewhere.places.len(), elsewhere.rejected[0].line), (1, 3));
}

#[test]
fn a_quotation_mark_that_nobody_closed_costs_its_line_alone() {
    let mut lines: Vec<String> = (1..=500).map(line).collect();
    lines[99] = "1100,\"12,Elm Terrace,TS18 1AA,54.56,-1.31,north".into();
    let told = left_out(&csv(&lines));
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].0, told[0].1), (101, "line"));
    assert_eq!(reads(&csv(&lines)).places.len(), 499);
    let broken =
        reads(&csv(&["1,\"14\nrear\",Elm Terrace,TS18 1AA,54.56,-1.31,north".into(), line(9), "x".into()]));
    assert_eq!(broken.places[0].line, "14 rear", "a value may well hold a line break");
    assert_eq!(broken.rejected[0].line, 5, "and lines are counted on");
}

#[test]
fn what_is_no_gazetteer_is_not_read_at_all() {
    assert_eq!(unreadable(b""), Unreadable::Empty);
    assert_eq!(unreadable(b"\xff\xfe\x00\x01,2\n3,4\n"), Unreadable::NotText);
    assert_eq!(unreadable(b"PK\x03\x04\0\0,x\n"), Unreadable::NotText);
    for header in ["UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE", "a,b", "name,lat", "{\"type\": 1}"] {
        let why = unreadable(format!("{header}\n1,2,3,4,5\n").as_bytes());
        assert!(matches!(why, Unreadable::UnknownHeader(_)), "{header}: {why}");
    }
    let windows = [HEADER.as_bytes(), b"\n1,12,Ffordd yr W\xffddfa,TS18 1AA,54.56,-1.31,north\n"].concat();
    let read = read(&windows, None, &HashSet::new()).expect("the header is right");
    assert_eq!((read.places.len(), read.rejected[0].field), (0, "line"));
}

#[test]
fn postcodes_and_points_of_streets_are_told_apart_by_their_headers() {
    let postcodes = reads(
        "postcode,positional_quality,easting,northing,longitude,latitude,lsoa21cd\n\
         TS181AA,10,1,2,-1.31,54.56,E1\nTS18 1AB,90,0,0,,,E1\nTS18 1AA,10,1,2,-1.31,54.56,E1\n",
    );
    assert_eq!((postcodes.part.kind, postcodes.places.len()), (PlaceKind::Postcode, 1));
    assert_eq!(postcodes.places[0].postcode, "TS18 1AA");
    let fields: Vec<_> = postcodes.rejected.iter().map(|rejected| rejected.field).collect();
    assert_eq!(fields, ["lat", "postcode"]);
    let streets = reads("name,longitude,latitude,wd25nm\n,-1.2,54.6,x\nElm Terrace,-1.31,54.56,y\n");
    assert_eq!((streets.part.kind, streets.places.len()), (PlaceKind::Street, 1));
    assert_eq!((streets.rejected[0].line, streets.rejected[0].field), (2, "name"));
}

#[test]
fn streets_follow_from_addresses_and_their_points_are_not_told_twice() {
    let mut places = reads(&csv(&[line(3), line(10), line(1), line(2)])).places;
    let point = |name: &str, lat: f64| Place {
        kind: PlaceKind::Street,
        uprn: None,
        line: String::new(),
        street: name.into(),
        postcode: String::new(),
        lat,
        area: String::new(),
        ..places[0].clone()
    };
    let points = [
        point("ELM TERRACE", 54.5601),
        point("Elm Terrace", 54.7),
        point("Oak Road", 54.56),
        point("Oak Road", 54.561),
    ];
    places.extend(points);
    let pack = in_order(places);
    let told: Vec<String> =
        pack.iter().map(|place| format!("{}{} {}", place.area, place.street, place.line)).collect();
    let expected = [
        "Elm Terrace ",
        "Oak Road ",
        "northElm Terrace ",
        "northElm Terrace 1",
        "northElm Terrace 2",
        "northElm Terrace 3",
        "northElm Terrace 10",
    ];
    assert_eq!(told, expected);
    let street = pack.iter().find(|place| place.houses > 0).expect("a street with houses");
    assert_eq!((street.houses, street.postcode.as_str()), (4, "TS18"));
    assert_eq!(in_order(pack.clone()), pack, "again, it is the same");
}

fn serve_once(data: &TempDir) {
    let words = ["serve", "--listen", "127.0.0.1:0", "--organisation", "Testford", "--data"];
    drop(Serving::start(hub_command().args(words).arg(data.path())));
}

fn import(data: &TempDir, text: &str, more: &[&str]) -> Output {
    let file = data.path().join("places.csv");
    std::fs::write(&file, text).unwrap();
    let mut command = hub_command();
    command.args(["import", "places"]).arg(&file).args(more).arg("--data").arg(data.path());
    command.stdin(Stdio::null()).output().expect("the command runs")
}

#[test]
fn a_gazetteer_with_a_thousand_broken_lines_loads_the_good_ones_and_lists_the_rest() {
    let data = TempDir::new().unwrap();
    serve_once(&data);
    let (mut text, mut broken) = (format!("{HEADER}\n"), Vec::new());
    for number in 0..3_000 {
        if number % 3 == 0 {
            let _ = writeln!(text, "{}", line(number + 1).replace("TS18 1AA", "nowhere"));
            broken.push(number + 2);
        } else {
            let _ = writeln!(text, "{}", line(number + 1));
        }
    }
    let list = data.path().join("left-out.csv");
    let done = import(&data, &text, &["--rejected", list.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.starts_with("Took 2000 lines (address), left out 1000."), "{said}");
    let told = String::from_utf8_lossy(&done.stderr);
    assert_eq!(told.lines().filter(|line| line.ends_with("postcode: it is not a postcode")).count(), 1_000);
    let list = std::fs::read_to_string(list).unwrap();
    let lines: Vec<usize> =
        list.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!((list.lines().next(), lines), (Some("line,field,why"), broken));

    let book = rusqlite::Connection::open(data.path().join("hub.sqlite")).unwrap();
    let count = |what: &str| -> i64 {
        book.query_row(&format!("SELECT count(*) FROM place WHERE kind = '{what}'"), [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!((count("address"), count("street")), (2_000, 1));
    for wrong in ["", "a,b\n1,2\n", "uprn,address,street,postcode,lat,lon,area\n,,,,,,\n"] {
        let refused = import(&data, wrong, &[]);
        assert!(!refused.status.success());
        assert!(String::from_utf8_lossy(&refused.stderr).contains("nothing was changed"));
        assert_eq!(count("address"), 2_000);
    }
}

#[test]
fn an_import_of_one_area_leaves_the_others_as_they_are() {
    let data = TempDir::new().unwrap();
    serve_once(&data);
    assert!(import(&data, &csv(&[line(1), line(2)]), &[]).status.success());
    let south = csv(&[line(2), line(3).replace(",north", ","), line(4), line(5).replace("north", "south")]);
    let done = import(&data, &south, &["--area", "south"]);
    assert!(String::from_utf8_lossy(&done.stdout).starts_with("Took 2 lines (address), left out 2."));
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(
        told.contains("Line 2 was left out: area: ") && told.contains("Line 4 was left out: area: "),
        "{told}"
    );
    let book = rusqlite::Connection::open(data.path().join("hub.sqlite")).unwrap();
    let mut rows = book.prepare("SELECT area || uprn FROM place WHERE uprn IS NOT NULL ORDER BY n").unwrap();
    let rows: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows, ["north1001", "north1002", "south1003", "south1005"]);
}

/// The real files, where they are beside the checkout or where `BEATBOOK_REFERENCE_DATA` says.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn the_open_gazetteer_of_stockton_loads() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("BEATBOOK_REFERENCE_DATA").map_or(beside, PathBuf::from).join("gazetteer");
    if !folder.is_dir() {
        eprintln!("skipped: the open gazetteer is not at hand");
        return;
    }
    let file = |name: &str| {
        read(&std::fs::read(folder.join(name)).unwrap(), None, &HashSet::new())
            .expect("a file that can be read")
    };
    let (postcodes, streets) = (file("stockton_postcodes_lsoa21.csv"), file("street_anchors_stockton.csv"));
    assert_eq!((postcodes.places.len(), postcodes.rejected.len()), (5_264, 0));
    assert_eq!((streets.places.len(), streets.rejected.len()), (2_942, 100));
    assert!(streets.rejected.iter().all(|rejected| rejected.field == "name"));
    let names: HashSet<_> = streets.places.iter().map(|place| place.street.to_lowercase()).collect();
    let pack = in_order(streets.places.clone());
    let kept: HashSet<_> = pack.iter().map(|place| place.street.to_lowercase()).collect();
    assert!(kept == names && pack.len() < streets.places.len(), "every name, and no point of a street twice");
}

fn put(running: &Running, kind: PlaceKind, text: &str) -> u32 {
    let read = reads(text);
    assert_eq!(read.part.kind, kind);
    let part = Replaced { kind, area: None };
    running.hub.store().put_places(part, &read.places, in_order, running.now_ms()).unwrap()
}

fn page(asha: &Device, running: &Running, after: u64, tag: &str) -> reqwest::blocking::Response {
    let request = asha.signed("GET", &format!("{PATH_PLACES}?after={after}"), NOON_MS, b"");
    request.with("if-none-match", tag).send(running)
}

#[test]
fn asha_gets_the_places_of_her_area_page_by_page_and_a_tag_for_the_next_time() {
    let running = start();
    let asha = running.enrolled("Asha");
    let nothing: PlacesPage = json(page(&asha, &running, 0, ""));
    assert_eq!((nothing.version, nothing.total, nothing.places.len()), (0, Some(0), 0));
    let mut lines: Vec<String> = (1..=1_500).map(line).collect();
    lines.extend((2_001..=2_300).map(|number| line(number).replace("north", "south")));
    let first = put(&running, PlaceKind::Address, &csv(&lines));
    put(&running, PlaceKind::Postcode, "postcode,lat,lon\nTS18 1AA,54.56,-1.31\nTS18 1AB,54.56,-1.31\n");
    let response = page(&asha, &running, 0, "\"0.1\"");
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let (mut read, mut after, mut heard) = (json::<PlacesPage>(response), 0, Vec::new());
    assert!(read.version > first && read.total == Some(1_503), "two postcodes, a street and its houses");
    loop {
        assert!(read.places.iter().all(|place| place.n > after && place.place.area != "south"));
        after = read.next.unwrap_or(after);
        heard.extend(read.places);
        if read.next.is_none() {
            break;
        }
        read = json(page(&asha, &running, after, ""));
        assert_eq!(read.total, None);
    }
    assert_eq!(heard.len(), 1_503);
    assert_eq!(page(&asha, &running, 0, &tag).status(), 304);
    put(&running, PlaceKind::Address, &csv(&[line(1)]));
    assert_eq!(page(&asha, &running, 0, &tag).status(), 200, "there is another version");
    let refused = asha.signed("GET", &format!("{PATH_PLACES}?after=x"), NOON_MS, b"").send(&running);
    assert_eq!(support::refusal(refused).status, 400);
}
