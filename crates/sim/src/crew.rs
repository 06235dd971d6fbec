//! Who is in a town: roles and areas, and the enrolment of their phones through the hub's own functions.

use std::sync::Arc;

use beatbook_core::TestEnv;
use beatbook_core::store::{Enrolment, Image, Owner};
use beatbook_hub::clock::Clock as _;
use beatbook_hub::enrol;
use beatbook_hub::store::Invitation;
use beatbook_records::role::Role;
use beatbook_records::wire::{Certificate, EnrolRequest};
use chrono::DateTime;
use ed25519_dalek::{Signer as _, SigningKey};

use crate::hub::Centre;
use crate::phone::Phone;

/// The areas of the town.
pub const AREAS: [&str; 2] = ["north", "south"];

/// The crew, in the order in which they come. The manager sees kinds that nobody knows.
pub const CREW: [(&str, Role, &[&str]); 5] = [
    ("Asha", Role::EnforcementOfficer, &[]),
    ("Bela", Role::EnforcementOfficer, &["north"]),
    ("Mina", Role::RecordsManager, &[]),
    ("Cora", Role::EnforcementOfficer, &[]),
    ("Dev", Role::EnforcementOfficer, &["south", "north"]),
];

/// One phone in so many has an app of the schema before this one.
const OLDER_ONE_IN: u64 = 3;

/// Where somebody stands in the crew.
pub fn place_of(name: &str) -> usize {
    CREW.iter().position(|(of, ..)| *of == name).expect("one of the crew")
}

thread_local! {
    static FRESH: Image = Image::fresh().expect("the migrations run");
    static ENCRYPTED: Image = Image::fresh_encrypted(Arc::new(TestEnv::new(DateTime::UNIX_EPOCH, 1))).expect("a book");
}

/// A phone with nothing on it but its enrolment.
pub fn enrol(centre: &Centre, place: usize, seed: u64, encrypted: bool) -> Phone {
    let (name, role, areas) = CREW[place % CREW.len()];
    let now = DateTime::from_timestamp_millis(centre.clock.now_ms()).expect("a time");
    let env = Arc::new(TestEnv::new(now, seed));
    let key = SigningKey::from_bytes(&secret(seed));
    let certificate = accept(centre, name, role, areas, &key);
    let granted: Certificate = serde_json::from_str(&certificate).expect("a certificate");
    let owner = Owner {
        device: granted.device,
        actor: granted.actor,
        name: granted.name,
        organisation: granted.organisation,
        hub: "http://hub.test".into(),
        scope: granted.scope,
        incarnation: seed >> 1,
        enrolled_at: now,
    };
    let device = owner.device;
    let enrolment = Enrolment {
        owner,
        signing_key: key.to_bytes(),
        certificate,
        certificate_signature: vec![0; 64],
        organisation_key: vec![0; 32],
    };
    let fresh = if encrypted { &ENCRYPTED } else { &FRESH };
    let mut store = fresh.with(|fresh| fresh.open(env.clone())).expect("a book");
    store
        .write(|tx| tx.save_device(&enrolment))
        .map_err(|error: beatbook_core::StoreError| error)
        .expect("enrolled");
    let mut phone = Phone::new(name, env, store, device, key);
    phone.older = seed.is_multiple_of(OLDER_ONE_IN);
    phone
}

fn accept(centre: &Centre, name: &str, role: Role, areas: &[&str], key: &SigningKey) -> String {
    let areas = areas.iter().map(ToString::to_string).collect();
    let invitation = Invitation { name: name.into(), role, areas };
    let hub = &centre.hub;
    let issued = enrol::issue(&hub.store(), &*centre.clock, &hub.key, &invitation, "http://hub.test");
    let code = issued.expect("a code").code;
    enrol::accept(hub, &prove(code, key)).expect("enrolment").certificate
}

/// What a phone asks with a code: the proof is that it has the key.
pub fn prove(code: String, key: &SigningKey) -> EnrolRequest {
    EnrolRequest {
        public_key: hex::encode(key.verifying_key().to_bytes()),
        proof: hex::encode(key.sign(format!("beatbook-enrol\n{code}").as_bytes()).to_bytes()),
        code,
    }
}

fn secret(seed: u64) -> [u8; 32] {
    let mut secret = [3; 32];
    secret[..8].copy_from_slice(&seed.to_be_bytes());
    secret
}
