//! A reply on the phone: whatever it says, what the officer wrote is still there, and its chain holds.
#![no_main]

use beatbook_core::sync::round;
use beatbook_fuzz::{mutate, read_and_print, town};
use beatbook_records::wire::ExchangeReply;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::json(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some(reply) = read_and_print::<ExchangeReply>(data) else { return Corpus::Reject };
    let phone = town::phone();
    let before = town::own_entries(&phone);
    let mut hub = town::Puppet { replies: vec![reply], ..town::Puppet::default() };
    drop(round(&phone, &mut hub));
    let after = town::own_entries(&phone);
    assert!(before.iter().all(|own| after.contains(own)), "what was written is still there, word for word");
    let offer = phone.lock().expect("no try panics inside the store").offer();
    offer.expect("a book that can be read").expect("still enrolled");
    Corpus::Keep
});
