//! Who may see the supervisors' page, and what it says.

mod support;

use beatbook_hub::accounts;
use beatbook_hub::config::Config;
use beatbook_hub::sessions::SESSION_LIFE_MS;
use beatbook_hub::store::AccountRow;
use beatbook_records::role::Role;
use beatbook_records::wire::RefusalCode;
use reqwest::blocking::Response;
use support::{NOON_MS, Running, refusal, start, start_with};

const PASSWORD: &str = "correct horse battery";

fn add(running: &Running, name: &str, role: Role) {
    let password = accounts::hash_password(running.clock.as_ref(), PASSWORD).unwrap();
    let account = AccountRow { name: name.into(), password, role, one_time: false };
    running.hub.store().put_account(&account, NOON_MS).unwrap();
}

/// The value of a cookie that an answer sets, and its attributes.
fn cookie(response: &Response, name: &str) -> Option<(String, String)> {
    let prefix = format!("{name}=");
    let all = response.headers().get_all("set-cookie").iter();
    let set = all.filter_map(|value| value.to_str().ok()).find_map(|value| value.strip_prefix(&prefix))?;
    let (value, attributes) = set.split_once(';')?;
    Some((value.to_owned(), attributes.to_owned()))
}

fn token_of(page: &str) -> String {
    page.split("name=\"token\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a token")
        .into()
}

fn sign_in(running: &Running, name: &str, password: &str) -> Response {
    let page = running.get("/");
    let (form, _) = cookie(&page, "beatbook_form").expect("a cookie for the form");
    let token = token_of(&page.text().unwrap());
    post_sign_in(running, &form, &token, name, password)
}

fn post_sign_in(running: &Running, form: &str, token: &str, name: &str, password: &str) -> Response {
    post(
        running,
        "/sign-in",
        &format!("beatbook_form={form}"),
        &[("name", name), ("password", password), ("token", token)],
    )
}

fn post(running: &Running, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Response {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    running
        .client
        .post(format!("{}{path}", running.address))
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&"))
        .send()
        .expect("an answer")
}

fn session(running: &Running, name: &str) -> String {
    let response = sign_in(running, name, PASSWORD);
    assert_eq!(response.status(), 303);
    format!("other=1; beatbook_session={}", cookie(&response, "beatbook_session").expect("a session").0)
}

fn get(running: &Running, path: &str, session: &str) -> Response {
    running
        .client
        .get(format!("{}{path}", running.address))
        .header("cookie", session)
        .send()
        .expect("an answer")
}

/// A settled record, as the exchange leaves it.
fn record(running: &Running, id: u8, kind: &str, occurred: &str, voided: bool, values: &str) {
    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).unwrap();
    book.execute(
        "INSERT INTO record (id, kind, area, class, month, body, head, head_n, voided, journal, occurred)
         VALUES (?1, ?2, 'north', 'ordinary', 202406, ?3, ?1, 1, ?4, 1, ?5)",
        rusqlite::params![[id; 16], kind, format!("{{\"values\":{values}}}"), voided, occurred],
    )
    .unwrap();
    // Numbered past any state of the book, so that nothing that was counted of the day stands.
    let text = "INSERT OR REPLACE INTO day_changed (day, n) VALUES (substr(?1, 1, 10), 1 << 40)";
    book.execute(text, [occurred]).unwrap();
}

/// Two patrols and their legs, one still running, one voided; taps, one of them voided.
fn a_day_of_work(running: &Running) {
    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).unwrap();
    book.execute(
        "INSERT INTO hotspot (id, name, area, polygon, version, place) VALUES ('high', 'High <b>Street</b>', 'north', '[]', 1, 0)",
        [],
    )
    .unwrap();
    let day = "2024-06-10T10:00:00.000Z";
    let patrol = |finished: &str| {
        format!(
            "{{\"area\":\"north\",\"started\":\"{day}\"{finished},\"activities\":[\"WELFARE\",\"NEWER_THAN_THIS_HUB\"]}}"
        )
    };
    record(running, 1, "patrol", day, false, &patrol(",\"finished\":\"2024-06-10T11:00:59.000Z\""));
    record(running, 2, "patrol", day, false, &patrol(""));
    record(running, 3, "patrol", day, true, &patrol(",\"finished\":\"2024-06-10T11:00:00.000Z\""));
    for (id, to) in
        [(1, ",\"to\":\"2024-06-10T11:00:59.000Z\""), (2, ""), (3, ",\"to\":\"2024-06-10T11:00:00.000Z\"")]
    {
        let of = uuid::Uuid::from_bytes([id; 16]);
        let leg = format!("{{\"patrol\":\"{of}\",\"hotspot\":\"high\",\"from\":\"{day}\"{to},\"pcso\":2}}");
        record(running, 10 + id, "patrol_leg", day, false, &leg);
    }
    let tap = |kind: &str| format!("{{\"hotspot\":\"high\",\"kind\":\"{kind}\",\"count\":1}}");
    record(running, 21, "engagement", day, false, &tap("RESIDENT"));
    record(running, 22, "engagement", day, true, &tap("RESIDENT"));
    record(running, 23, "engagement", day, false, &tap("BUSINESS"));
    record(running, 24, "engagement", day, false, &tap("BUSINESS").replace('}', ",\"duplicate_of\":\"x\"}"));
}

#[test]
fn sana_signs_in_and_her_cookie_is_locked_away() {
    let running = start();
    add(&running, "sana", Role::Supervisor);
    let response = sign_in(&running, "sana", PASSWORD);
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (303, &"/overview".parse().unwrap())
    );
    let (value, attributes) = cookie(&response, "beatbook_session").unwrap();
    assert_eq!(value.len(), 64);
    assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Strict"), "{attributes}");
    assert!(!attributes.contains("Secure"), "plain http on this very machine");
    let book = std::fs::read(running.dir.path().join("hub.sqlite-wal")).unwrap();
    assert!(book.windows(4).any(|part| part == b"sana"), "the session is in the book");
    assert!(!book.windows(64).any(|part| part == value.as_bytes()), "and its cookie is not");

    let https = start_with(Config { address: "https://hub.example".into(), ..Config::default() });
    add(&https, "sana", Role::Supervisor);
    let (_, attributes) = cookie(&sign_in(&https, "sana", PASSWORD), "beatbook_session").unwrap();
    assert!(attributes.contains("; Secure"), "{attributes}");
}

#[test]
fn nobody_else_signs_in() {
    let running = start();
    add(&running, "sana", Role::Supervisor);
    add(&running, "olu", Role::EnforcementOfficer);
    for (name, password) in
        [("sana", "wrong horse battery"), ("nobody", PASSWORD), ("olu", PASSWORD), ("", "")]
    {
        let response = sign_in(&running, name, password);
        assert_eq!(response.status(), 403, "{name}");
        assert!(cookie(&response, "beatbook_session").is_none());
        let page = response.text().unwrap();
        assert!(
            page.contains("There is a problem") && page.contains("The name or the password is not right")
        );
    }
    assert_eq!(sign_in(&running, "sana", PASSWORD).status(), 303);
}

#[test]
fn passwords_cannot_be_guessed_quickly() {
    let running = start();
    add(&running, "sana", Role::Supervisor);
    let page = running.get("/");
    let (form, _) = cookie(&page, "beatbook_form").unwrap();
    let token = token_of(&page.text().unwrap());
    let try_in = |password: &str| post_sign_in(&running, &form, &token, "sana", password).status().as_u16();
    for _ in 0..10 {
        assert_eq!(try_in("wrong horse battery"), 403);
    }
    assert_eq!(try_in(PASSWORD), 429);
    running.pass_ms(60_000);
    assert_eq!(try_in(PASSWORD), 303);
}

#[test]
fn a_form_without_its_own_token_is_not_obeyed() {
    let running = start();
    add(&running, "sana", Role::Supervisor);
    let (form, _) = cookie(&running.get("/"), "beatbook_form").unwrap();
    let forged = post_sign_in(&running, &form, &"0".repeat(64), "sana", PASSWORD);
    assert_eq!((forged.status().as_u16(), cookie(&forged, "beatbook_session")), (403, None));
    let no_cookie =
        post(&running, "/sign-in", "", &[("name", "sana"), ("password", PASSWORD), ("token", "")]);
    assert_eq!(no_cookie.status(), 403);

    let session = session(&running, "sana");
    let forged = post(&running, "/sign-out", &session, &[("token", &"0".repeat(64))]);
    assert_eq!(refusal(forged).code, RefusalCode::Forbidden);
    let page = get(&running, "/", &session).text().unwrap();
    assert!(page.contains("Patrol summary"), "still signed in");
    let out = post(&running, "/sign-out", &session, &[("token", &token_of(&page))]);
    assert_eq!(out.status(), 303);
    assert!(get(&running, "/", &session).text().unwrap().contains("<h1>Sign in</h1>"));
}

#[test]
fn a_session_ends_after_twelve_hours_or_with_a_new_password() {
    let running = start();
    add(&running, "sana", Role::Supervisor);
    let summary = "/v1/reports/patrol-summary";
    let first = session(&running, "sana");
    running.pass_ms(SESSION_LIFE_MS - 1);
    assert_eq!(get(&running, summary, &first).status(), 200);
    running.pass_ms(1);
    assert_eq!(refusal(get(&running, summary, &first)).code, RefusalCode::Forbidden);
    let second = session(&running, "sana");
    add(&running, "sana", Role::Supervisor);
    assert_eq!(refusal(get(&running, summary, &second)).code, RefusalCode::Forbidden);
    assert_eq!(refusal(running.get(summary)).code, RefusalCode::Forbidden);
}

#[test]
fn the_page_shows_the_figures_and_what_is_beside_them() {
    let running = start_with(Config { organisation: "Sample partnership".into(), ..Config::default() });
    add(&running, "sana", Role::Analyst);
    a_day_of_work(&running);
    let page = get(&running, "/", &session(&running, "sana")).text().unwrap();
    for shown in [
        "<html lang=\"en-GB\">",
        "Skip to the main content",
        "Synthetic sample data",
        "<caption",
        "scope=\"row\"",
        "High &lt;b&gt;Street&lt;/b&gt;",
        "1:00:59",
        "2:01:58",
        "Welfare checks",
        "unfinished",
        "voided",
        "value=\"2023-06-11\"",
        "value=\"2024-06-10\"",
        "Europe/London",
        "11 June 2023 to 10 June 2024",
        "rounded down",
        "format=csv&amp;from=2023-06-11&amp;to=2024-06-10",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    assert!(!page.contains("<script") && !page.contains("style="), "nothing the policy forbids");
}

#[test]
fn the_csv_is_what_the_page_shows() {
    let running = start();
    add(&running, "sana", Role::RecordsManager);
    a_day_of_work(&running);
    let session = session(&running, "sana");
    let response =
        get(&running, "/v1/reports/patrol-summary?from=2024-06-10&to=2024-06-10&format=csv", &session);
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(
        response.headers()["content-disposition"].to_str().unwrap().contains("2024-06-10-to-2024-06-10.csv")
    );
    assert_eq!(
        response.text().unwrap(),
        "hotspot,patrol_hours_hmmss,patrol_minutes,patrols,resident_engagement,business_engagement,person_hours_hmmss,activities\n\
         High <b>Street</b>,1:00:59,60,1,1,1,2:01:58,Welfare checks\n\
         Totals,1:00:59,60,1,1,1,2:01:58,Welfare checks\n"
    );
    let before =
        get(&running, "/v1/reports/patrol-summary?from=2024-06-01&to=2024-06-09&format=csv", &session);
    assert!(before.text().unwrap().ends_with("Totals,0:00:00,0,0,0,0,0:00:00,\n"));
}

#[test]
fn a_period_that_is_none_is_said_and_the_typed_dates_stay() {
    let running = start();
    add(&running, "sana", Role::Supervisor);
    let session = session(&running, "sana");
    let response = get(&running, "/?from=2024-06-30&to=2023-08-01", &session);
    assert_eq!(response.status(), 400);
    let page = response.text().unwrap();
    assert!(page.contains("The last day is before the first.") && page.contains("value=\"2024-06-30\""));
    assert!(page.contains("<title>Problem: "));
    let bad = get(&running, "/v1/reports/patrol-summary?from=30/06/2024", &session);
    assert_eq!(refusal(bad).code, RefusalCode::Malformed);
    let bad = get(&running, "/v1/reports/patrol-summary?format=xml", &session);
    assert_eq!(refusal(bad).code, RefusalCode::Malformed);
}
