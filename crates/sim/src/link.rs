//! The way between a phone and the hub, on which everything can go wrong that goes wrong on networks.

use std::cell::RefCell;
use std::sync::Mutex;

use beatbook_core::Store;
use beatbook_core::sync::{Central, CentralError};
use beatbook_hub::auth::{Caller, Signed};
use beatbook_hub::blobs::{self, Piece};
use beatbook_hub::error::{HubError, status_and_title};
use beatbook_hub::state::Hub;
use beatbook_hub::{contacts, exchange, gazetteer, numbers, powers, sign_in, snapshot};
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BlobState, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, NumbersReply,
    NumbersRequest, PATH_EXCHANGE, PlacesPage, PowersPack, Refusal, SignedContacts, SnapshotPage,
    signing_text,
};
use ed25519_dalek::{Signer as _, SigningKey};
use uuid::Uuid;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    LoseRequest,
    LoseReply,
    Twice,
    /// The phone gives up; the request arrives some day.
    Late,
    TooLarge,
    Busy,
    /// Somebody taps while it is under way.
    InFlight,
}

/// A request that still travels.
pub struct Parcel {
    device: Uuid,
    signed: Signed,
    body: Vec<u8>,
}

impl Parcel {
    /// It arrives at the hub that answers now; nobody waits for what it says.
    pub fn arrive(&self, hub: &Hub) {
        let Ok(caller) = caller(hub, self.device) else { return };
        let request = serde_json::from_slice(&self.body).expect("it was written as JSON");
        drop(exchange::exchange(hub, &caller, &self.signed, request));
    }
}

/// One sync's way to the hub: the faults of its requests, in order; after them all is well.
pub struct Link<'l> {
    pub hub: &'l Hub,
    pub device: Uuid,
    pub key: &'l SigningKey,
    pub faults: Vec<Fault>,
    pub late: Vec<Parcel>,
    pub happened: Vec<Fault>,
    /// Written while a request is under way.
    pub tap: &'l dyn Fn(),
    /// Whether any answer told of a fork.
    pub forked: bool,
    /// How many verdicts held an entry.
    pub held: u64,
    /// What was asked and answered, for a traced history.
    pub asked: Vec<String>,
}

impl Link<'_> {
    fn fault(&mut self) -> Fault {
        let fault = if self.faults.is_empty() { Fault::None } else { self.faults.remove(0) };
        self.happened.push(fault);
        fault
    }

    fn pass<T>(
        &mut self,
        fault: Fault,
        ask: impl Fn(&Hub) -> Result<T, HubError>,
    ) -> Result<T, CentralError> {
        let lost = || CentralError::NoConnection("lost".into());
        let answer = |hub: &Hub| ask(hub).map_err(|error| refusal(hub, &error));
        match fault {
            Fault::None => answer(self.hub),
            Fault::LoseRequest | Fault::Late => Err(lost()),
            Fault::LoseReply => answer(self.hub).and_then(|_| Err(CentralError::TimedOut)),
            Fault::Twice => answer(self.hub).and_then(|_| answer(self.hub)),
            Fault::TooLarge => Err(refusal(self.hub, &HubError::TooLarge("simulated"))),
            Fault::Busy => Err(refusal(self.hub, &HubError::Busy)),
            Fault::InFlight => {
                (self.tap)();
                let reply = answer(self.hub);
                (self.tap)();
                reply
            }
        }
    }
}

fn caller(hub: &Hub, device: Uuid) -> Result<Caller, HubError> {
    let row = hub.store().device(device)?;
    sign_in::let_in(hub, row.ok_or(HubError::Unsigned("unknown device"))?)
}

fn refusal(hub: &Hub, error: &HubError) -> CentralError {
    let code = error.code();
    let (status, title) = status_and_title(code);
    CentralError::Refused(Refusal {
        about: "about:blank".into(),
        title: title.into(),
        status: status.as_u16(),
        code,
        hub_time: hub.clock.now_ms(),
    })
}

impl Central for Link<'_> {
    fn enrol(&mut self, _: &EnrolRequest) -> Result<EnrolReply, CentralError> {
        Err(CentralError::NoConnection("phones are enrolled beforehand".into()))
    }

    fn exchange(
        &mut self,
        request: &ExchangeRequest,
        last_link: Hash,
    ) -> Result<ExchangeReply, CentralError> {
        let body = serde_json::to_vec(request).expect("a request is JSON");
        let (body_digest, time_ms) = (Hash::of(&[&body]), self.hub.clock.now_ms());
        let text = signing_text(self.device, "POST", PATH_EXCHANGE, time_ms, &body_digest, &last_link);
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let signed = Signed {
            method: "POST".into(),
            path: PATH_EXCHANGE.into(),
            time_ms,
            body_digest,
            link: last_link,
            signature,
        };
        let fault = match self.fault() {
            // What is too large for a way depends on its size; an empty request always passes.
            Fault::TooLarge if request.entries.len() <= 1 => Fault::None,
            fault => fault,
        };
        let device = self.device;
        let reply = self.pass(fault, |hub| {
            let request = serde_json::from_slice(&body).map_err(|_| HubError::Malformed("request"))?;
            let reply = exchange::exchange(hub, &caller(hub, device)?, &signed, request)?;
            let bytes = serde_json::to_vec(&reply).expect("a reply is JSON");
            Ok(serde_json::from_slice::<ExchangeReply>(&bytes).expect("a reply reads back"))
        });
        if fault == Fault::Late {
            self.late.push(Parcel { device, signed, body });
        }
        self.asked.push(summary(request, fault, &reply));
        if let Ok(reply) = &reply {
            self.forked |= reply.forked;
            let held = |range: &&beatbook_records::wire::VerdictRange| {
                matches!(range.verdict, beatbook_records::wire::Verdict::Held(_))
            };
            self.held += reply.verdicts.iter().filter(held).count() as u64;
        }
        reply
    }

    fn snapshot(&mut self, cell: &str, after: u64) -> Result<SnapshotPage, CentralError> {
        let (fault, device) = (self.fault(), self.device);
        self.pass(fault, |hub| {
            let page = snapshot::page(hub, &caller(hub, device)?, cell, after)?;
            let bytes = serde_json::to_vec(&page).expect("a page is JSON");
            Ok(serde_json::from_slice(&bytes).expect("a page reads back"))
        })
    }

    fn hotspots(&mut self) -> Result<HotspotPack, CentralError> {
        let device = self.device;
        self.pass(Fault::None, |hub| {
            caller(hub, device)?;
            Ok(hub.store().hotspots()?)
        })
    }

    fn powers(&mut self) -> Result<PowersPack, CentralError> {
        let (fault, device) = (self.fault(), self.device);
        self.pass(fault, |hub| Ok(powers::pack(hub, &caller(hub, device)?)?.0))
    }

    fn numbers(&mut self, request: &NumbersRequest) -> Result<NumbersReply, CentralError> {
        let (fault, device) = (self.fault(), self.device);
        self.pass(fault, |hub| numbers::issue(hub, caller(hub, device)?.device, request.clone()))
    }

    fn contacts(&mut self) -> Result<SignedContacts, CentralError> {
        let (fault, device) = (self.fault(), self.device);
        self.pass(fault, |hub| {
            caller(hub, device)?;
            Ok(contacts::signed(hub)?.0)
        })
    }

    fn places(&mut self, after: u64) -> Result<PlacesPage, CentralError> {
        let (fault, device) = (self.fault(), self.device);
        self.pass(fault, |hub| Ok(gazetteer::page(hub, &caller(hub, device)?, after)?.0))
    }

    fn blob_state(&mut self, sha256: &Hash) -> Result<BlobState, CentralError> {
        let (fault, device) = (self.fault(), self.device);
        self.pass(fault, |hub| blobs::state_of(hub, caller(hub, device)?.device, sha256))
    }

    fn blob_piece(
        &mut self,
        sha256: &Hash,
        offset: u64,
        length: u64,
        bytes: &[u8],
    ) -> Result<BlobState, CentralError> {
        let (fault, device) = (self.fault(), self.device);
        let piece = Piece { sha256: *sha256, offset, length, bytes: bytes.to_vec().into() };
        self.pass(fault, |hub| {
            blobs::admit(offset, length, Some(bytes.len() as u64))?;
            blobs::take(hub, caller(hub, device)?.device, &piece)
        })
    }
}

fn summary(request: &ExchangeRequest, fault: Fault, reply: &Result<ExchangeReply, CentralError>) -> String {
    let up = format!("{:?} {fault:?} from {} +{}", request.cursor, request.first_seq, request.entries.len());
    match reply {
        Ok(reply) => format!(
            "{up}: {:?} forked {} reset {:?} expects {} feed {} more {} cells {} digests {}",
            reply.verdicts,
            reply.forked,
            reply.reset,
            reply.expected_seq,
            reply.feed.len(),
            reply.more,
            reply.cells.len(),
            reply.digests.len()
        ),
        Err(error) => format!("{up}: {error}"),
    }
}

/// What a phone unwinds with that dies in the middle of a sync.
pub struct Crash;

/// A phone's store, whose battery may last for only so many steps of it.
pub struct Dying<'s> {
    pub store: &'s Mutex<Store>,
    pub left: RefCell<Option<u32>>,
}

impl beatbook_core::Access for Dying<'_> {
    fn with<R: Send + 'static>(&self, work: impl FnOnce(&mut Store) -> R + Send + 'static) -> R {
        if let Some(left) = self.left.borrow_mut().as_mut() {
            if *left == 0 {
                std::panic::resume_unwind(Box::new(Crash));
            }
            *left -= 1;
        }
        work(&mut self.store.lock().expect("no step panics inside the store"))
    }
}
