//! A device that writes entries by hand: faster than a phone with a book of its own, and as real for the hub.

use std::sync::Arc;

use beatbook_hub::auth::{Caller, Signed};
use beatbook_hub::clock::Clock as _;
use beatbook_hub::error::HubError;
use beatbook_hub::state::Hub;
use beatbook_hub::store::Invitation;
use beatbook_hub::{enrol, exchange};
use beatbook_records::SCHEMA;
use beatbook_records::cell::Scope;
use beatbook_records::clock::Hlc;
use beatbook_records::entry::{
    Act, Content, Hash, JournalId, Payload, Seen, content_hash, link_hash, payload_commit,
};
use beatbook_records::record::Values;
use beatbook_records::role::Role;
use beatbook_records::wire::{
    Certificate, EnrolRequest, ExchangeReply, ExchangeRequest, PATH_EXCHANGE, Parcel, signing_text,
};
use beatbook_tests::TownClock;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

/// A device with its journal.
pub struct Device {
    hub: Arc<Hub>,
    clock: Arc<TownClock>,
    key: SigningKey,
    /// Its id.
    pub id: Uuid,
    scope: Scope,
    seq: u64,
    prev: Hash,
    waiting: Vec<Parcel>,
    /// How far it has read.
    pub cursor: Option<String>,
}

const INCARNATION: u64 = 1;

impl Device {
    /// A newly enrolled one of a records manager, who sees everything, at this hub.
    pub fn enrol(hub: &Arc<Hub>, clock: &Arc<TownClock>, name: &str) -> Self {
        let of = Invitation { name: name.into(), role: Role::RecordsManager, areas: Vec::new() };
        let issued = enrol::issue(&hub.store(), &**clock, &hub.key, &of, "http://hub.test").expect("a code");
        let key = SigningKey::from_bytes(&Hash::of(&[name.as_bytes()]).0);
        let proof = key.sign(format!("beatbook-enrol\n{}", issued.code).as_bytes());
        let request = EnrolRequest {
            code: issued.code,
            public_key: hex::encode(key.verifying_key().to_bytes()),
            proof: hex::encode(proof.to_bytes()),
        };
        let reply = enrol::accept(hub, &request).expect("enrolled");
        let certificate: Certificate = serde_json::from_str(&reply.certificate).expect("a certificate");
        Self {
            hub: Arc::clone(hub),
            clock: Arc::clone(clock),
            key,
            id: certificate.device,
            scope: certificate.scope,
            seq: 0,
            prev: Hash::ZERO,
            waiting: Vec::new(),
            cursor: None,
        }
    }

    /// Talk to another hub from now on.
    pub fn turn_to(&mut self, hub: &Arc<Hub>) {
        self.hub = Arc::clone(hub);
    }

    /// Write an entry; its id.
    pub fn write(&mut self, kind: &str, act: Act, on: Option<(Uuid, Option<Seen>)>, values: Value) -> Uuid {
        let values: Values = values.as_object().cloned().expect("an object");
        let id = self.clock.uuid_v7();
        let content = Content {
            id,
            record: on.map(|(record, _)| record),
            kind: kind.into(),
            schema: SCHEMA,
            act,
            actor: self.id,
            at: Hlc::at_ms(self.clock.now_ms()),
            occurred: chrono::DateTime::from_timestamp_millis(self.clock.now_ms()).expect("a time"),
            recorded: None,
            seen: on.and_then(|(_, seen)| seen),
            touched: values.keys().cloned().collect(),
            scope: self.scope.version,
            fixes: None,
        };
        let payload = Payload { values, reason: None, salt: self.clock.secret() };
        let raw = |text: String| RawValue::from_string(text).expect("JSON");
        self.waiting.push(Parcel {
            content: raw(serde_json::to_string(&content).expect("JSON")),
            payload: Some(raw(serde_json::to_string(&payload).expect("JSON"))),
            commit: None,
        });
        id
    }

    /// Hand in what waits, and read one page.
    pub fn sync(&mut self) -> Result<ExchangeReply, HubError> {
        let entries = self.waiting.clone();
        let journal = JournalId { device: self.id, incarnation: INCARNATION };
        let mut link = self.prev;
        for (seq, parcel) in (self.seq + 1..).zip(&entries) {
            let payload = parcel.payload.as_deref().map_or("", RawValue::get);
            let hash = content_hash(parcel.content.get().as_bytes(), &payload_commit(payload.as_bytes()));
            link = link_hash(&link, journal, seq, &hash);
        }
        let handed_in = entries.len() as u64;
        let request = ExchangeRequest {
            cursor: self.cursor.clone(),
            digest: None,
            scope: self.scope.version,
            incarnation: INCARNATION,
            parent: None,
            first_seq: self.seq + 1,
            prev: self.prev,
            entries,
            hotspots: None,
            places: None,
            powers: None,
            contacts: None,
            device_time: self.clock.now_ms(),
            erased: None,
            unsent: None,
            nudges: None,
        };
        let reply = exchange::exchange(&self.hub, &self.caller(), &self.signed(&request, link), request)?;
        assert_eq!(reply.expected_seq, self.seq + handed_in + 1, "everything was taken");
        (self.seq, self.prev) = (self.seq + handed_in, link);
        self.waiting.clear();
        self.cursor = Some(reply.cursor.clone());
        Ok(reply)
    }

    fn caller(&self) -> Caller {
        let name = String::from("a device");
        Caller { device: self.id, actor: self.id, name, scope: self.scope.clone(), revoked: false }
    }

    fn signed(&self, request: &ExchangeRequest, link: Hash) -> Signed {
        let body = serde_json::to_vec(request).expect("JSON");
        let (body_digest, time_ms) = (Hash::of(&[&body]), self.clock.now_ms());
        let text = signing_text(self.id, "POST", PATH_EXCHANGE, time_ms, &body_digest, &link);
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        Signed { method: "POST".into(), path: PATH_EXCHANGE.into(), time_ms, body_digest, link, signature }
    }
}
