//! A code becomes a device, once.

mod support;

use beatbook_hub::enrol::CODE_LIFE_MS;
use beatbook_records::wire::{Certificate, EnrolReply, RefusalCode};
use ed25519_dalek::{Signature, VerifyingKey};
use support::{json, key_of, refusal, request, start};

#[test]
fn asha_enrols_once_and_her_certificate_is_the_organisations() {
    let running = start();
    let code = running.code_for("Asha");
    let response = running.ask_to_enrol(&request(&code, &key_of("asha's phone")));
    assert_eq!(response.status(), 200);
    let reply: EnrolReply = json(response);

    let key: [u8; 32] = hex::decode(&reply.organisation_key).unwrap().try_into().unwrap();
    let signature: [u8; 64] = hex::decode(&reply.signature).unwrap().try_into().unwrap();
    let key = VerifyingKey::from_bytes(&key).unwrap();
    key.verify_strict(reply.certificate.as_bytes(), &Signature::from_bytes(&signature)).unwrap();
    let tampered = reply.certificate.replace("Asha", "Bela");
    assert!(key.verify_strict(tampered.as_bytes(), &Signature::from_bytes(&signature)).is_err());
    let certificate: Certificate = serde_json::from_str(&reply.certificate).unwrap();
    assert_eq!(
        (certificate.name.as_str(), certificate.organisation.as_str()),
        ("Asha", "Testford partnership")
    );
    assert_eq!(certificate.scope.areas, ["north"]);

    let again = refusal(running.ask_to_enrol(&request(&code, &key_of("bela's phone"))));
    assert_eq!((again.code, again.status), (RefusalCode::CodeRefused, 403));
}

#[test]
fn a_lost_answer_is_given_again_to_the_same_key() {
    let running = start();
    let request = request(&running.code_for("Asha"), &key_of("asha's phone"));
    let first: EnrolReply = json(running.ask_to_enrol(&request));
    let second: EnrolReply = json(running.ask_to_enrol(&request));
    assert_eq!(first.certificate, second.certificate);
    running.pass_ms(CODE_LIFE_MS);
    assert_eq!(refusal(running.ask_to_enrol(&request)).code, RefusalCode::CodeRefused);
}

#[test]
fn a_code_ends_after_ten_minutes() {
    let running = start();
    let (early, late) = (running.code_for("Asha"), running.code_for("Bela"));
    running.pass_ms(CODE_LIFE_MS - 1);
    assert_eq!(running.ask_to_enrol(&request(&early, &key_of("asha's phone"))).status(), 200);
    running.pass_ms(1);
    let refused = refusal(running.ask_to_enrol(&request(&late, &key_of("bela's phone"))));
    assert_eq!(refused.code, RefusalCode::CodeRefused);
}

#[test]
fn of_eight_phones_that_race_for_one_code_exactly_one_wins() {
    let running = start();
    let code = running.code_for("Asha");
    let won = std::thread::scope(|scope| {
        let ask = |phone: usize| {
            let request = request(&code, &key_of(&format!("phone {phone}")));
            let running = &running;
            scope.spawn(move || running.ask_to_enrol(&request).status() == 200)
        };
        let phones: Vec<_> = (0..8).map(ask).collect();
        phones.into_iter().map(|phone| phone.join().unwrap()).filter(|won| *won).count()
    });
    assert_eq!(won, 1);
}

#[test]
fn a_wrong_proof_spends_nothing() {
    let running = start();
    let code = running.code_for("Asha");
    let mut stolen = request(&code, &key_of("asha's phone"));
    stolen.public_key = hex::encode(key_of("somebody else").verifying_key().as_bytes());
    assert_eq!(refusal(running.ask_to_enrol(&stolen)).code, RefusalCode::Unsigned);
    stolen.public_key = "not a key".into();
    assert_eq!(refusal(running.ask_to_enrol(&stolen)).code, RefusalCode::Malformed);
    assert_eq!(running.ask_to_enrol(&request(&code, &key_of("asha's phone"))).status(), 200);
}

#[test]
fn a_code_is_taken_as_people_type_it() {
    let running = start();
    let typed = running.code_for("Asha").to_lowercase().replace('-', " ");
    assert_eq!(running.ask_to_enrol(&request(&typed, &key_of("asha's phone"))).status(), 200);
}

#[test]
fn guessing_codes_is_slowed_down_and_ends() {
    let running = start();
    let key = key_of("a guesser");
    for _ in 0..10 {
        let guess = refusal(running.ask_to_enrol(&request("ABCD-EFGH-JKMN-PQRS", &key)));
        assert_eq!(guess.code, RefusalCode::CodeRefused);
    }
    let right = request(&running.code_for("Asha"), &key);
    let slowed = running.ask_to_enrol(&right);
    assert!(slowed.headers().contains_key("retry-after"));
    assert_eq!(refusal(slowed).code, RefusalCode::Busy);
    running.pass_ms(60_000);
    assert_eq!(running.ask_to_enrol(&right).status(), 200);
}

#[test]
fn the_code_itself_is_nowhere_in_the_data_directory() {
    let running = start();
    let code = running.code_for("Asha").replace('-', "");
    let all = std::fs::read_dir(running.dir.path()).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = all.filter(|path| path.is_file()).collect();
    let holds = |needle: &[u8]| {
        files.iter().any(|file| std::fs::read(file).unwrap().windows(needle.len()).any(|part| part == needle))
    };
    assert!(holds(b"Asha"), "the invitation is kept, so that the search can find something");
    assert!(!holds(code.as_bytes()));
}
