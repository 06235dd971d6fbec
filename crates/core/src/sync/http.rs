//! The hub over HTTPS: JSON, compressed, each request signed once.
//!
//! Rule: the only place with HTTP. It retries nothing but a wrong clock, and decides nothing.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BLOB_BYTES_MAX, BODY_BYTES_INFLATED_MAX, BlobState, EnrolReply, EnrolRequest, ExchangeReply,
    ExchangeRequest, FeedItem, HEADER_DEVICE, HEADER_HUB_TIME, HEADER_LINK, HEADER_REFUSAL, HEADER_SIGNATURE,
    HEADER_TIME, HEADER_UPLOAD_LENGTH, HEADER_UPLOAD_OFFSET, HotspotPack, NumbersReply, NumbersRequest,
    PATH_CONTACTS, PATH_ENROL, PATH_EXCHANGE, PATH_HOTSPOTS, PATH_NUMBERS, PATH_PLACES, PATH_POWERS,
    PATH_SNAPSHOT, PlacesPage, PowersPack, Refusal, RefusalCode, SignedContacts, SnapshotPage, blob_path,
    signing_text,
};
use ed25519_dalek::{Signer as _, SigningKey};
use reqwest::StatusCode;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::body::Body;
use super::central::{Central, CentralError};
use crate::env::Env;
use crate::store::{Access, StoreError};

/// Answers larger than this are not the hub's.
const ANSWER_BYTES_MAX: u64 = 8 * BODY_BYTES_INFLATED_MAX as u64;

/// The window a compressed answer may ask for: 8 MiB, as the hub allows too.
const WINDOW_LOG_MAX: u32 = 23;

/// The end of the year 9999: no clock of a hub is past it.
const LATEST_MS: i64 = 253_402_300_799_999;

/// How long a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// From the start to the last byte of the answer, however it drips in.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(60) }
    }
}

/// Who signs.
#[derive(Clone)]
pub struct Identity {
    /// The device.
    pub device: Uuid,
    /// Its key.
    pub key: SigningKey,
}

/// The hub at an address.
pub struct HttpCentral {
    client: Client,
    hub: String,
    identity: Option<Identity>,
    env: Arc<dyn Env>,
    patience: Patience,
    /// Hub time less device time, as last told, in milliseconds.
    correction_ms: i64,
}

impl HttpCentral {
    /// A client for the hub at this address; without an identity it can only enrol.
    ///
    /// # Errors
    /// When the system cannot do TLS.
    pub fn new(hub: &str, identity: Option<Identity>, env: Arc<dyn Env>) -> Result<Self, CentralError> {
        Self::with_patience(hub, identity, env, Patience::default())
    }

    /// As [`HttpCentral::new`], with time limits of its own.
    ///
    /// # Errors
    /// When the system cannot do TLS.
    pub fn with_patience(
        hub: &str,
        identity: Option<Identity>,
        env: Arc<dyn Env>,
        patience: Patience,
    ) -> Result<Self, CentralError> {
        let provider = rustls::crypto::ring::default_provider();
        // A second installation is refused and harmless: the first is the same.
        let _ = provider.install_default();
        let client = Client::builder()
            .connect_timeout(patience.connect)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| CentralError::NoConnection(error.to_string()))?;
        let hub = hub.trim_end_matches('/').to_owned();
        Ok(Self { client, hub, identity, env, patience, correction_ms: 0 })
    }

    /// A client for the hub that a book is enrolled with; `None` while it is with none.
    ///
    /// # Errors
    /// When the book cannot be read, or the system cannot do TLS.
    pub fn enrolled<A: Access>(access: &A, env: Arc<dyn Env>) -> Result<Option<Self>, CentralError> {
        let found = access.with(|store| {
            let reader = store.read();
            let Some(owner) = reader.owner()? else { return Ok(None) };
            Ok::<_, StoreError>(Some((owner, reader.signing_key()?)))
        });
        let found = found.map_err(|error| CentralError::NoConnection(error.to_string()))?;
        let Some((owner, seed)) = found else { return Ok(None) };
        let identity = Identity { device: owner.device, key: SigningKey::from_bytes(&seed) };
        Self::new(&owner.hub, Some(identity), env).map(Some)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.hub)
    }

    /// Send a signed request; once more with the hub's time where the device's was too far from it.
    fn signed<T: DeserializeOwned>(
        &mut self,
        method: &str,
        path: &str,
        body: &Body,
        last_link: Hash,
    ) -> Result<T, CentralError> {
        self.twice(|hub| hub.answer(hub.signed_once(method, path, body, last_link)?))
    }

    fn twice<T>(&mut self, ask: impl Fn(&Self) -> Result<T, CentralError>) -> Result<T, CentralError> {
        match ask(self) {
            Err(CentralError::Refused(refusal)) if refusal.code == RefusalCode::ClockWrong => {
                self.correction_ms = refusal.hub_time.saturating_sub(self.env.now().timestamp_millis());
                ask(self)
            }
            other => other,
        }
    }

    fn signed_once(
        &self,
        method: &str,
        path: &str,
        body: &Body,
        last_link: Hash,
    ) -> Result<RequestBuilder, CentralError> {
        let Some(identity) = &self.identity else {
            return Err(CentralError::NoConnection("not enrolled".into()));
        };
        let time = self.env.now().timestamp_millis().saturating_add(self.correction_ms);
        let text = signing_text(identity.device, method, path, time, &Hash::of(&[&body.bytes]), &last_link);
        let signature = identity.key.sign(text.as_bytes());
        let url = self.url(path);
        let request = match method {
            "POST" => body.attach(self.client.post(url)),
            "PATCH" => body.attach(self.client.patch(url)),
            "HEAD" => self.client.head(url),
            _ => self.client.get(url),
        };
        Ok(request
            .header(HEADER_DEVICE, identity.device.to_string())
            .header(HEADER_TIME, time.to_string())
            .header(HEADER_LINK, last_link.to_string())
            .header(HEADER_SIGNATURE, hex::encode(signature.to_bytes())))
    }
}

impl HttpCentral {
    /// Ask, and read the answer. The limit is set on the request, which counts from its start to the last byte; that
    /// of the client counts each read anew.
    fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, CentralError> {
        let request = request.header("accept-encoding", "zstd").timeout(self.patience.whole);
        let response = request.send().map_err(failed)?;
        let status = response.status();
        understood(status, &read(response)?)
    }
}

impl Central for HttpCentral {
    fn enrol(&mut self, request: &EnrolRequest) -> Result<EnrolReply, CentralError> {
        let body = Body::plain(serde_json::to_vec(request).map_err(garbled)?);
        self.answer(body.attach(self.client.post(self.url(PATH_ENROL))))
    }

    fn exchange(
        &mut self,
        request: &ExchangeRequest,
        last_link: Hash,
    ) -> Result<ExchangeReply, CentralError> {
        let reply = self.signed("POST", PATH_EXCHANGE, &Body::compressed(request)?, last_link)?;
        if is_sound(&reply) { Ok(reply) } else { Err(garbled("numbers that no hub gives")) }
    }

    fn snapshot(&mut self, cell: &str, after: u64) -> Result<SnapshotPage, CentralError> {
        let path = format!("{PATH_SNAPSHOT}?cell={}&after={after}", percent(cell));
        self.signed("GET", &path, &Body::empty(), Hash::ZERO)
    }

    fn hotspots(&mut self) -> Result<HotspotPack, CentralError> {
        self.signed("GET", PATH_HOTSPOTS, &Body::empty(), Hash::ZERO)
    }

    fn powers(&mut self) -> Result<PowersPack, CentralError> {
        self.signed("GET", PATH_POWERS, &Body::empty(), Hash::ZERO)
    }

    fn numbers(&mut self, request: &NumbersRequest) -> Result<NumbersReply, CentralError> {
        self.signed("POST", PATH_NUMBERS, &Body::compressed(request)?, Hash::ZERO)
    }

    fn contacts(&mut self) -> Result<SignedContacts, CentralError> {
        self.signed("GET", PATH_CONTACTS, &Body::empty(), Hash::ZERO)
    }

    fn places(&mut self, after: u64) -> Result<PlacesPage, CentralError> {
        let path = format!("{PATH_PLACES}?after={after}");
        let page: PlacesPage = self.signed("GET", &path, &Body::empty(), Hash::ZERO)?;
        if goes_forward(&page, after) { Ok(page) } else { Err(garbled("places that go back")) }
    }

    fn blob_state(&mut self, sha256: &Hash) -> Result<BlobState, CentralError> {
        let path = blob_path(sha256);
        self.twice(|hub| {
            let request = hub.signed_once("HEAD", &path, &Body::empty(), Hash::ZERO)?;
            let response = request.timeout(hub.patience.whole).send().map_err(failed)?;
            told_by_head(response.status(), response.headers())
        })
    }

    fn blob_piece(
        &mut self,
        sha256: &Hash,
        offset: u64,
        length: u64,
        bytes: &[u8],
    ) -> Result<BlobState, CentralError> {
        let (path, body) = (blob_path(sha256), Body::piece(bytes.to_vec()));
        let state: BlobState = self.twice(|hub| {
            let request = hub.signed_once("PATCH", &path, &body, Hash::ZERO)?;
            let request = request.header(HEADER_UPLOAD_OFFSET, offset).header(HEADER_UPLOAD_LENGTH, length);
            hub.answer(request)
        })?;
        if state.offset <= length { Ok(state) } else { Err(garbled("more than the file has")) }
    }
}

pub(super) fn garbled(error: impl std::fmt::Display) -> CentralError {
    CentralError::Garbled(error.to_string())
}

/// The bytes of an answer, inflated where they travelled compressed, never past the limit.
fn read(response: Response) -> Result<Vec<u8>, CentralError> {
    let zstd = response.headers().get("content-encoding").is_some_and(|encoding| encoding == "zstd");
    let mut bytes = Vec::new();
    response.take(ANSWER_BYTES_MAX).read_to_end(&mut bytes).map_err(broke_off)?;
    if zstd { inflate(&bytes) } else { Ok(bytes) }
}

/// Decompress an answer, never past the limit: what is larger loses its end, and is no JSON then.
///
/// # Errors
/// `Garbled` where it is not zstd, or asks for more memory than the hub's own answers do.
pub fn inflate(bytes: &[u8]) -> Result<Vec<u8>, CentralError> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).map_err(garbled)?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(garbled)?;
    let mut inflated = Vec::new();
    decoder.take(ANSWER_BYTES_MAX).read_to_end(&mut inflated).map_err(garbled)?;
    Ok(inflated)
}

/// What an answer says. Whatever is not the hub's own word is no refusal, except a size that something
/// on the way does not let through: it will not let it through the next time either.
fn understood<T: DeserializeOwned>(status: StatusCode, bytes: &[u8]) -> Result<T, CentralError> {
    if status.is_success() {
        return serde_json::from_slice(bytes).map_err(garbled);
    }
    match serde_json::from_slice::<Refusal>(bytes) {
        Ok(refusal) => Err(CentralError::Refused(refusal)),
        Err(_) if status == StatusCode::PAYLOAD_TOO_LARGE => Err(CentralError::TooLarge),
        Err(_) => Err(CentralError::Garbled(format!("status {status}"))),
    }
}

/// What the head of an answer without a body says.
///
/// # Errors
/// `Refused` where the hub refused; `Garbled` where somebody else answered.
pub fn told_by_head(status: StatusCode, headers: &HeaderMap) -> Result<BlobState, CentralError> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    if status == StatusCode::OK || status == StatusCode::NO_CONTENT {
        let offset = text(HEADER_UPLOAD_OFFSET).and_then(|offset| offset.parse().ok());
        let offset = offset.filter(|offset| *offset <= BLOB_BYTES_MAX);
        let complete = status == StatusCode::OK;
        return offset.map(|offset| BlobState { offset, complete }).ok_or_else(|| garbled("no offset"));
    }
    let code = text(HEADER_REFUSAL).and_then(RefusalCode::from_word);
    let hub_time = text(HEADER_HUB_TIME).and_then(|time| time.parse().ok());
    match (code, hub_time) {
        (Some(code), Some(hub_time)) => {
            let (about, title) = ("about:blank".into(), String::new());
            Err(CentralError::Refused(Refusal { about, title, status: status.as_u16(), code, hub_time }))
        }
        _ => Err(garbled(format!("status {status}"))),
    }
}

/// Whether a reply can be a hub's at all: a time of this age, runs that go forward, numbers that a book holds. The
/// store counts with them.
#[must_use]
pub fn is_sound(reply: &ExchangeReply) -> bool {
    let fits = |number: u64| i64::try_from(number).is_ok();
    let seq = |number: u64| number >= 1 && fits(number);
    let run = |from: u64, to: u64| seq(from) && from <= to && fits(to);
    let told = |item: &FeedItem| match item {
        FeedItem::Own(range) => {
            run(range.from, range.to) && range.commit.checked_add(range.to - range.from).is_some_and(fits)
        }
        FeedItem::Entry(entry) => fits(entry.n) && seq(entry.s),
        FeedItem::Gone { n, .. } => fits(*n),
        FeedItem::Body(record) => fits(record.n),
    };
    (0..=LATEST_MS).contains(&reply.hub_time)
        && seq(reply.expected_seq)
        && reply.reset.is_none_or(|reset| seq(reset.next_seq))
        && reply.horizon.is_none_or(fits)
        && reply.verdicts.iter().all(|range| run(range.from, range.to))
        && reply.feed.iter().all(told)
}

/// Whether the numbers of a page grow, from the place asked for to the next page's.
fn goes_forward(page: &PlacesPage, after: u64) -> bool {
    let numbers = std::iter::once(after).chain(page.places.iter().map(|place| place.n));
    let last = page.places.last().map_or(after, |place| place.n);
    let next = page.next.is_none_or(|next| next > after && next == last);
    next && u32::try_from(last).is_ok() && numbers.is_sorted_by(|a, b| a < b)
}

/// An answer whose head came and whose body did not.
fn broke_off(error: std::io::Error) -> CentralError {
    let timed_out = error.kind() == std::io::ErrorKind::TimedOut
        || error.get_ref().and_then(|inner| inner.downcast_ref()).is_some_and(reqwest::Error::is_timeout);
    if timed_out { CentralError::TimedOut } else { CentralError::NoConnection(error.to_string()) }
}

fn failed(error: reqwest::Error) -> CentralError {
    if error.is_timeout() { CentralError::TimedOut } else { CentralError::NoConnection(error.to_string()) }
}

/// Percent-encode what a query value may not hold.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
