//! The same request more than once: one after the other, and fifty at the same time.

use std::sync::{Arc, Barrier};
use std::thread;

use beatbook_records::wire::{ExchangeReply, Verdict};
use beatbook_tests::Officer;

use crate::proxy::{Fate, ask};
use crate::street::{Street, stands, sync, unsown};

const AT_ONCE: usize = 50;

fn five_taps(officer: &Officer) -> Vec<uuid::Uuid> {
    (0..5).map(|_| officer.counts("RESIDENT", "stockton")).collect()
}

#[test]
fn a_request_that_arrives_twice_is_kept_once() {
    let _unsown = unsown();
    let street = Street::new();
    let asha = street.town.officer_unencrypted("Asha");
    let mut central = street.central(&asha);
    for hand_in in 1..=4 {
        let written = five_taps(&asha);
        street.proxy.plan([Fate::Twice]);
        sync(&asha, &mut central).expect("an answer came");
        street.proxy.heal();
        stands(&street, &asha, &written, 5 * hand_in).unwrap_or_else(|why| panic!("{why}"));
    }
    street.town.ends_well(&[&asha]);
}

#[test]
fn fifty_identical_posts_at_once_are_kept_once_and_all_answered() {
    let _unsown = unsown();
    let street = Street::new();
    let asha = street.town.officer_unencrypted("Asha");
    let written = five_taps(&asha);
    // The phone's own bytes, which the hub has not heard yet.
    street.proxy.plan([Fate::Instead(Vec::new())]);
    sync(&asha, &mut street.central(&asha)).expect_err("nobody answered");
    let request = Arc::new(street.proxy.heard());
    assert!(request.starts_with(b"POST /v1/exchange"), "the hand-in was heard");
    assert_eq!(street.committed(&written), (0, 0, 0));

    let (gate, hub) = (Arc::new(Barrier::new(AT_ONCE)), street.hub);
    let started: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (request, gate) = (Arc::clone(&request), Arc::clone(&gate));
            thread::spawn(move || {
                gate.wait();
                ask(hub, &request).expect("an answer")
            })
        })
        .collect();
    let answers: Vec<ExchangeReply> =
        started.into_iter().map(|one| read(&one.join().expect("asked"))).collect();
    let verdicts = |verdict: &Verdict| {
        let one = |reply: &&ExchangeReply| reply.verdicts.len() == 1 && reply.verdicts[0].verdict == *verdict;
        answers.iter().filter(one).count()
    };
    assert_eq!((verdicts(&Verdict::Accepted), verdicts(&Verdict::Duplicate)), (1, AT_ONCE - 1));
    assert_eq!(street.committed(&written), (5, 5, 5));
    street.proxy.heal();
    sync(&asha, &mut street.central(&asha)).expect("a healthy sync");
    stands(&street, &asha, &written, 5).unwrap_or_else(|why| panic!("{why}"));
    street.town.ends_well(&[&asha]);
}

/// The reply in an answer of the hub.
fn read(answer: &[u8]) -> ExchangeReply {
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(answer));
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
    let body = &answer[at..];
    let is_zstd = String::from_utf8_lossy(&answer[..at]).contains("content-encoding: zstd");
    let json = if is_zstd { beatbook_hub::limits::inflate(body).expect("zstd") } else { body.to_vec() };
    serde_json::from_slice(&json).expect("a reply")
}
