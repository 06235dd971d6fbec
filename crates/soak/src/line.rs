//! The line between a phone and the hub: real HTTP, of which now and then a request or an answer is lost.

use beatbook_core::sync::http::HttpCentral;
use beatbook_core::sync::{Central, CentralError};
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BlobState, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, NumbersReply,
    NumbersRequest, PlacesPage, PowersPack, SignedContacts, SnapshotPage,
};

/// Why a connection failed that was made to.
const LOST: &str = "lost on purpose";

/// A line.
pub struct Line {
    hub: HttpCentral,
    random: fastrand::Rng,
    /// Of how many requests one is lost, and of as many one answer; none where it is 0.
    one_in: u32,
}

impl Line {
    pub const fn new(hub: HttpCentral, random: fastrand::Rng, one_in: u32) -> Self {
        Self { hub, random, one_in }
    }

    /// From now on nothing is lost.
    pub const fn heal(&mut self) {
        self.one_in = 0;
    }

    fn lost<T>(&mut self) -> Result<T, CentralError> {
        Err(CentralError::NoConnection(LOST.into()))
    }

    fn strikes(&mut self) -> bool {
        self.one_in > 0 && self.random.u32(..self.one_in) == 0
    }

    fn pass<T>(
        &mut self,
        ask: impl FnOnce(&mut HttpCentral) -> Result<T, CentralError>,
    ) -> Result<T, CentralError> {
        if self.strikes() {
            return self.lost();
        }
        let answer = ask(&mut self.hub)?;
        if self.strikes() { self.lost() } else { Ok(answer) }
    }
}

/// Whether it was this line that lost it.
pub fn is_on_purpose(error: &CentralError) -> bool {
    matches!(error, CentralError::NoConnection(why) if why == LOST)
}

impl Central for Line {
    fn enrol(&mut self, request: &EnrolRequest) -> Result<EnrolReply, CentralError> {
        self.pass(|hub| hub.enrol(request))
    }

    fn exchange(
        &mut self,
        request: &ExchangeRequest,
        last_link: Hash,
    ) -> Result<ExchangeReply, CentralError> {
        self.pass(|hub| hub.exchange(request, last_link))
    }

    fn snapshot(&mut self, cell: &str, after: u64) -> Result<SnapshotPage, CentralError> {
        self.pass(|hub| hub.snapshot(cell, after))
    }

    fn hotspots(&mut self) -> Result<HotspotPack, CentralError> {
        self.pass(HttpCentral::hotspots)
    }

    fn contacts(&mut self) -> Result<SignedContacts, CentralError> {
        self.pass(HttpCentral::contacts)
    }

    fn powers(&mut self) -> Result<PowersPack, CentralError> {
        self.pass(HttpCentral::powers)
    }

    fn numbers(&mut self, request: &NumbersRequest) -> Result<NumbersReply, CentralError> {
        self.pass(|hub| hub.numbers(request))
    }

    fn places(&mut self, after: u64) -> Result<PlacesPage, CentralError> {
        self.pass(|hub| hub.places(after))
    }

    fn blob_state(&mut self, sha256: &Hash) -> Result<BlobState, CentralError> {
        self.pass(|hub| hub.blob_state(sha256))
    }

    fn blob_piece(
        &mut self,
        sha256: &Hash,
        offset: u64,
        length: u64,
        bytes: &[u8],
    ) -> Result<BlobState, CentralError> {
        self.pass(|hub| hub.blob_piece(sha256, offset, length, bytes))
    }
}
