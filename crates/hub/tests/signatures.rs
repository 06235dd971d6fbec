//! What is not signed by a device in use, too large or unreadable is refused with the right code.

mod support;

use beatbook_records::entry::Hash;
use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::wire::{
    BODY_BYTES_INFLATED_MAX, BODY_BYTES_MAX, HEADER_DEVICE, HEADER_REFUSAL, HEADER_SIGNATURE,
    HEADER_UPLOAD_LENGTH, HEADER_UPLOAD_OFFSET, HotspotPack, PATH_EXCHANGE, PATH_HOTSPOTS,
    REQUEST_SKEW_MS_MAX, RefusalCode, blob_path,
};
use support::{Device, NOON_MS, Running, json, key_of, refusal, start};
use uuid::Uuid;

const DAY_MS: i64 = 24 * 3600 * 1000;
const YEAR_MS: i64 = 365 * 24 * 3600 * 1000;

fn hotspot(id: &str, area: &str) -> Hotspot {
    let polygon = vec![vec![[-1.3, 54.5], [-1.2, 54.5], [-1.2, 54.6], [-1.3, 54.5]]];
    Hotspot { id: id.into(), name: format!("{id} street"), area: area.into(), polygon }
}

fn pack(asha: &Device, running: &Running) -> reqwest::blocking::Response {
    asha.signed("GET", PATH_HOTSPOTS, NOON_MS, b"").send(running)
}

#[test]
fn asha_gets_the_hotspots_of_her_area_and_a_tag_for_the_next_time() {
    let running = start();
    let asha = running.enrolled("Asha");
    running.hub.store().put_hotspots(&[hotspot("high", "north"), hotspot("mill", "south")]).unwrap();
    let response = pack(&asha, &running);
    assert_eq!(response.status(), 200);
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let read: HotspotPack = json(response);
    assert_eq!((read.version, read.hotspots), (1, vec![hotspot("high", "north")]));

    let again = asha.signed("GET", PATH_HOTSPOTS, NOON_MS, b"").with("if-none-match", &tag).send(&running);
    assert_eq!(again.status(), 304);
    running.hub.store().put_hotspots(&[hotspot("high", "north")]).unwrap();
    let changed = asha.signed("GET", PATH_HOTSPOTS, NOON_MS, b"").with("if-none-match", &tag).send(&running);
    assert_eq!(changed.status(), 200);
}

#[test]
fn what_is_not_signed_by_an_enrolled_device_is_refused() {
    let running = start();
    let asha = running.enrolled("Asha");
    assert_eq!(pack(&asha, &running).status(), 200);
    let good = || asha.signed("POST", PATH_EXCHANGE, NOON_MS, b"{}");
    assert_eq!(refusal(good().send(&running)).code, RefusalCode::Malformed, "signed, and then read");

    let unsigned = |response| {
        let refusal = refusal(response);
        assert_eq!((refusal.code, refusal.status), (RefusalCode::Unsigned, 401));
    };
    unsigned(running.get(PATH_HOTSPOTS));
    let mut body = good();
    body.body = b"[]".to_vec();
    unsigned(body.send(&running));
    let mut path = asha.signed("GET", PATH_HOTSPOTS, NOON_MS, b"");
    path.path += "?more";
    unsigned(path.send(&running));
    let mut method = asha.signed("GET", PATH_EXCHANGE, NOON_MS, b"");
    method.method = "POST";
    unsigned(method.send(&running));
    let stranger = Device { id: Uuid::from_u128(7), key: key_of("a stranger") };
    unsigned(pack(&stranger, &running));
    let thief = Device { id: asha.id, key: key_of("a thief") };
    unsigned(pack(&thief, &running));
    for header in [HEADER_DEVICE, HEADER_SIGNATURE] {
        let mut broken = good();
        broken.headers.retain(|(name, _)| *name != header);
        unsigned(broken.with(header, "zz").send(&running));
    }
}

#[test]
fn a_clock_a_year_ahead_is_told_the_time_and_then_let_in() {
    let running = start();
    let asha = running.enrolled("Asha");
    for wrong in [NOON_MS + YEAR_MS, NOON_MS - YEAR_MS, i64::MAX, i64::MIN, NOON_MS + REQUEST_SKEW_MS_MAX + 1]
    {
        let told = refusal(asha.signed("GET", PATH_HOTSPOTS, wrong, b"").send(&running));
        assert_eq!((told.code, told.status, told.hub_time), (RefusalCode::ClockWrong, 401, NOON_MS));
    }
    assert_eq!(asha.signed("GET", PATH_HOTSPOTS, NOON_MS, b"").send(&running).status(), 200);
    let fair = NOON_MS - REQUEST_SKEW_MS_MAX;
    assert_eq!(asha.signed("GET", PATH_HOTSPOTS, fair, b"").send(&running).status(), 200);
}

#[test]
fn bodies_are_bounded_as_they_travel_and_once_decompressed() {
    let running = start();
    let asha = running.enrolled("Asha");
    let post = |body: &[u8]| asha.signed("POST", PATH_EXCHANGE, NOON_MS, body);
    let code = |request: support::Request| refusal(request.send(&running)).code;

    let fits = vec![b' '; BODY_BYTES_MAX];
    assert_eq!(code(post(&fits)), RefusalCode::Malformed, "the largest body is read");
    assert_eq!(code(post(&[fits, vec![b' ']].concat())), RefusalCode::TooLarge);

    let squeeze = |bytes: usize| zstd::bulk::compress(&vec![b' '; bytes], 19).unwrap();
    let largest = post(&squeeze(BODY_BYTES_INFLATED_MAX)).with("content-encoding", "zstd");
    assert_eq!(code(largest), RefusalCode::Malformed, "the largest body is decompressed and read");
    let bomb = squeeze(256 * 1024 * 1024);
    assert!(bomb.len() < BODY_BYTES_MAX);
    assert_eq!(code(post(&bomb).with("content-encoding", "zstd")), RefusalCode::TooLarge);
}

#[test]
fn a_body_that_cannot_be_read_is_malformed() {
    let running = start();
    let asha = running.enrolled("Asha");
    let post = |body: &[u8]| asha.signed("POST", PATH_EXCHANGE, NOON_MS, body);
    let deep = "[".repeat(100_000);
    for body in ["", "{", "null", "[1]", "{\"scope\": \"x\"}", "\u{feff}{}", deep.as_str()] {
        assert_eq!(refusal(post(body.as_bytes()).send(&running)).code, RefusalCode::Malformed);
        let not_zstd = post(body.as_bytes()).with("content-encoding", "zstd");
        assert_eq!(refusal(not_zstd.send(&running)).code, RefusalCode::Malformed);
    }
}

#[test]
fn a_revoked_device_receives_nothing() {
    let running = start();
    let (asha, bela) = (running.enrolled("Asha"), running.enrolled("Bela"));
    assert!(running.hub.store().revoke_device(asha.id, NOON_MS).unwrap());
    let refused = refusal(pack(&asha, &running));
    assert_eq!((refused.code, refused.status), (RefusalCode::Revoked, 403));
    let snapshot = asha.signed("GET", "/v1/snapshot?cell=north/ordinary/202611", NOON_MS, b"");
    assert_eq!(refusal(snapshot.send(&running)).code, RefusalCode::Revoked);
    assert_eq!(pack(&bela, &running).status(), 200);
}

#[test]
fn a_device_that_nobody_heard_of_for_too_long_is_let_in_nowhere() {
    let running = start();
    let (asha, bela, dana) = (running.enrolled("Asha"), running.enrolled("Bela"), running.enrolled("Dana"));
    assert!(running.hub.store().revoke_device(dana.id, NOON_MS).unwrap());
    let heard = |device: &Device| running.hub.store().device(device.id).unwrap().unwrap().heard_ms;
    let asks = |device: &Device| device.signed("GET", PATH_HOTSPOTS, running.now_ms(), b"").send(&running);
    running.pass_ms(DAY_MS);
    assert_eq!((asks(&asha).status(), heard(&asha)), (200.try_into().unwrap(), NOON_MS), "not written again");
    running.pass_ms(89 * DAY_MS);
    assert_eq!((asks(&asha).status(), heard(&asha)), (200.try_into().unwrap(), running.now_ms()));
    running.pass_ms(1);
    let (file, numbers) = (blob_path(&Hash::ZERO), br#"{"series":"pack","count":1}"#);
    let requests: [(&str, &str, &[u8]); 9] = [
        ("POST", PATH_EXCHANGE, b"{}"),
        ("GET", "/v1/snapshot?cell=north/ordinary/202611", b""),
        ("GET", PATH_HOTSPOTS, b""),
        ("POST", "/v1/numbers", numbers),
        ("GET", "/v1/blobs?record=00000000-0000-0000-0000-000000000000", b""),
        ("GET", &file, b""),
        ("PUT", &file, b"bytes"),
        ("PATCH", &file, b"bytes"),
        ("HEAD", &file, b""),
    ];
    for (method, path, body) in requests {
        let request = bela.signed(method, path, running.now_ms(), body);
        let answer = request.with(HEADER_UPLOAD_OFFSET, "0").with(HEADER_UPLOAD_LENGTH, "5").send(&running);
        assert_eq!(answer.headers()[HEADER_REFUSAL], "sign_in_expired", "{method} {path}");
        assert_eq!(answer.status(), 401, "{method} {path}");
    }
    assert_eq!(heard(&bela), NOON_MS, "asking is not being let in");
    assert_eq!(refusal(asks(&dana)).code, RefusalCode::Revoked, "that is something else");
    let forged = Device { id: bela.id, key: key_of("somebody else") };
    assert_eq!(
        refusal(asks(&forged)).code,
        RefusalCode::Unsigned,
        "who is not the device is not told about it"
    );
    assert_eq!(asks(&asha).status(), 200);
}

#[test]
fn whatever_goes_wrong_the_answer_is_a_refusal_with_safe_headers() {
    let running = start();
    let asha = running.enrolled("Asha");
    assert_eq!(refusal(running.get("/nowhere")).code, RefusalCode::NotFound);
    let wrong_method = running.get(PATH_EXCHANGE);
    assert_eq!(wrong_method.headers()["allow"], "POST");
    let told = refusal(wrong_method);
    assert_eq!((told.code, told.status), (RefusalCode::NotFound, 405));
    let no_cell = asha.signed("GET", "/v1/snapshot", NOON_MS, b"").send(&running);
    assert_eq!(refusal(no_cell).code, RefusalCode::Malformed);
    let healthy = running.get("/healthz");
    assert_eq!(healthy.status(), 200);
    let policy = healthy.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(healthy.headers()["x-content-type-options"], "nosniff");
}
