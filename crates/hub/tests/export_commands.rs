//! The commands that hand something out, as people type them, on the real binary.

mod support;
#[path = "support/pages.rs"]
mod told;

use std::io::Cursor;
use std::process::{Output, Stdio};

use calamine::{DataType as _, Reader as _, Xlsx};
use serde_json::json;
use support::{Running, hub_command, start};
use told::record;

const JUNE: [&str; 4] = ["--from", "2024-06-01", "--to", "2024-06-30"];

fn run(running: &Running, words: &[&str]) -> Output {
    let mut command = hub_command();
    command.args(words).arg("--data").arg(running.dir.path()).env("USER", "olu").stdin(Stdio::null());
    command.output().expect("the command runs")
}

fn said(running: &Running, words: &[&str]) -> Vec<u8> {
    let output = run(running, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn complained(running: &Running, words: &[&str]) -> String {
    let output = run(running, words);
    assert!(!output.status.success() && output.stdout.is_empty(), "{words:?}");
    String::from_utf8(output.stderr).expect("text")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("text")
}

#[test]
fn olu_takes_reports_and_records_and_each_is_in_the_log() {
    let running = start();
    let talk = json!({ "area": "north", "kind": "RESIDENT", "count": 2, "action_asked": "Ask Ivy" });
    record(&running, "engagement", "2024-06-10T10:00:00.000Z", &talk);
    record(&running, "action", "2024-06-10T10:00:00.000Z", &json!({ "area": "north", "code": "WL1" }));
    let with = |words: &[&'static str]| said(&running, &[words, &JUNE].concat());

    let bytes = with(&["report", "enforcement", "--format", "xlsx"]);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a spreadsheet");
    let table = book.worksheet_range("Data").unwrap();
    assert!(table.rows().skip(1).any(|row| row[0] == "WL1" && row[2].as_i64() == Some(1)));
    let public = text(with(&["report", "enforcement", "--format", "csv", "--for", "public"]));
    assert!(public.lines().any(|line| line.starts_with("WL1,") && line.ends_with(",[c]")), "{public}");
    assert!(text(with(&["report", "enforcement", "--for", "public"])).contains("[c] stands for"));
    let analyst = text(with(&["export", "records", "--kind", "engagement"]));
    assert!(analyst.contains(",count,") && !analyst.contains("Ivy"), "{analyst}");
    let supervisor = text(with(&["export", "records", "--kind", "engagement", "--role", "supervisor"]));
    assert!(supervisor.contains("Ask Ivy"));

    let log = text(said(&running, &["export", "log"]));
    assert_eq!(log.lines().count(), 6, "{log}");
    let latest = log.lines().nth(1).unwrap();
    assert!(
        latest.contains("olu") && latest.contains("records: engagement") && latest.contains("2024-06-30")
    );
    let hash = beatbook_records::entry::Hash::of(&[supervisor.as_bytes()]).to_string();
    assert!(latest.ends_with(&hash), "{latest}");
    assert_eq!(log.matches("public").count(), 2);
}

#[test]
fn what_nobody_may_have_is_refused_in_words() {
    let running = start();
    let refused =
        |words: &[&'static str]| complained(&running, &[&["export", "records"], words, &JUNE].concat());
    assert!(refused(&["--kind", "engagement", "--for", "public"]).contains("not for the public"));
    assert!(refused(&["--kind", "note"]).contains("note csv for analyst: not found"));
    assert!(refused(&["--kind", "nothing"]).contains("there is no kind"));
    assert!(refused(&["--kind", "engagement", "--format", "geojson"]).contains("no position"));
    assert_eq!(text(said(&running, &["export", "log"])).lines().count(), 1, "nothing was handed out");
}

#[test]
fn a_token_is_printed_once_for_kinds_that_concern_nobody_and_is_revoked_by_its_name() {
    let running = start();
    let printed =
        text(said(&running, &["token", "new", "--name", "Power BI", "--kinds", "patrol,engagement"]));
    let token = printed.trim();
    assert_eq!(token.len(), 64);
    let ask = || {
        let request = running.client.get(format!("{}/v1/feed/patrol", running.address));
        request.bearer_auth(token).send().expect("an answer").status().as_u16()
    };
    assert_eq!(ask(), 200);
    let listed = text(said(&running, &["token", "list"]));
    assert!(listed.contains("Power BI") && listed.contains("engagement,patrol") && !listed.contains(token));
    let why = complained(&running, &["token", "new", "--name", "Other", "--kinds", "patrol,note"]);
    assert!(why.contains("\"note\" is not a kind that other systems may read") && why.contains("engagement"));
    let why = complained(&running, &["token", "new", "--name", "Power BI", "--kinds", "patrol"]);
    assert!(why.contains("take another name"));
    assert!(text(said(&running, &["token", "revoke", "--name", "Power BI"])).contains("Revoked"));
    assert_eq!(ask(), 403);
    assert!(complained(&running, &["token", "revoke", "--name", "Power BI"]).contains("no token in use"));
}
