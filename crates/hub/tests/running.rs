//! Running the hub: what operators are shown, what is logged, how it ends; on the real binary.

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::{Serving, client, hub_command, key_of, request};
use tempfile::TempDir;

fn serve(data: &Path) -> Serving {
    let words = ["serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log-json", "--data"];
    let mut serve = hub_command();
    Serving::start(serve.args(words).arg(data).env("BEATBOOK_LOG", "debug").stderr(Stdio::piped()))
}

/// Where its metrics are.
fn metrics(serving: &Serving) -> &str {
    serving.ready["metrics"].as_str().expect("an address")
}

/// Tell it to stop; what it logged in its life.
fn stopped(mut serving: Serving) -> String {
    serving.terminate();
    let mut logged = String::new();
    serving.child.stderr.take().expect("its log").read_to_string(&mut logged).expect("text");
    assert!(serving.child.wait().expect("it ends").success(), "{logged}");
    logged
}

fn code(data: &Path, name: &str) -> String {
    let words = ["enrol", "--json", "--name", name, "--role", "enforcement_officer", "--data"];
    let printed = hub_command().args(words).arg(data).output().expect("a code").stdout;
    let issued: Value = serde_json::from_slice(&printed).expect("JSON");
    issued["code"].as_str().expect("a code").to_owned()
}

#[test]
fn operators_read_counts_that_name_nobody() {
    let data = TempDir::new().unwrap();
    let serving = serve(data.path());
    let get = |url: &str| client().get(url).send().unwrap();
    assert_eq!(get(&format!("{}/healthz", serving.address)).status(), 200);
    assert_eq!(get(&format!("{}/people/asha?of=Stockton", serving.address)).status(), 404);
    assert_eq!(get(&format!("{}/metrics", serving.address)).status(), 404, "not for everybody");
    let told = get(metrics(&serving)).text().unwrap();
    for line in [
        "beatbook_requests_total{route=\"/healthz\",method=\"GET\",status=\"200\"} 1",
        "beatbook_requests_total{route=\"unknown\",method=\"GET\",status=\"404\"} 2",
        "beatbook_commit_number 0",
        "beatbook_verified_horizon 0",
        "beatbook_devices 0",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    assert!(!told.contains("asha") && !told.contains("Stockton"));
}

#[test]
fn nothing_that_anybody_sent_is_logged() {
    const SECRETS: [&str; 5] =
        ["Ashaplanted", "hunterplanted", "pathplanted", "wordsplanted", "headerplanted"];
    let data = TempDir::new().unwrap();
    let serving = serve(data.path());
    let to = |path: &str| format!("{}{path}", serving.address);
    let enrolment = request(&code(data.path(), "Ashaplanted"), &key_of("asha"));
    let body = serde_json::to_vec(&enrolment).unwrap();
    assert_eq!(client().post(to("/v1/enrol")).body(body).send().unwrap().status(), 200);
    let spent = serde_json::to_vec(&request("wordsplanted", &key_of("asha"))).unwrap();
    client().post(to("/v1/enrol")).body(spent).send().unwrap();
    client().get(to("/pathplanted?name=Ashaplanted")).header("x-name", "headerplanted").send().unwrap();
    client().get(to("/?from=pathplanted")).send().unwrap();
    let form = "name=Ashaplanted&password=hunterplanted&token=wordsplanted";
    let kind = ("content-type", "application/x-www-form-urlencoded");
    client().post(to("/sign-in")).header(kind.0, kind.1).body(form).send().unwrap();
    client()
        .post(to("/v1/exchange"))
        .header("beatbook-device", "headerplanted")
        .body("wordsplanted")
        .send()
        .unwrap();
    client().request("PLANT".parse().unwrap(), to("/healthz")).send().unwrap();
    let logged = stopped(serving);
    let lines: Vec<Value> =
        logged.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let asked = |line: &&Value| line["route"] == "/v1/enrol" && line["status"] == 200;
    assert!(lines.iter().any(|line| asked(&line)), "requests are logged: {logged}");
    for secret in SECRETS {
        assert!(!logged.contains(secret), "{secret} is in the log: {logged}");
    }
    let code = enrolment.code.replace('-', "");
    assert!(!logged.contains(&code) && !logged.contains(&enrolment.public_key), "{logged}");
}

#[test]
fn what_is_in_flight_is_finished_and_nothing_else_is_begun() {
    let data = TempDir::new().unwrap();
    let serving = serve(data.path());
    let host = serving.address.trim_start_matches("http://").to_owned();
    let body = serde_json::to_vec(&request(&code(data.path(), "Asha"), &key_of("asha"))).unwrap();
    let mut in_flight = TcpStream::connect(&host).unwrap();
    let head = format!("POST /v1/enrol HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n\r\n", body.len());
    in_flight.write_all(head.as_bytes()).unwrap();
    in_flight.write_all(&body[..10]).unwrap();
    // The hub has begun on it once it counts it.
    let under_way = || client().get(metrics(&serving)).send().unwrap().text().unwrap();
    while !under_way().contains("beatbook_requests_under_way 1") {}
    serving.terminate();
    while TcpStream::connect(&host).is_ok() {}
    in_flight.write_all(&body[10..]).unwrap();
    let mut answer = String::new();
    in_flight.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("certificate"), "{answer}");
    let mut serving = serving;
    assert!(serving.child.wait().unwrap().success());
}

#[test]
fn the_units_are_what_systemd_reads() {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    let place = TempDir::new().unwrap();
    let mut units = Vec::new();
    for file in std::fs::read_dir(deploy).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".service") || name.ends_with(".timer") {
            let text = std::fs::read_to_string(&file).unwrap();
            let text = text.replace("/usr/local/bin/beatbook-hub", env!("CARGO_BIN_EXE_beatbook-hub"));
            std::fs::write(place.path().join(&name), text).unwrap();
            units.push(place.path().join(name));
        }
    }
    assert_eq!(units.len(), 3);
    // Not everywhere is systemd; where it is, it has no objection.
    let Ok(said) = Command::new("systemd-analyze").arg("verify").args(&units).output() else { return };
    assert!(said.status.success() && said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
}
