//! A week in a small town, in which everything travels that can: what its messages were.
//!
//! Rule: real phones and the real hub; whatever passes between them is written down on the way.

use std::sync::{Arc, Mutex, PoisonError};

use beatbook_core::sync::{Central, CentralError, to_rest};
use beatbook_hub::clock::Clock as _;
use beatbook_hub::error::status_and_title;
use beatbook_hub::store::Invitation;
use beatbook_records::entry::{Act, Hash, JournalId, content_hash, link_hash, payload_commit};
use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::rescue;
use beatbook_records::role::Role;
use beatbook_records::wire::{
    BlobState, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, NumbersReply,
    NumbersRequest, PATH_EXCHANGE, PlacesPage, PowersPack, Refusal, RefusalCode, SignedContacts,
    SnapshotPage, signing_text,
};
use beatbook_tests::{Link, Officer, Town};
use chrono::TimeDelta;
use ed25519_dalek::{Signer as _, SigningKey};
use serde::Serialize;
use serde_json::json;

use crate::folder::Set;
use crate::reading::{Carried, Linked, SignedRequest};

/// What passed so far.
type Heard = Arc<Mutex<Set>>;

fn keep<T: Serialize>(heard: &Heard, file: &str, message: &T) {
    let line = serde_json::to_string(message).expect("a message is JSON");
    heard.lock().unwrap_or_else(PoisonError::into_inner).add(file, line);
}

/// A link on which somebody writes along.
struct Overheard {
    link: Link,
    heard: Heard,
    time_ms: i64,
}

impl Central for Overheard {
    fn enrol(&mut self, request: &EnrolRequest) -> Result<EnrolReply, CentralError> {
        self.link.enrol(request)
    }

    fn exchange(
        &mut self,
        request: &ExchangeRequest,
        last_link: Hash,
    ) -> Result<ExchangeReply, CentralError> {
        keep(&self.heard, "exchange_request.jsonl", request);
        let (device, key) = self.link.identity().clone();
        keep(&self.heard, "signed.jsonl", &sign(device, &key, self.time_ms, request, last_link));
        let mut prev = request.prev;
        for (seq, parcel) in (request.first_seq..).zip(&request.entries) {
            let payload = parcel.payload.as_deref().expect("nothing was erased").get();
            let hash = content_hash(parcel.content.get().as_bytes(), &payload_commit(payload.as_bytes()));
            let incarnation = request.incarnation;
            let link = link_hash(&prev, JournalId { device, incarnation }, seq, &hash);
            if is_entry(parcel) {
                let parcel = parcel.clone();
                keep(&self.heard, "journal.jsonl", &Linked { device, incarnation, seq, prev, parcel, link });
            }
            prev = link;
        }
        let reply = self.link.exchange(request, last_link)?;
        keep(&self.heard, "exchange_reply.jsonl", &reply);
        Ok(reply)
    }

    fn snapshot(&mut self, cell: &str, after: u64) -> Result<SnapshotPage, CentralError> {
        let page = self.link.snapshot(cell, after)?;
        keep(&self.heard, "snapshot_page.jsonl", &page);
        Ok(page)
    }

    fn hotspots(&mut self) -> Result<HotspotPack, CentralError> {
        let pack = self.link.hotspots()?;
        keep(&self.heard, "hotspot_pack.jsonl", &pack);
        Ok(pack)
    }

    fn contacts(&mut self) -> Result<SignedContacts, CentralError> {
        self.link.contacts()
    }

    fn powers(&mut self) -> Result<PowersPack, CentralError> {
        self.link.powers()
    }

    fn numbers(&mut self, request: &NumbersRequest) -> Result<NumbersReply, CentralError> {
        self.link.numbers(request)
    }

    fn places(&mut self, after: u64) -> Result<PlacesPage, CentralError> {
        self.link.places(after)
    }

    fn blob_state(&mut self, sha256: &Hash) -> Result<BlobState, CentralError> {
        self.link.blob_state(sha256)
    }

    fn blob_piece(
        &mut self,
        sha256: &Hash,
        offset: u64,
        length: u64,
        bytes: &[u8],
    ) -> Result<BlobState, CentralError> {
        let state = self.link.blob_piece(sha256, offset, length, bytes)?;
        keep(&self.heard, "blob_state.jsonl", &state);
        Ok(state)
    }
}

/// Some entries of the story are none, as a defective app might write them.
fn is_entry(parcel: &beatbook_records::wire::Parcel) -> bool {
    serde_json::from_str::<beatbook_records::entry::Content>(parcel.content.get()).is_ok()
}

fn sign(
    device: uuid::Uuid,
    key: &SigningKey,
    time_ms: i64,
    request: &ExchangeRequest,
    link: Hash,
) -> SignedRequest {
    let body = serde_json::to_string(request).expect("JSON");
    let text = signing_text(device, "POST", PATH_EXCHANGE, time_ms, &Hash::of(&[body.as_bytes()]), &link);
    SignedRequest {
        device,
        method: "POST".into(),
        path: PATH_EXCHANGE.into(),
        time_ms,
        body,
        link,
        public_key: hex::encode(key.verifying_key().as_bytes()),
        signature: hex::encode(key.sign(text.as_bytes()).to_bytes()),
    }
}

struct Teller {
    town: Town,
    heard: Heard,
}

impl Teller {
    fn sync(&self, officers: &[&Officer]) {
        for officer in officers {
            let (link, heard) = (officer.link.clone(), Arc::clone(&self.heard));
            let mut central = Overheard { link, heard, time_ms: self.town.clock.now_ms() };
            let done = officer.with_access(|store| to_rest(store, &mut central));
            done.unwrap_or_else(|trouble| panic!("{} cannot sync: {trouble}", officer.name));
        }
        self.town.advance(TimeDelta::minutes(10));
    }
}

/// The whole story, and what was heard of it.
pub fn tell() -> Set {
    let teller = Teller { town: Town::new(), heard: Heard::default() };
    let polygon = vec![vec![[-1.3, 54.5], [-1.2, 54.5], [-1.2, 54.6], [-1.3, 54.5]]];
    let place =
        Hotspot { id: "high-street".into(), name: "High Street".into(), area: "stockton".into(), polygon };
    teller.town.with_store(|store| store.put_hotspots(&[place])).expect("a pack");
    enrolments(&teller);
    let asha = teller.town.officer_of("Asha", Role::EnforcementOfficer, &["stockton"]);
    let bela = teller.town.officer_of("Bela", Role::EnforcementOfficer, &["thornaby"]);
    let sam = teller.town.officer_of("Sam", Role::Supervisor, &[]);
    teller.sync(&[&asha, &bela, &sam]);
    day_of_work(&teller, &asha);
    settlements(&teller, &asha, &bela, &sam);
    what_is_held(&teller);
    two_lives(&teller, &asha);
    ends(&teller, &asha, &bela);
    refusals(&teller.heard);
    carried(&teller);
    teller.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn enrolments(teller: &Teller) {
    let Teller { town, heard } = teller;
    let of =
        Invitation { name: "Asha".into(), role: Role::EnforcementOfficer, areas: vec!["stockton".into()] };
    let hub = &town.hub;
    let issued = beatbook_hub::enrol::issue(&hub.store(), &*town.clock, &hub.key, &of, "https://hub.example")
        .expect("a code");
    let key = SigningKey::from_bytes(&[5; 32]);
    let proof = key.sign(format!("beatbook-enrol\n{}", issued.code).as_bytes());
    let request = EnrolRequest {
        code: issued.code,
        public_key: hex::encode(key.verifying_key().as_bytes()),
        proof: hex::encode(proof.to_bytes()),
    };
    let reply = beatbook_hub::enrol::accept(hub, &request).expect("enrolled");
    keep(heard, "enrol_request.jsonl", &request);
    keep(heard, "enrol_reply.jsonl", &reply);
    keep(heard, "certificate.jsonl", &reply);
    let code = issued.link.split("t=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
    let (hub, fingerprint) = ("https://hub.example".into(), hub.key.fingerprint());
    keep(
        heard,
        "text.jsonl",
        &Carried::Invitation { code: code.into(), link: issued.link.clone(), hub, fingerprint },
    );
}

/// A patrol with its legs, taps and notes.
fn day_of_work(teller: &Teller, asha: &Officer) {
    let at = |minutes| (asha.now() + TimeDelta::minutes(minutes)).to_rfc3339();
    let patrol = asha
        .try_write(
            Act::Create,
            "patrol",
            None,
            json!({
                "area": "stockton", "funding_stream": "ASB_HOTSPOT", "mode": "FOOT", "time_source": "MANUAL",
                "started": at(0), "weather": "Dry", "activities": ["REASSURANCE"],
            }),
        )
        .expect("a patrol is saved");
    let leg = json!({
        "area": "stockton", "patrol": patrol, "hotspot": "high-street", "hotspot_version": 1, "from": at(0),
        "from_offset_min": 60, "pc": 1,
    });
    let leg = asha.try_write(Act::Create, "patrol_leg", None, leg).expect("a leg is saved");
    let tap = asha.counts("RESIDENT", "stockton");
    asha.voids("engagement", tap);
    asha.counts("BUSINESS", "stockton");
    asha.notes("Lamp out by the church: \"reported\" \u{2013} Ref. 7/é", "stockton");
    teller.sync(&[asha]);
    asha.amends("patrol_leg", leg, json!({"from": at(-15), "to": at(30)}));
    asha.amends("patrol", patrol, json!({"started": at(-15), "finished": at(30)}));
    teller.sync(&[asha]);
}

/// Two change the same field unseen, and a record moves from one officer's area to another's.
fn settlements(teller: &Teller, asha: &Officer, bela: &Officer, sam: &Officer) {
    let note = asha.notes("Shutter half open", "stockton");
    let moves = asha.counts("YOUNG", "stockton");
    teller.sync(&[asha, sam]);
    asha.amends("note", note, json!({"text": "Shutter forced"}));
    sam.env.advance(TimeDelta::minutes(1));
    sam.amends("note", note, json!({"text": "Shutter stuck"}));
    sam.amends("engagement", moves, json!({"area": "thornaby"}));
    teller.sync(&[asha, sam, asha, bela]);
    let cora = teller.town.officer_of("Cora", Role::Supervisor, &[]);
    teller.sync(&[&cora]);
}

/// Phones whose app is defective, or newer than the hub's: what they write can only be planted on a new one.
fn what_is_held(teller: &Teller) {
    let officer = |name| teller.town.officer_of(name, Role::EnforcementOfficer, &["stockton"]);
    let (dora, eve) = (officer("Dora"), officer("Eve"));
    let bad = dora.counts("BUSINESS", "stockton");
    dora.plants_bad_values(bad);
    dora.amends("engagement", bad, json!({"theme": "HOUSING"}));
    dora.counts("RESIDENT", "norton");
    teller.sync(&[&dora]);
    dora.fixes(bad, "engagement", json!({"area": "stockton", "kind": "BUSINESS", "count": 1}));
    teller.sync(&[&dora]);
    let newer = eve.counts("RESIDENT", "stockton");
    eve.plants_newer_kind(newer);
    teller.sync(&[&eve]);
}

/// A phone put back to an earlier state, and a hub as well.
fn two_lives(teller: &Teller, asha: &Officer) {
    let backup = teller.town.place("backup");
    asha.backs_up(&backup);
    asha.counts("RESIDENT", "stockton");
    teller.sync(&[asha]);
    asha.restores(&backup);
    asha.env.advance(TimeDelta::minutes(1));
    asha.counts("BUSINESS", "stockton");
    teller.sync(&[asha]);
    let epoch = teller.town.clock.uuid_v7();
    teller.town.with_store(|store| store.begin_epoch(epoch)).expect("an epoch");
    teller.sync(&[asha]);
}

/// An answer that was lost, so that the batch comes twice; and a phone that was revoked.
fn ends(teller: &Teller, asha: &Officer, bela: &Officer) {
    asha.counts("RESIDENT", "stockton");
    asha.link.plan(&[beatbook_tests::Faults::Twice]);
    teller.sync(&[asha]);
    asha.link.heal();
    let device = bela.link.identity().0;
    teller.town.with_store(|store| store.revoke_device(device, teller.town.clock.now_ms())).expect("revoked");
    bela.counts("RESIDENT", "thornaby");
    teller.sync(&[bela]);
}

fn refusals(heard: &Heard) {
    use RefusalCode::{
        Busy, ClockWrong, CodeRefused, Forbidden, Internal, Malformed, NotFound, Revoked, SignInExpired,
        TooLarge, Unsigned,
    };
    let all = [
        Malformed,
        TooLarge,
        Unsigned,
        ClockWrong,
        Revoked,
        SignInExpired,
        CodeRefused,
        NotFound,
        Forbidden,
        Busy,
        Internal,
    ];
    for code in all {
        let (status, title) = status_and_title(code);
        let (about, title, status) = ("about:blank".into(), title.into(), status.as_u16());
        keep(heard, "refusal.jsonl", &Refusal { about, title, status, code, hub_time: 1_696_237_200_000 });
    }
}

fn carried(teller: &Teller) {
    let (recovery, book) = ([3; 32], [7; 32]);
    let request =
        rescue::request(&rescue::public_key(&recovery), &book, |bytes| bytes.fill(9)).expect("a request");
    let answer = rescue::answer(&recovery, &request).expect("an answer");
    let (recovery_key, book_key) = (hex::encode(recovery), hex::encode(book));
    keep(&teller.heard, "text.jsonl", &Carried::Rescue { recovery_key, request, answer, book_key });
}
