//! A batch at the hub: whatever it says, the hub's book stays whole, and the same batch again changes nothing.
#![no_main]

use beatbook_fuzz::{mutate, planted, read_and_print, town};
use beatbook_hub::arrival::read_batch;
use beatbook_hub::error::HubError;
use beatbook_hub::exchange::exchange;
use beatbook_hub::state::Hub;
use beatbook_hub::store::verify::verify;
use beatbook_records::entry::JournalId;
use beatbook_records::wire::{ExchangeReply, ExchangeRequest, Verdict};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::json(data, size, max_size, seed)
});

fn committed(hub: &Hub) -> u64 {
    let store = hub.store();
    let count = store.connection().query_row("SELECT count(*) FROM entry", [], |row| row.get::<_, u32>(0));
    u64::from(count.expect("a count"))
}

fn well_formed(request: &ExchangeRequest, reply: &ExchangeReply) {
    let text = serde_json::to_vec(reply).expect("JSON");
    drop(read_and_print::<ExchangeReply>(&text).expect("the phone reads what the hub says"));
    let end = request.first_seq + request.entries.len() as u64;
    let mut next = request.first_seq;
    for range in &reply.verdicts {
        assert!(
            next <= range.from && range.from <= range.to && range.to < end,
            "verdicts in order, of this batch"
        );
        next = range.to + 1;
    }
    assert!(reply.expected_seq >= 1);
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some(request) = read_and_print::<ExchangeRequest>(data) else { return Corpus::Reject };
    let (hub, caller) = town::hub();
    let journal = JournalId { device: caller.device, incarnation: request.incarnation };
    let link = match request.first_seq > u64::MAX / 4 {
        true => request.prev, // refused before anybody counts so far
        false => read_batch(journal, request.first_seq, request.prev, &request.entries)
            .last()
            .map_or(request.prev, |arrival| arrival.link),
    };
    let ask = || exchange(&hub, &caller, &town::signed(link), request.clone());
    let before = committed(&hub);
    match ask() {
        Err(error @ (HubError::Store(_) | HubError::Internal(_))) => panic!("the hub failed: {error}"),
        Err(_) => assert_eq!(committed(&hub), before, "refused, and nothing kept"),
        Ok(reply) => {
            well_formed(&request, &reply);
            let kept = committed(&hub);
            assert!(kept - before <= request.entries.len() as u64);
            let again = ask().expect("the same again is no fault");
            let new =
                |reply: &ExchangeReply| reply.verdicts.iter().any(|range| range.verdict == Verdict::Accepted);
            assert!(!new(&again) || planted(), "nothing is new the second time");
            assert_eq!(committed(&hub), kept + u64::from(planted()), "nothing is kept twice");
            verify(hub.store().connection()).expect("the book verifies");
        }
    }
    Corpus::Keep
});
