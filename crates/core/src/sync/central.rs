//! The hub, as the device sees it.
//!
//! Rule: one trait, implemented by the HTTP client and, in tests, by the hub's own functions, so that
//! sync runs without a socket and a forgotten endpoint does not compile.

use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BlobState, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, NumbersReply,
    NumbersRequest, PlacesPage, PowersPack, Refusal, SignedContacts, SnapshotPage,
};

/// What can be asked of the hub.
pub trait Central {
    /// Turn a code into an enrolment; the only request that is not signed.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn enrol(&mut self, request: &EnrolRequest) -> Result<EnrolReply, CentralError>;

    /// Hand in and read on. `last_link` is the link hash of the last entry, or the one before the first.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn exchange(&mut self, request: &ExchangeRequest, last_link: Hash)
    -> Result<ExchangeReply, CentralError>;

    /// A page of a cell, after a place in it.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn snapshot(&mut self, cell: &str, after: u64) -> Result<SnapshotPage, CentralError>;

    /// The hotspot pack.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn hotspots(&mut self) -> Result<HotspotPack, CentralError>;

    /// The powers pack.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn powers(&mut self) -> Result<PowersPack, CentralError>;

    /// The next numbers of a series, which are this device's from then on.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn numbers(&mut self, request: &NumbersRequest) -> Result<NumbersReply, CentralError>;

    /// Whom to call.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn contacts(&mut self) -> Result<SignedContacts, CentralError>;

    /// The places of the device's scope, a page after a place.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn places(&mut self, after: u64) -> Result<PlacesPage, CentralError>;

    /// How much of a file the hub has.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn blob_state(&mut self, sha256: &Hash) -> Result<BlobState, CentralError>;

    /// Hand in a piece of a file: where it begins, how many bytes the whole has, and its bytes.
    ///
    /// # Errors
    /// See [`CentralError`].
    fn blob_piece(
        &mut self,
        sha256: &Hash,
        offset: u64,
        length: u64,
        bytes: &[u8],
    ) -> Result<BlobState, CentralError>;
}

/// Why the hub did not answer as asked. Nothing on the device is lost by any of them.
#[derive(Debug, thiserror::Error)]
pub enum CentralError {
    /// No route, no name, refused, or cut off.
    #[error("no connection: {0}")]
    NoConnection(String),
    /// It took too long: the batch may have been too large for the link.
    #[error("no answer in time")]
    TimedOut,
    /// Something answered that is not the hub, such as a sign-in page of a network.
    #[error("not the hub's answer: {0}")]
    Garbled(String),
    /// Something on the way, or the hub, lets nothing through that is this large.
    #[error("too large for the way to the hub")]
    TooLarge,
    /// The hub refused.
    #[error("refused: {:?}", .0.code)]
    Refused(Refusal),
}
