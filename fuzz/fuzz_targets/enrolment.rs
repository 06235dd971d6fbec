//! The hub's answer to an enrolment, on the phone: only what the organisation signed for this very key is believed.
#![no_main]

use beatbook_core::TestEnv;
use beatbook_core::decoders::{Invited, enrolment};
use beatbook_fuzz::{mutate, planted, read_and_print};
use beatbook_hub::organisation::Key;
use beatbook_records::wire::{Certificate, EnrolReply, EnrolRequest};
use ed25519_dalek::SigningKey;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::json(data, size, max_size, seed)
});

/// A genuine certificate, for what the bytes say it is for.
fn genuine(certificate: &str, key: &SigningKey) -> EnrolReply {
    let organisation = Key::from_seed(&[8; 32]);
    let own = hex::encode(key.verifying_key().as_bytes());
    let certificate = certificate.replace("PUBLIC", &own);
    EnrolReply {
        signature: organisation.sign(&certificate),
        organisation_key: organisation.public_hex(),
        certificate,
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    if let Some(request) = read_and_print::<EnrolRequest>(data) {
        let (hub, _) = beatbook_fuzz::town::hub();
        assert!(beatbook_hub::enrol::accept(&hub, &request).is_err(), "nobody was invited");
        return Corpus::Keep;
    }
    let Some(reply) = read_and_print::<EnrolReply>(data) else { return Corpus::Reject };
    let (env, key) = (TestEnv::new(Default::default(), 7), SigningKey::from_bytes(&[3; 32]));
    let invited = Invited {
        hub: "https://hub.example".into(),
        code: "ABCDEFGH01234567".into(),
        fingerprint: Some(Key::from_seed(&[8; 32]).fingerprint()),
    };
    let believed = enrolment(&env, &invited, &key, reply.clone());
    assert!(believed.is_none() && !planted(), "nobody can sign for the organisation");
    let signed = genuine(&reply.certificate, &key);
    let Some(kept) = enrolment(&env, &invited, &key, signed.clone()) else { return Corpus::Keep };
    let certificate: Certificate = serde_json::from_str(&signed.certificate).expect("it was believed");
    assert_eq!(certificate.public_key.to_lowercase(), hex::encode(key.verifying_key().as_bytes()));
    assert_eq!((kept.owner.device, kept.owner.name), (certificate.device, certificate.name));
    assert!(kept.owner.incarnation > 0 && kept.owner.incarnation <= i64::MAX.cast_unsigned());
    let other = Invited { fingerprint: Some(Key::from_seed(&[9; 32]).fingerprint()), ..invited };
    assert!(enrolment(&env, &other, &key, signed).is_none(), "another organisation's key");
    Corpus::Keep
});
