//! The link between a phone and the hub: the hub's own functions, with everything a network can lose.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use beatbook_core::sync::{Central, CentralError};
use beatbook_hub::auth::Signed;
use beatbook_hub::blobs::{self, Piece};
use beatbook_hub::error::{HubError, status_and_title};
use beatbook_hub::state::Hub;
use beatbook_hub::{contacts, enrol, exchange, gazetteer, numbers, powers, sign_in, snapshot};
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BlobState, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, NumbersReply,
    NumbersRequest, PATH_EXCHANGE, PlacesPage, PowersPack, Refusal, SignedContacts, SnapshotPage,
    signing_text,
};
use ed25519_dalek::{Signer as _, SigningKey};
use uuid::Uuid;

use crate::Town;
use crate::town::{TownClock, lock};
use beatbook_hub::clock::Clock as _;

/// What happens to the next requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faults {
    /// The request never arrives.
    LoseRequest,
    /// The hub acts, and its answer never arrives.
    LoseReply,
    /// The request arrives twice; the answer is the second one.
    Twice,
    /// Something on the way refuses batches of more than so many entries.
    AtMost(usize),
    /// All is well.
    None,
}

/// A phone's way to the hub.
#[derive(Clone)]
pub struct Link {
    hub: Arc<Hub>,
    clock: Arc<TownClock>,
    identity: Option<(Uuid, SigningKey)>,
    faults: Arc<Mutex<VecDeque<Faults>>>,
    down: Arc<Mutex<bool>>,
    /// Bytes of photos that the hub took.
    carried: Arc<Mutex<u64>>,
}

impl Link {
    pub(crate) fn new(hub: Arc<Hub>, clock: Arc<TownClock>, identity: Option<(Uuid, SigningKey)>) -> Self {
        Self { hub, clock, identity, faults: Arc::default(), down: Arc::default(), carried: Arc::default() }
    }

    /// The same phone's way to the hub of another town.
    #[must_use]
    pub fn to(&self, town: &Town) -> Self {
        Self::new(Arc::clone(&town.hub), Arc::clone(&town.clock), self.identity.clone())
    }

    /// What happens to the next requests, in order; after them all is well.
    pub fn plan(&self, faults: &[Faults]) {
        lock(&self.faults).extend(faults);
    }

    /// How many bytes of photos the hub has taken over this link.
    #[must_use]
    pub fn carried(&self) -> u64 {
        *lock(&self.carried)
    }

    /// No signal, until it is back.
    pub fn set_down(&self, down: bool) {
        *lock(&self.down) = down;
    }

    /// Signal, and no more faults.
    pub fn heal(&self) {
        self.set_down(false);
        lock(&self.faults).clear();
    }

    /// Pass a request on, or lose it.
    fn pass<T>(&self, ask: impl Fn() -> Result<T, HubError>) -> Result<T, CentralError> {
        let lost = || Err(CentralError::NoConnection("lost".into()));
        if *lock(&self.down) {
            return lost();
        }
        let fault = {
            let mut faults = lock(&self.faults);
            let passing = faults.front().is_some_and(|fault| !matches!(fault, Faults::AtMost(_)));
            if passing { faults.pop_front().unwrap_or(Faults::None) } else { Faults::None }
        };
        match fault {
            Faults::LoseRequest => lost(),
            Faults::LoseReply => ask().map_err(|error| self.refusal(&error)).and_then(|_| lost()),
            Faults::Twice => {
                ask().map_err(|error| self.refusal(&error))?;
                ask().map_err(|error| self.refusal(&error))
            }
            Faults::None | Faults::AtMost(_) => ask().map_err(|error| self.refusal(&error)),
        }
    }

    /// A limit on the way stays until healed.
    fn is_too_large(&self, entries: usize) -> bool {
        lock(&self.faults).iter().any(|fault| matches!(fault, Faults::AtMost(most) if entries > *most))
    }

    fn refusal(&self, error: &HubError) -> CentralError {
        let code = error.code();
        assert!(!matches!(error, HubError::Store(_) | HubError::Internal(_)), "the hub failed: {error}");
        let (status, title) = status_and_title(code);
        CentralError::Refused(Refusal {
            about: "about:blank".into(),
            title: title.into(),
            status: status.as_u16(),
            code,
            hub_time: self.clock.now_ms(),
        })
    }

    /// The device and the key that signs.
    ///
    /// # Panics
    /// When the phone is not enrolled.
    #[must_use]
    pub fn identity(&self) -> &(Uuid, SigningKey) {
        self.identity.as_ref().expect("an enrolled phone")
    }

    fn caller(&self) -> Result<beatbook_hub::auth::Caller, HubError> {
        let row = self.hub.store().device(self.identity().0)?;
        sign_in::let_in(&self.hub, row.ok_or(HubError::Unsigned("unknown device"))?)
    }
}

impl Central for Link {
    fn enrol(&mut self, request: &EnrolRequest) -> Result<EnrolReply, CentralError> {
        self.pass(|| enrol::accept(&self.hub, request))
    }

    fn exchange(
        &mut self,
        request: &ExchangeRequest,
        last_link: Hash,
    ) -> Result<ExchangeReply, CentralError> {
        let body = serde_json::to_vec(request).expect("a request is JSON");
        let (device, key) = self.identity();
        let (body_digest, time_ms) = (Hash::of(&[&body]), self.clock.now_ms());
        let text = signing_text(*device, "POST", PATH_EXCHANGE, time_ms, &body_digest, &last_link);
        let signed = Signed {
            method: "POST".into(),
            path: PATH_EXCHANGE.into(),
            time_ms,
            body_digest,
            link: last_link,
            signature: key.sign(text.as_bytes()).to_bytes(),
        };
        if self.is_too_large(request.entries.len()) {
            return Err(self.refusal(&HubError::TooLarge("batch")));
        }
        self.pass(|| {
            // As it travels: parsed from the bytes that were signed, and answered as bytes.
            let request = serde_json::from_slice(&body).map_err(|_| HubError::Malformed("request"))?;
            let reply = exchange::exchange(&self.hub, &self.caller()?, &signed, request)?;
            let bytes = serde_json::to_vec(&reply).expect("a reply is JSON");
            Ok(serde_json::from_slice(&bytes).expect("a reply reads back"))
        })
    }

    fn snapshot(&mut self, cell: &str, after: u64) -> Result<SnapshotPage, CentralError> {
        self.pass(|| {
            let page = snapshot::page(&self.hub, &self.caller()?, cell, after)?;
            let bytes = serde_json::to_vec(&page).expect("a page is JSON");
            Ok(serde_json::from_slice(&bytes).expect("a page reads back"))
        })
    }

    fn hotspots(&mut self) -> Result<HotspotPack, CentralError> {
        self.pass(|| {
            self.caller()?;
            Ok(self.hub.store().hotspots()?)
        })
    }

    fn powers(&mut self) -> Result<PowersPack, CentralError> {
        self.pass(|| Ok(powers::pack(&self.hub, &self.caller()?)?.0))
    }

    fn numbers(&mut self, request: &NumbersRequest) -> Result<NumbersReply, CentralError> {
        self.pass(|| numbers::issue(&self.hub, self.caller()?.device, request.clone()))
    }

    fn contacts(&mut self) -> Result<SignedContacts, CentralError> {
        self.pass(|| {
            self.caller()?;
            Ok(contacts::signed(&self.hub)?.0)
        })
    }

    fn places(&mut self, after: u64) -> Result<PlacesPage, CentralError> {
        self.pass(|| {
            let (page, _) = gazetteer::page(&self.hub, &self.caller()?, after)?;
            let bytes = serde_json::to_vec(&page).expect("a page is JSON");
            Ok(serde_json::from_slice(&bytes).expect("a page reads back"))
        })
    }

    fn blob_state(&mut self, sha256: &Hash) -> Result<BlobState, CentralError> {
        self.pass(|| blobs::state_of(&self.hub, self.caller()?.device, sha256))
    }

    fn blob_piece(
        &mut self,
        sha256: &Hash,
        offset: u64,
        length: u64,
        bytes: &[u8],
    ) -> Result<BlobState, CentralError> {
        let piece = Piece { sha256: *sha256, offset, length, bytes: bytes.to_vec().into() };
        self.pass(|| {
            blobs::admit(offset, length, Some(bytes.len() as u64))?;
            let state = blobs::take(&self.hub, self.caller()?.device, &piece)?;
            *lock(&self.carried) += bytes.len() as u64;
            Ok(state)
        })
    }
}
