//! The commands, as people type them, on the real binary.

mod support;

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use beatbook_hub::accounts;
use beatbook_records::wire::EnrolReply;
use serde_json::Value;
use support::{Serving, client, hub_command, key_of, request};
use tempfile::TempDir;

const TWO_RIGHT_ONE_WRONG: &str = r#"{"type": "FeatureCollection", "features": [
  {"type": "Feature", "properties": {"id": "high", "name": "High Street", "area": "north"},
   "geometry": {"type": "Polygon", "coordinates": [[[-1.3, 54.5], [-1.2, 54.5], [-1.2, 54.6], [-1.3, 54.5]]]}},
  {"type": "Feature", "properties": {"id": "mill", "name": "Mill Lane", "area": "north"},
   "geometry": {"type": "Polygon", "coordinates": [[[-1.3, 54.5], [-1.2, 54.5], [-1.2, 54.6], [-1.3, 54.5]]]}},
  {"type": "Feature", "properties": {"id": "open", "name": "Open ring", "area": "north"},
   "geometry": {"type": "Polygon", "coordinates": [[[-1.3, 54.5], [-1.2, 54.5], [-1.2, 54.6]]]}}
]}"#;

fn serve(data: &Path) -> Serving {
    let words = ["serve", "--listen", "127.0.0.1:0", "--organisation", "Testford", "--data"];
    Serving::start(hub_command().args(words).arg(data))
}

fn run(data: &Path, words: &[&str]) -> Output {
    hub_command().args(words).arg("--data").arg(data).stdin(Stdio::null()).output().expect("the command runs")
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn complained(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8(output.stderr.clone()).expect("text")
}

#[test]
fn a_printed_code_enrols_a_device_while_the_hub_serves() {
    let data = TempDir::new().unwrap();
    let serving = serve(data.path());
    let printed =
        said(&run(data.path(), &["enrol", "--name", "Asha", "--role", "enforcement_officer", "--json"]));
    let issued: Value = serde_json::from_str(&printed).unwrap();
    let (code, link) = (issued["code"].as_str().unwrap(), issued["link"].as_str().unwrap());
    assert!(link.starts_with(&format!(
        "beatbook://enrol?s={}&t={}&f=",
        serving.address,
        code.replace('-', "")
    )));

    let body = serde_json::to_vec(&request(code, &key_of("asha's phone"))).unwrap();
    let answer = client().post(format!("{}/v1/enrol", serving.address)).body(body).send().unwrap();
    let reply: EnrolReply = support::json(answer);
    let fingerprint =
        beatbook_records::entry::Hash::of(&[&hex::decode(&reply.organisation_key).unwrap()]).to_string();
    assert!(link.ends_with(&format!("&f={}", &fingerprint[..16])));

    let listed = said(&run(data.path(), &["revoke"]));
    let device = listed.split_whitespace().next().unwrap();
    assert!(said(&run(data.path(), &["revoke", device])).starts_with("Revoked"));
    assert!(complained(&run(data.path(), &["revoke", device])).contains("no device in use"));
}

#[test]
fn a_phone_is_signed_in_again_by_its_officers_name_or_its_id() {
    let data = TempDir::new().unwrap();
    let serving = serve(data.path());
    let code = |words: &[&str]| {
        let printed = said(&run(data.path(), &[words, &["--json"]].concat()));
        serde_json::from_str::<Value>(&printed).unwrap()["code"].as_str().unwrap().to_owned()
    };
    let spend = |code: &str, name: &str| {
        let body = serde_json::to_vec(&request(code, &key_of(name))).unwrap();
        client().post(format!("{}/v1/enrol", serving.address)).body(body).send().unwrap()
    };
    let enrol = ["enrol", "--name", "Asha Okoro", "--role", "enforcement_officer"];
    let first: EnrolReply = support::json(spend(&code(&enrol), "asha's phone"));
    let again = code(&["sign-in", "--device", "asha okoro"]);
    assert_eq!(spend(&again, "bela's phone").status(), 403);
    let second: EnrolReply = support::json(spend(&again, "asha's phone"));
    assert_eq!(first.certificate, second.certificate);

    let listed = said(&run(data.path(), &["sign-in"]));
    assert!(listed.ends_with("Asha Okoro\n") && listed.lines().count() == 1, "{listed}");
    assert_eq!(listed, said(&run(data.path(), &["revoke"])));
    let id = listed.split_whitespace().next().unwrap();
    assert_eq!(spend(&code(&["sign-in", "--device", id]), "asha's phone").status(), 200);
    assert!(complained(&run(data.path(), &["sign-in", "--device", "Bela"])).contains("no device in use"));
    assert_eq!(spend(&code(&enrol), "asha's second phone").status(), 200);
    assert!(complained(&run(data.path(), &["sign-in", "--device", "Asha Okoro"])).contains("say which"));
}

#[test]
fn a_code_is_shown_as_words_and_as_a_picture() {
    let data = TempDir::new().unwrap();
    drop(serve(data.path()));
    let words = ["enrol", "--name", "Asha", "--role", "supervisor", "--hub", "https://hub.example/"];
    let shown = said(&run(data.path(), &words));
    assert!(shown.contains('█') && shown.contains("beatbook://enrol?s=https://hub.example&t="), "{shown}");
    assert!(
        complained(&run(data.path(), &["enrol", "--name", " ", "--role", "supervisor"])).contains("empty")
    );
}

#[test]
fn a_hub_told_to_stop_stops_well_and_its_key_is_its_owners() {
    let data = TempDir::new().unwrap();
    let mut serving = serve(data.path());
    serving.terminate();
    assert!(serving.child.wait().unwrap().success());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(data.path().join("organisation.key")).unwrap();
        assert_eq!((key.len(), key.permissions().mode() & 0o777), (32, 0o600));
    }
}

#[test]
fn hotspots_are_imported_and_what_is_wrong_is_said() {
    let data = TempDir::new().unwrap();
    drop(serve(data.path()));
    let file = data.path().join("hotspots.geojson");
    std::fs::write(&file, TWO_RIGHT_ONE_WRONG).unwrap();
    let import = ["import", "hotspots", "--file", file.to_str().unwrap()];
    let output = run(data.path(), &import);
    assert!(said(&output).contains("Took 2 hotspots, left out 1. The pack is version 1."));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Feature 3 was left out: a ring"));
    assert!(said(&run(data.path(), &import)).contains("version 2"));
    std::fs::write(&file, "{}").unwrap();
    assert!(complained(&run(data.path(), &import)).contains("not a GeoJSON FeatureCollection"));
}

#[test]
fn a_report_is_printed_for_a_new_book_with_its_hotspots() {
    let data = TempDir::new().unwrap();
    drop(serve(data.path()));
    let file = data.path().join("hotspots.geojson");
    std::fs::write(&file, TWO_RIGHT_ONE_WRONG).unwrap();
    said(&run(data.path(), &["import", "hotspots", "--file", file.to_str().unwrap()]));
    let report = |format| {
        run(
            data.path(),
            &["report", "patrol-summary", "--from", "2023-08-01", "--to", "2024-06-30", "--format", format],
        )
    };
    let csv = said(&report("csv"));
    assert_eq!(
        csv.lines().map(|line| line.split(',').next().unwrap()).collect::<Vec<_>>(),
        ["hotspot", "High Street", "Mill Lane", "Totals"]
    );
    let json: Value = serde_json::from_str(&said(&report("json"))).unwrap();
    assert_eq!(
        (json["totals"]["patrols"].as_i64(), json["organisation"].as_str()),
        (Some(0), Some("Testford"))
    );
    assert!(said(&report("table")).contains("Europe/London"));
}

#[test]
fn people_are_added_with_a_password_that_is_never_kept_plain() {
    let data = TempDir::new().unwrap();
    drop(serve(data.path()));
    let add =
        |name: &'static str, role: &'static str, how| ["user", "add", "--name", name, "--role", role, how];
    let password = said(&run(data.path(), &add("sana", "supervisor", "--one-time"))).trim().to_owned();
    let book = rusqlite::Connection::open(data.path().join("hub.sqlite")).unwrap();
    let kept: String =
        book.query_row("SELECT password FROM account WHERE name = 'sana'", [], |row| row.get(0)).unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{kept}");
    assert!(accounts::is_password(Some(&kept), &password) && !accounts::is_password(Some(&kept), "another"));

    assert!(
        complained(&run(data.path(), &add("olu", "installer", "--one-time"))).contains("only supervisors")
    );
    let mut short = hub_command();
    short.args(add("bo", "analyst", "--password-stdin")).arg("--data").arg(data.path());
    let mut short = short.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    short.stdin.take().unwrap().write_all(b"too short\n").unwrap();
    assert!(complained(&short.wait_with_output().unwrap()).contains("at least 12 characters"));
}

#[test]
fn a_directory_without_a_hub_is_said_to_be_one() {
    let data = TempDir::new().unwrap();
    assert!(complained(&run(data.path(), &["revoke"])).contains("there is no hub"));
}
