//! Something on the way answers instead of the hub, or for it: sign-in pages of networks, gateways, strangers.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use beatbook_core::sync::http::Patience;
use beatbook_core::sync::{CentralError, Trouble};
use beatbook_records::wire::{ExchangeReply, Verdict, VerdictRange};
use beatbook_tests::Officer;
use uuid::Uuid;

use crate::proxy::Fate;
use crate::street::{Street, stands, sync, unsown};

/// An answer with a status line, headers and a body, as something on the way might give it.
fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        head += header;
        head += "\r\n";
    }
    [head.as_bytes(), b"connection: close\r\n\r\n", body].concat()
}

const HTML: &[u8] = b"<!doctype html><title>Sign in</title><p>Welcome to Station WiFi. Accept the terms.</p>";

/// A phone with three taps waiting.
fn asha(street: &Street) -> (Officer, Vec<Uuid>) {
    let asha = street.town.officer_unencrypted("Asha");
    let written = (0..3).map(|_| asha.counts("RESIDENT", "stockton")).collect();
    (asha, written)
}

/// What the phone made of an answer, whether the hub had acted or not; then a healthy sync and the checks.
fn made_of(bytes: &[u8]) -> Vec<Trouble> {
    let fates = [Fate::Instead(bytes.to_vec()), Fate::After(bytes.to_vec())];
    fates
        .into_iter()
        .map(|fate| {
            let street = Street::new();
            let (asha, written) = asha(&street);
            let mut central = street.central(&asha);
            street.proxy.plan([fate]);
            let trouble = sync(&asha, &mut central).expect_err("that was not the hub");
            assert_eq!(asha.waiting(), 3, "a stranger's word counts for nothing");
            street.proxy.heal();
            sync(&asha, &mut central).expect("a healthy sync");
            let text = String::from_utf8_lossy(bytes);
            stands(&street, &asha, &written, 3).unwrap_or_else(|why| panic!("{text}: {why}"));
            street.town.ends_well(&[&asha]);
            trouble
        })
        .collect()
}

fn assert_garbled(bytes: &[u8]) {
    for trouble in made_of(bytes) {
        let garbled = matches!(trouble, Trouble::Central(CentralError::Garbled(_)));
        assert!(garbled, "{}: {trouble:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_sign_in_page_of_a_network_is_not_the_hub() {
    let _unsown = unsown();
    assert_garbled(&answer("200 OK", &["content-type: text/html"], HTML));
    assert_garbled(&answer("200 OK", &["content-type: application/json"], HTML));
    assert_garbled(&answer("511 Network Authentication Required", &["content-type: text/html"], HTML));
    for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect"] {
        assert_garbled(&answer(status, &["location: http://login.wifi.invalid/terms"], b""));
    }
}

#[test]
fn a_redirect_is_not_followed_with_the_work_of_the_day() {
    let _unsown = unsown();
    let login = TcpListener::bind("127.0.0.1:0").expect("a free port");
    login.set_nonblocking(true).expect("a listener that can be asked");
    let location = format!("location: http://{}/login", login.local_addr().expect("an address"));
    assert_garbled(&answer("307 Temporary Redirect", &[&location], b""));
    assert!(login.accept().is_err(), "nobody called at the login page");
}

#[test]
fn success_without_the_hubs_words_is_none() {
    let _unsown = unsown();
    let deep = "[".repeat(200_000);
    let bodies: [&[u8]; 8] =
        [b"", b"{}", b"null", b"[]", b"\"ok\"", b"{\"epoch\": 1}", deep.as_bytes(), &[0xff, 0xfe, 0, 0x28]];
    for body in bodies {
        assert_garbled(&answer("200 OK", &["content-type: application/json"], body));
    }
    assert_garbled(&answer("204 No Content", &[], b""));
    assert_garbled(&answer("200 OK", &["content-encoding: zstd"], b"not zstd at all"));
    let bomb = zstd_of_spaces();
    assert_garbled(&answer("200 OK", &["content-encoding: zstd"], &bomb));
}

/// A gigabyte of spaces, as the hub would compress it: 32 frames one after the other.
fn zstd_of_spaces() -> Vec<u8> {
    let frame = zstd::bulk::compress(&vec![b' '; 32 * 1024 * 1024], 19).expect("a frame");
    assert!(frame.len() < 16 * 1024, "a bomb is small");
    frame.repeat(32)
}

#[test]
fn numbers_that_no_hub_gives_are_not_the_hubs() {
    let _unsown = unsown();
    let reply = |hub_time, expected_seq| ExchangeReply::empty(Uuid::from_u128(7), hub_time, expected_seq);
    let backwards = VerdictRange { from: 2, to: 1, verdict: Verdict::Accepted };
    let replies = [
        reply(i64::MIN, 1),
        reply(i64::MAX, 1),
        reply(0, u64::MAX),
        ExchangeReply { verdicts: vec![backwards], ..reply(0, 1) },
    ];
    for reply in replies {
        let body = serde_json::to_vec(&reply).expect("JSON");
        assert_garbled(&answer("200 OK", &["content-type: application/json"], &body));
    }
}

#[test]
fn a_gateways_refusal_is_not_the_hubs() {
    let _unsown = unsown();
    for status in
        ["502 Bad Gateway", "503 Service Unavailable", "401 Unauthorized", "403 Forbidden", "500 Oh"]
    {
        let bodies: [&[u8]; 4] = [b"", HTML, b"{\"error\": \"upstream\"}", b"{\"code\": \"strange\"}"];
        for body in bodies {
            assert_garbled(&answer(status, &["content-type: application/json"], body));
        }
    }
}

#[test]
fn a_gateway_that_lets_no_large_body_through_gets_smaller_ones() {
    let _unsown = unsown();
    let street = Street::new();
    let asha = street.town.officer_unencrypted("Asha");
    for _ in 0..40 {
        asha.counts("RESIDENT", "stockton");
    }
    let large = answer("413 Request Entity Too Large", &["content-type: text/html"], HTML);
    let mut central = street.central(&asha);
    for _ in 0..5 {
        street.proxy.plan([Fate::Instead(large.clone())]);
        let trouble = sync(&asha, &mut central).expect_err("too large");
        assert!(matches!(trouble, Trouble::Central(CentralError::TooLarge)), "{trouble:?}");
    }
    let offer = asha.with(|store| store.offer()).expect("a book").expect("enrolled");
    assert_eq!(offer.request.entries.len(), 15, "500 halved five times");
    sync(&asha, &mut central).expect("a healthy sync");
    street.town.ends_well(&[&asha]);
}

#[test]
fn a_wrong_time_told_by_a_stranger_costs_one_try() {
    let _unsown = unsown();
    for hub_time in [i64::MIN, -1, 0, i64::MAX] {
        let body = format!(
            r#"{{"type":"about:blank","title":"x","status":401,"code":"clock_wrong","hub_time":{hub_time}}}"#
        );
        let bytes = answer("401 Unauthorized", &["content-type: application/problem+json"], body.as_bytes());
        let street = Street::new();
        let (asha, written) = asha(&street);
        let mut central = street.central(&asha);
        // Told once, the phone signs with that time, and the hub puts it right.
        street.proxy.plan([Fate::Instead(bytes)]);
        drop(sync(&asha, &mut central));
        sync(&asha, &mut central).expect("a healthy sync");
        stands(&street, &asha, &written, 3).unwrap_or_else(|why| panic!("{why}"));
        street.town.ends_well(&[&asha]);
    }
}

#[test]
fn an_answer_without_its_end_is_no_answer() {
    let _unsown = unsown();
    let street = Street::new();
    let (asha, mut written) = asha(&street);
    let mut central = street.central(&asha);
    for (already, by) in (1..=12).enumerate() {
        street.proxy.plan([Fate::Shortened(by)]);
        let trouble = sync(&asha, &mut central).expect_err("half an answer");
        assert!(matches!(trouble, Trouble::Central(CentralError::Garbled(_))), "{trouble:?}");
        sync(&asha, &mut central).expect("a healthy sync");
        stands(&street, &asha, &written, 3 + already).unwrap_or_else(|why| panic!("{why}"));
        written.push(asha.counts("BUSINESS", "stockton"));
    }
    sync(&asha, &mut central).expect("a healthy sync");
    street.town.ends_well(&[&asha]);
}

/// A server with a certificate that nobody known has signed; what it hears, and who it is.
fn tls_stranger() -> (u16, rcgen::Certificate, thread::JoinHandle<Vec<Vec<u8>>>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).expect("a certificate");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a server");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let config = Arc::new(config);
    let serving = thread::spawn(move || {
        let mut heard = Vec::new();
        for _ in 0..2 {
            let (stream, _) = listener.accept().expect("a caller");
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut tls = rustls::StreamOwned::new(connection, stream);
            let mut bytes = vec![0; 4_096];
            let read = tls.read(&mut bytes).unwrap_or(0);
            bytes.truncate(read);
            // A caller that has hung up needs no answer.
            let _ = tls.write_all(&answer("200 OK", &["content-type: text/html"], HTML));
            tls.conn.send_close_notify();
            let _ = tls.flush();
            heard.push(bytes);
        }
        heard
    });
    (port, made.cert, serving)
}

#[test]
fn a_stranger_with_a_certificate_of_its_own_hears_nothing() {
    let _unsown = unsown();
    let street = Street::new();
    let (asha, written) = asha(&street);
    let (port, certificate, serving) = tls_stranger();
    let address = format!("https://localhost:{port}");
    let mut central = street.central_at(&asha, &address, Patience::default());
    let trouble = sync(&asha, &mut central).expect_err("nobody vouches for it");
    assert!(matches!(trouble, Trouble::Central(CentralError::NoConnection(_))), "{trouble:?}");
    // Somebody who trusts it is served: it was its certificate that ended the first call.
    let root = reqwest::Certificate::from_der(certificate.der()).expect("a certificate");
    let trusting =
        reqwest::blocking::Client::builder().tls_certs_only([root]).no_proxy().build().expect("a client");
    let welcome = trusting.get(&address).send().expect("an answer");
    assert_eq!(welcome.status(), 200);
    let heard = serving.join().expect("two calls");
    assert!(heard[0].is_empty() && heard[1].starts_with(b"GET / "), "{:?}", heard[0]);
    sync(&asha, &mut street.central(&asha)).expect("a healthy sync");
    stands(&street, &asha, &written, 3).unwrap_or_else(|why| panic!("{why}"));
}
