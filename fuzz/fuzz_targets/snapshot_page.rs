//! A page of records on the phone that asked for it: what the officer wrote is still there.
#![no_main]

use beatbook_core::sync::round;
use beatbook_fuzz::{mutate, read_and_print, town};
use beatbook_records::wire::{ExchangeReply, Reset, SnapshotPage};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::json(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some(page) = read_and_print::<SnapshotPage>(data) else { return Corpus::Reject };
    let phone = town::phone();
    let before = town::own_entries(&phone);
    // A hub of another history makes the phone ask for every cell.
    let mut reply = ExchangeReply::empty(page.epoch, 0, 1);
    reply.reset = Some(Reset { next_seq: 1, head: None });
    reply.cells = vec![page.cell.clone()];
    let mut hub = town::Puppet { replies: vec![reply], pages: vec![page] };
    drop(round(&phone, &mut hub));
    let after = town::own_entries(&phone);
    assert!(
        before.iter().all(|own| after.iter().any(|now| now.0 == own.0)),
        "what was written is still there"
    );
    Corpus::Keep
});
