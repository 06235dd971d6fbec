//! Users and enrolment on the page: who may, what is shown once, what is kept of it.

mod support;
#[path = "support/pages.rs"]
mod support_pages;

use beatbook_hub::ledger::Event;
use beatbook_records::role::Role;
use beatbook_records::wire::RefusalCode;
use reqwest::blocking::Response;
use support::{Running, hub_command, key_of, refusal, request, start};
use support_pages::{get, signed_in};

fn post(running: &Running, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Response {
    let plain = |value: &str| value.replace(' ', "+").replace('\n', "%0D%0A");
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
    let address = format!("{}{path}", running.address);
    let kind = "application/x-www-form-urlencoded";
    let sent = running.client.post(address).header("cookie", cookie).header("content-type", kind);
    sent.body(body.join("&")).send().expect("an answer")
}

fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    page.split_once(before)
        .and_then(|(_, rest)| rest.split_once(after))
        .map(|(found, _)| found)
        .expect("it is there")
}

fn token(running: &Running, cookie: &str) -> String {
    let page = get(running, "/", cookie).text().expect("a page");
    between(&page, "name=\"token\" value=\"", "\"").to_owned()
}

const ASHA: [(&str, &str); 3] =
    [("name", "Asha Khan"), ("role", "enforcement_officer"), ("areas", "north\neast")];

fn invites(running: &Running, cookie: &str, fields: &[(&str, &str)]) -> Response {
    let token = token(running, cookie);
    post(running, "/users/invitations", cookie, &[fields, &[("token", &token)]].concat())
}

/// What was written down: who and what.
fn log(running: &Running) -> Vec<(String, String, String)> {
    let rows = running.hub.store().setup_log(100).expect("a log");
    rows.into_iter().map(|row| (row.who, row.what, row.about)).collect()
}

fn line(who: &str, what: &str, about: &str) -> (String, String, String) {
    (who.into(), what.into(), about.into())
}

#[test]
fn sam_invites_asha_whose_phone_enrols_once_and_the_code_is_nowhere_else() {
    let running = start();
    let sam = signed_in(&running, "Sam Okoro", Role::Supervisor);
    let answer = invites(&running, &sam, &ASHA);
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    let page = answer.text().unwrap();
    let code = between(&page, "<dd class=\"code\">", "<").to_owned();
    assert!(page.contains("<svg class=\"qr\"") && page.contains("until 12:10 on 22 November 2026"), "{page}");

    let users = get(&running, "/users", &sam).text().unwrap();
    assert!(users.contains("Asha Khan, Enforcement officer, north, east: until 12:10"), "it waits: {users}");
    assert!(!users.contains(&code) && !users.contains(&code.replace('-', "")), "shown once");
    let about = "Asha Khan, Enforcement officer, north, east";
    assert_eq!(log(&running), [line("Sam Okoro", "invited", about)]);

    assert_eq!(running.ask_to_enrol(&request(&code, &key_of("asha's phone"))).status(), 200);
    assert_eq!(
        refusal(running.ask_to_enrol(&request(&code, &key_of("another")))).code,
        RefusalCode::CodeRefused
    );
    let device = running.hub.store().devices().unwrap().remove(0);
    assert_eq!(
        (device.name.as_str(), device.areas),
        ("Asha Khan", vec!["north".to_owned(), "east".to_owned()])
    );
    let users = get(&running, "/users", &sam).text().unwrap();
    assert!(users.contains(&format!("/users/devices/{}", device.device)) && !users.contains("until 12:10"));
}

#[test]
fn analysts_strangers_and_forms_of_others_do_nothing_and_sams_own_does() {
    let running = start();
    let sam = signed_in(&running, "Sam Okoro", Role::Supervisor);
    let ana = signed_in(&running, "Ana Pike", Role::Analyst);
    let asha = running.enrolled("Asha");
    let device = format!("/users/devices/{}", asha.id);
    let (revoke, sign_in) = (format!("{device}/revoke"), format!("{device}/sign-in"));
    let (sams, anas) = (token(&running, &sam), token(&running, &ana));
    for path in ["/users", &device] {
        assert_eq!(refusal(get(&running, path, &ana)).code, RefusalCode::Forbidden, "{path}");
        assert_eq!(get(&running, path, "").status(), 403, "{path}: the sign-in form");
    }
    let account = ("account", "Eve");
    for path in ["/users/invitations", "/users/accounts", &sign_in, &revoke] {
        let fields = |token| {
            [&ASHA[..], &[account, ("account_role", "analyst"), ("sure", "yes"), ("token", token)]].concat()
        };
        for (cookie, token) in [(&ana, anas.as_str()), (&sam, anas.as_str()), (&sam, "")] {
            assert_eq!(
                refusal(post(&running, path, cookie, &fields(token))).code,
                RefusalCode::Forbidden,
                "{path}"
            );
        }
        assert_eq!(post(&running, path, "", &fields(&sams)).status(), 403, "{path}");
    }
    assert_eq!(log(&running), [], "nothing was done");
    assert!(running.hub.store().account("Eve").unwrap().is_none());
    let none = format!("/users/devices/{}", uuid::Uuid::nil());
    assert_eq!(refusal(get(&running, &none, &sam)).code, RefusalCode::NotFound);
    assert_eq!(invites(&running, &sam, &ASHA).status(), 200, "her own form is obeyed");
    assert!(!get(&running, "/", &ana).text().unwrap().contains("href=\"/users\""));
}

#[test]
fn what_is_wrong_is_named_and_what_was_typed_stays() {
    let running = start();
    let sam = signed_in(&running, "Sam Okoro", Role::Supervisor);
    let wrong = |fields: &[(&str, &str)]| {
        let answer = invites(&running, &sam, fields);
        assert_eq!(answer.status(), 400);
        answer.text().unwrap()
    };
    let page = wrong(&[("name", "Asha <Khan>"), ("role", "enforcement_officer")]);
    assert!(page.contains("Enter an area, or tick the box for all areas"), "the default is not everything");
    assert!(
        page.contains("value=\"Asha &lt;Khan&gt;\"")
            && page.contains("value=\"enforcement_officer\" selected")
    );
    let page = wrong(&[("name", ""), ("role", "records_manager"), ("areas", "north/south")]);
    assert!(
        page.contains("the name is empty, too long or not one line")
            && page.contains("Choose one of the roles"),
        "{page}"
    );
    let page = wrong(&[("name", "Asha"), ("role", "installer"), ("areas", "north/south")]);
    assert!(page.contains("holds a slash") && page.contains("\nnorth/south</textarea>"), "{page}");
    assert_eq!(log(&running), []);
    let mona = signed_in(&running, "Mona Lind", Role::RecordsManager);
    let all = [("name", "Rita"), ("role", "records_manager"), ("all", "yes")];
    assert_eq!(invites(&running, &mona, &all).status(), 200, "a records manager gives the role");
}

#[test]
fn a_phone_is_revoked_once_somebody_has_said_that_they_mean_it() {
    let running = start();
    let sam = signed_in(&running, "Sam Okoro", Role::Supervisor);
    let (asha, bela) = (running.enrolled("Asha"), running.enrolled("Bela"));
    let token = token(&running, &sam);
    let path = format!("/users/devices/{}/revoke", asha.id);
    let unsure = post(&running, &path, &sam, &[("token", &token)]);
    assert_eq!(unsure.status(), 400);
    assert!(unsure.text().unwrap().contains("Tick the box"));
    let hears = |device: &support::Device| {
        device.signed("GET", "/v1/reference/hotspots", running.now_ms(), b"").send(&running).status().as_u16()
    };
    assert_eq!((hears(&asha), hears(&bela)), (200, 200), "nothing was done");
    let sure = post(&running, &path, &sam, &[("token", &token), ("sure", "yes")]);
    assert_eq!(sure.status(), 303);
    assert_eq!((hears(&asha), hears(&bela)), (403, 200));
    let there = running.hub.ledger.read().unwrap();
    assert!(
        there.iter().any(|entry| entry.event == Event::Revoked { device: asha.id }),
        "a restore knows of it"
    );
    assert_eq!(log(&running), [line("Sam Okoro", "revoked", &format!("Asha, device {}", asha.id))]);
    let page = get(&running, &format!("/users/devices/{}", asha.id), &sam).text().unwrap();
    assert!(page.contains("Revoked on 22 November 2026") && !page.contains("Revoke this phone"));
    let code = format!("/users/devices/{}/sign-in", asha.id);
    assert_eq!(
        post(&running, &code, &sam, &[("token", &token), ("sure", "yes")]).status(),
        409,
        "no way back"
    );
}

#[test]
fn a_sign_in_code_is_belas_phones_alone() {
    let running = start();
    let sam = signed_in(&running, "Sam Okoro", Role::Supervisor);
    let bela = running.enrolled("Bela");
    let token = token(&running, &sam);
    let path = format!("/users/devices/{}/sign-in", bela.id);
    assert_eq!(post(&running, &path, &sam, &[("token", &token)]).status(), 400, "who asks is to be known");
    let page = post(&running, &path, &sam, &[("token", &token), ("sure", "yes")]).text().unwrap();
    let code = between(&page, "<dd class=\"code\">", "<");
    let stranger = refusal(running.ask_to_enrol(&request(code, &key_of("a stranger"))));
    assert_eq!(stranger.code, RefusalCode::CodeRefused);
    assert_eq!(running.ask_to_enrol(&request(code, &bela.key)).status(), 200);
    assert_eq!(running.hub.store().devices().unwrap().len(), 1, "nobody new");
    assert_eq!(log(&running)[0].1, "sign_in_code");
}

#[test]
fn an_account_signs_in_with_the_password_that_was_shown_and_a_records_managers_is_not_taken_over() {
    let running = start();
    let sam = signed_in(&running, "Sam Okoro", Role::Supervisor);
    let mona = signed_in(&running, "Mona Lind", Role::RecordsManager);
    let token = token(&running, &sam);
    let asks = |name: &str, role: &str, again: &str| {
        let fields = [("token", token.as_str()), ("account", name), ("account_role", role), ("again", again)];
        post(&running, "/users/accounts", &sam, &fields)
    };
    let page = asks("Ana Pike", "analyst", "").text().unwrap();
    let password = between(&page, "id=\"password\">", "<").to_owned();
    let is_hers = |password: &str| {
        let account = running.hub.store().account("Ana Pike").unwrap().expect("an account");
        beatbook_hub::accounts::is_password(Some(&account.password), password)
    };
    assert!(is_hers(&password) && !is_hers("another"));
    let twice = asks("Ana Pike", "analyst", "");
    assert_eq!(twice.status(), 400);
    assert!(twice.text().unwrap().contains("There is an account of this name") && is_hers(&password));
    assert_eq!(asks("Ana Pike", "analyst", "yes").status(), 200);
    assert!(!is_hers(&password), "a new one");
    let above = asks("Mona Lind", "analyst", "yes");
    assert_eq!(above.status(), 400);
    assert!(above.text().unwrap().contains("that account sees more than yours"));
    assert_eq!(get(&running, "/users", &mona).status(), 200, "she is still signed in");
    assert_eq!(asks("Rita", "records_manager", "").status(), 400);
    let about = "Ana Pike, Analyst";
    assert_eq!(log(&running), [line("Sam Okoro", "account", about), line("Sam Okoro", "account", about)]);
    assert!(!get(&running, "/users", &mona).text().unwrap().contains(&password));
}

#[test]
fn what_is_done_on_the_command_line_is_in_the_same_log_which_only_grows() {
    let running = start();
    let data = running.dir.path().to_str().unwrap();
    let run = |words: &[&str]| {
        let done = hub_command().args(words).args(["--data", data, "--by", "Olu"]).output().expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let asha = running.enrolled("Asha").id.to_string();
    run(&["enrol", "--name", "Bela", "--role", "installer", "--hub", "http://hub.test"]);
    run(&["sign-in", "--device", "Asha", "--hub", "http://hub.test"]);
    run(&["revoke", &asha]);
    run(&["user", "add", "--name", "Ana", "--role", "analyst", "--one-time"]);
    let told: Vec<_> = log(&running).into_iter().rev().map(|(who, what, _)| (who, what)).collect();
    let expected =
        ["invited", "sign_in_code", "revoked", "account"].map(|what| ("Olu".to_owned(), what.to_owned()));
    assert_eq!(told, expected);
    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).unwrap();
    assert!(book.execute("DELETE FROM setup_log", []).is_err());
    assert!(book.execute("UPDATE setup_log SET who = 'nobody'", []).is_err());
}
