//! A supervisor invites an officer on the page, and the phone reads the square off the screen.

use std::io::Cursor;
use std::process::Command;
use std::sync::Arc;

use beatbook_core::sync::to_rest;
use beatbook_core::{Access as _, Book, Config, NoCamera, NoLocation, SystemEnv};
use beatbook_picture::codes_on;
use beatbook_tests::{ServedHub, central, hub_command};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use reqwest::blocking::Client;
use serde_json::json;

/// How many pixels of a screen a square takes.
const SCALE: u32 = 6;

fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    let found = page.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(found, _)| found).expect("it is on the page")
}

/// What a camera sees of the code on a page, as a PNG.
fn seen(page: &str) -> Vec<u8> {
    let side: u32 = between(page, "viewBox=\"0 0 ", " ").parse().expect("a side");
    let mut screen = GrayImage::from_pixel(side * SCALE, side * SCALE, Luma([255]));
    for square in between(page, " d=\"", "\"").split('M').skip(1) {
        let (x, y) = square.trim_end_matches("h1v1h-1z").split_once(' ').expect("a square");
        let (x, y): (u32, u32) = (x.parse().expect("x"), y.parse().expect("y"));
        for (dx, dy) in (0..SCALE).flat_map(|dx| (0..SCALE).map(move |dy| (dx, dy))) {
            screen.put_pixel(x * SCALE + dx, y * SCALE + dy, Luma([0]));
        }
    }
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(screen).write_to(&mut png, ImageFormat::Png).expect("memory");
    png.into_inner()
}

/// The value of a cookie that an answer sets.
fn cookie(answer: &reqwest::blocking::Response) -> String {
    let set = answer.headers()["set-cookie"].to_str().expect("text");
    set.split(';').next().expect("a value").to_owned()
}

/// Somebody signed in by the form: the cookie, and the token of the forms.
fn signed_in(client: &Client, hub: &str, password: &str) -> (String, String) {
    let token = |page: &str| between(page, "name=\"token\" value=\"", "\"").to_owned();
    let form = client.get(hub).send().expect("a page");
    let before = cookie(&form);
    let body = format!("name=Sam&password={password}&token={}", token(&form.text().expect("text")));
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let sent = client.post(format!("{hub}/sign-in")).header("cookie", before).header(kind.0, kind.1);
    let session = cookie(&sent.body(body).send().expect("an answer"));
    let page = client.get(hub).header("cookie", &session).send().expect("a page").text().expect("text");
    (session, token(&page))
}

#[test]
fn asha_enrols_with_the_square_on_sams_screen_and_nobody_else_can() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("hub");
    let words = |words: &[&str]| -> Command {
        let mut command = hub_command(words);
        command.arg("--data").arg(&data);
        command
    };
    let hub = ServedHub::start(words(&["serve", "--listen", "127.0.0.1:0"]));
    let address = format!("http://{}", hub.listening);
    let made = words(&["user", "add", "--name", "Sam", "--role", "supervisor", "--one-time"]).output();
    let password = String::from_utf8(made.expect("it runs").stdout).expect("text");

    let _ = rustls::crypto::ring::default_provider().install_default();
    let client =
        Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
    let (session, token) = signed_in(&client, &address, password.trim());
    let body = format!("name=Asha+Khan&role=enforcement_officer&areas=north&token={token}");
    let sent = client.post(format!("{address}/users/invitations")).header("cookie", session);
    let sent = sent.header("content-type", "application/x-www-form-urlencoded").body(body);
    let page = sent.send().expect("an answer").text().expect("a page");

    let read = codes_on(&seen(&page)).expect("a picture");
    assert_eq!(read.len(), 1, "one code, which the app's reader can read");
    assert!(read[0].starts_with("beatbook://enrol?s=http://127.0.0.1:"), "{}", read[0]);
    let blank =
        codes_on(&seen(&page.replacen(" d=\"M", " d=\"M0 0h1v1h-1z\" data-was=\"M", 1))).expect("a picture");
    assert!(blank.is_empty(), "what is not drawn is not read");

    let phone = |name: &str| {
        let book = Book::open(Config {
            dir: folder.path().join(name),
            key: [7; 32],
            env: Arc::new(SystemEnv::new()),
            location: Arc::new(NoLocation),
            camera: Arc::new(NoCamera),
            sync: false,
        });
        book.expect("a book")
    };
    let link = json!({ "link": read[0], "hub": null }).to_string();
    let asha = phone("asha");
    asha.call("enrol_device", &link).expect("enrolled");
    to_rest(&asha.store(), &mut central(&asha)).expect("it hears");
    let owner = asha.store().with(|store| store.read().enrolled()).expect("enrolled");
    assert_eq!((owner.name.as_str(), &owner.scope.areas[..]), ("Asha Khan", &["north".to_owned()][..]));
    assert!(phone("another").call("enrol_device", &link).is_err(), "the code is spent");
}
