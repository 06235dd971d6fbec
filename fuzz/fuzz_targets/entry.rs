//! An entry at both sides: bytes are hashed as they came, what reads also prints, and checking never fails.
#![no_main]

use beatbook_fuzz::{mutate, planted, read_and_print};
use beatbook_hub::arrival::read_batch;
use beatbook_records::check::{check, check_settled};
use beatbook_records::entry::{Content, Hash, JournalId, Payload, content_hash, link_hash, payload_commit};
use beatbook_records::kinds;
use beatbook_records::wire::{HeldReason, Parcel};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::json(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some(parcel) = read_and_print::<Parcel>(data) else { return Corpus::Reject };
    let journal = JournalId { device: uuid::Uuid::from_u128(7), incarnation: 7 };
    let (content, payload) = (parcel.content.get(), parcel.payload.as_ref().map(|payload| payload.get()));
    let parcels = [parcel.clone()];
    let arrival = &read_batch(journal, 1, Hash::ZERO, &parcels)[0];
    let commit = payload.map_or(parcel.commit.unwrap_or_default(), |text| payload_commit(text.as_bytes()));
    let hash = content_hash(content.as_bytes(), &commit);
    assert_eq!((arrival.content_hash, arrival.link), (hash, link_hash(&Hash::ZERO, journal, 1, &hash)));
    match &arrival.read {
        Err(reason) => assert_eq!(*reason, HeldReason::Unreadable),
        Ok((read, values)) => {
            let own = read_and_print::<Content>(content.as_bytes()).expect("the phone reads it too");
            assert_eq!(own, *read);
            if let Some(text) = payload {
                let own = read_and_print::<Payload>(text.as_bytes()).expect("the phone reads it too");
                assert!(own == *values && !planted());
            }
            if let Some(kind) = kinds::kind(&read.kind) {
                let problems = check(kind, read.schema, read.act, &values.values);
                assert!(
                    problems
                        .iter()
                        .all(|problem| kind.fields.iter().any(|field| field.name == problem.field))
                );
                drop(check_settled(kind, read.schema, &values.values));
            }
        }
    }
    Corpus::Keep
});
