//! A hub and a phone after a morning's work: some of it handed in, some waiting, some of it another officer's.

use std::sync::{Arc, Mutex};

use beatbook_core::store::Image;
use beatbook_core::sync::http::is_sound;
use beatbook_core::sync::{Central, CentralError};
use beatbook_core::{Store, TestEnv};
use beatbook_hub::auth::{Caller, Signed};
use beatbook_hub::organisation::Key;
use beatbook_hub::state::Hub;
use beatbook_hub::store;
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BlobState, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, NumbersReply, NumbersRequest, PATH_EXCHANGE, PlacesPage, PowersPack, SignedContacts, SnapshotPage, signing_text,
};
use beatbook_tests::{Town, TownClock};
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::json;
use uuid::Uuid;

struct Morning {
    town: Town,
    hub: store::Store,
    phone: Image,
    now: DateTime<Utc>,
    device: Uuid,
    key: SigningKey,
}

thread_local! {
    static MORNING: Morning = morning();
}

fn morning() -> Morning {
    let town = Town::new();
    let (asha, bela) = (town.officer_unencrypted("Asha"), town.officer_unencrypted("Bela"));
    let note = asha.notes("Lamp out at the corner", "stockton");
    asha.counts("RESIDENT", "stockton");
    for officer in [&asha, &bela] {
        officer.sync().expect("a good link");
    }
    bela.amends("note", note, json!({"text": "Lamp out, reported"}));
    bela.counts("BUSINESS", "stockton");
    bela.sync().expect("a good link");
    asha.amends("note", note, json!({"statement": "OPINION"}));
    let tap = asha.counts("YOUNG", "stockton");
    asha.voids("engagement", tap);
    let hub = store::Store::in_memory(Some(&town.hub.store())).expect("a copy");
    let phone = asha.with(|store| Image::of(store)).expect("a copy");
    let (device, key) = asha.link.identity().clone();
    Morning { hub, phone, now: asha.now(), device, key, town }
}

/// A copy of the hub, and the device that calls it.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn hub() -> (Arc<Hub>, Caller) {
    MORNING.with(|morning| {
        let book = store::Store::in_memory(Some(&morning.hub.book())).expect("a copy");
        let clock: Arc<TownClock> = Arc::clone(&morning.town.clock);
        let hub = Hub::over(book, Key::from_seed(&[8; 32]), clock);
        let caller = hub.store().device(morning.device).expect("a book").expect("enrolled").caller;
        (hub, caller)
    })
}

/// A copy of the phone.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn phone() -> Mutex<Store> {
    MORNING.with(|morning| {
        let env = Arc::new(TestEnv::new(morning.now, 7));
        Mutex::new(morning.phone.open(env).expect("a copy"))
    })
}

/// What comes with a batch that ends in a link.
#[must_use]
pub fn signed(link: Hash) -> Signed {
    MORNING.with(|morning| {
        let text = signing_text(morning.device, "POST", PATH_EXCHANGE, 0, &Hash::ZERO, &link);
        let signature = morning.key.sign(text.as_bytes()).to_bytes();
        let (method, path) = ("POST".into(), PATH_EXCHANGE.into());
        Signed { method, path, time_ms: 0, body_digest: Hash::ZERO, link, signature }
    })
}

/// A hub that says what it is told to say.
#[derive(Default)]
pub struct Puppet {
    /// To exchanges, in order.
    pub replies: Vec<ExchangeReply>,
    /// To snapshots, in order.
    pub pages: Vec<SnapshotPage>,
}

fn silent<T>() -> Result<T, CentralError> {
    Err(CentralError::NoConnection("it has said everything".into()))
}

impl Central for Puppet {
    fn enrol(&mut self, _: &EnrolRequest) -> Result<EnrolReply, CentralError> {
        silent()
    }

    fn exchange(&mut self, _: &ExchangeRequest, _: Hash) -> Result<ExchangeReply, CentralError> {
        // As the client does before anybody else sees a reply.
        self.replies.pop().filter(is_sound).map_or_else(silent, Ok)
    }

    fn snapshot(&mut self, _: &str, _: u64) -> Result<SnapshotPage, CentralError> {
        self.pages.pop().map_or_else(silent, Ok)
    }

    fn hotspots(&mut self) -> Result<HotspotPack, CentralError> {
        silent()
    }

    fn powers(&mut self) -> Result<PowersPack, CentralError> {
        silent()
    }

    fn numbers(&mut self, _: &NumbersRequest) -> Result<NumbersReply, CentralError> {
        silent()
    }

    fn contacts(&mut self) -> Result<SignedContacts, CentralError> {
        silent()
    }

    fn places(&mut self, _: u64) -> Result<PlacesPage, CentralError> {
        silent()
    }

    fn blob_state(&mut self, _: &Hash) -> Result<BlobState, CentralError> {
        silent()
    }

    fn blob_piece(&mut self, _: &Hash, _: u64, _: u64, _: &[u8]) -> Result<BlobState, CentralError> {
        silent()
    }
}

/// What the phone wrote itself: id, content and how far it got; and whether the chain of it holds.
///
/// # Panics
/// When it does not, or the book cannot be read.
#[must_use]
pub fn own_entries(phone: &Mutex<Store>) -> Vec<(Vec<u8>, String)> {
    let store = phone.lock().expect("no try panics inside the store");
    store.read().verify_journal().expect("the chain holds");
    let text = "SELECT id, content FROM entry WHERE own = 1 ORDER BY id";
    let mut statement = store.connection().prepare_cached(text).expect("entries");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("entries");
    rows.collect::<Result<_, _>>().expect("entries")
}
