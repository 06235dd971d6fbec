//! What travels between a device and the hub: plain JSON over HTTPS that any client could speak.
//!
//! Rule: shapes and limits only; neither side's behaviour. Ranges of the device's own entries are
//! told by their sequence numbers, since only the device and the hub read them.

mod blob;
mod contacts;
mod enrol;
mod erasure;
mod exchange;
mod nudge;
mod numbers;
mod places;
mod powers;
mod refusal;
mod sign;
mod snapshot;

pub use blob::{
    BLOB_BYTES_MAX, BLOB_CHUNK_BYTES, BLOB_CHUNK_BYTES_LEAST, BLOB_CHUNK_BYTES_MAX, BlobManifest, BlobState,
    HEADER_UPLOAD_LENGTH, HEADER_UPLOAD_OFFSET, NamedBlob, PATH_BLOBS, blob_path,
};
pub use contacts::{CONTACT_KINDS, CONTACTS_MAX, Contact, Contacts, SignedContacts, contacts_text};
pub use enrol::{Certificate, EnrolReply, EnrolRequest, HotspotPack};
pub use erasure::Erasure;
pub use exchange::{
    Entered, ExchangeReply, ExchangeRequest, FeedItem, HeldReason, JournalRef, Parcel, Parent, ReceiptRange,
    Reset, Unsent, Verdict, VerdictRange,
};
pub use nudge::{NUDGE_WORDS_MAX, NUDGES_MAX, Nudge, NudgesKnown};
pub use numbers::{NumbersReply, NumbersRequest};
pub use places::{PackPlace, PlacesPage};
pub use powers::{
    Authorisation, Dates, HazardName, LetterLanguage, LetterTemplate, OrderCondition, Parameter,
    PowerOfficer, PowerOrder, PowerUnit, PowersPack,
};
pub use refusal::{HEADER_HUB_TIME, HEADER_REFUSAL, Refusal, RefusalCode};
pub use sign::{HEADER_DEVICE, HEADER_LINK, HEADER_SIGNATURE, HEADER_TIME, signing_text};
pub use snapshot::{SnapshotOverruled, SnapshotPage, SnapshotRecord};

/// `POST`: one small sync.
pub const PATH_EXCHANGE: &str = "/v1/exchange";
/// `GET`: the records of a cell.
pub const PATH_SNAPSHOT: &str = "/v1/snapshot";
/// `POST`: a code becomes an enrolment.
pub const PATH_ENROL: &str = "/v1/enrol";
/// `GET`: the hotspot pack.
pub const PATH_HOTSPOTS: &str = "/v1/reference/hotspots";
/// `GET`: the places of the device's scope, a page at a time.
pub const PATH_PLACES: &str = "/v1/reference/places";
/// `GET`: the powers pack.
pub const PATH_POWERS: &str = "/v1/reference/powers";
/// `GET`: whom to call.
pub const PATH_CONTACTS: &str = "/v1/reference/contacts";

/// `POST`: a block of numbers.
pub const PATH_NUMBERS: &str = "/v1/numbers";

/// The most entries the hub reads from one batch.
pub const BATCH_ENTRIES_MAX: usize = 1_000;
/// How many entries a device puts into one batch when nothing has gone wrong.
pub const BATCH_ENTRIES: usize = 500;
/// The most bytes of a body as it travels.
pub const BODY_BYTES_MAX: usize = 512 * 1024;
/// The most bytes of a body once decompressed.
pub const BODY_BYTES_INFLATED_MAX: usize = 2 * 1024 * 1024;
/// The most numbers in one block.
pub const NUMBERS_MAX: u64 = 1_000;
/// How far a request's time may be from the hub's, in milliseconds.
pub const REQUEST_SKEW_MS_MAX: i64 = 5 * 60 * 1000;
/// The most feed items in one page.
pub const PAGE_ITEMS: usize = 1_000;
/// The most records in one snapshot page.
pub const SNAPSHOT_RECORDS: usize = 500;
/// The most places in one page.
pub const PAGE_PLACES: usize = 1_000;
