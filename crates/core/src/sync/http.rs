//! The hub over HTTPS: JSON, compressed, each request signed once.
//!
//! Rule: the only place with HTTP. It retries nothing but a wrong clock, and decides nothing.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BODY_BYTES_INFLATED_MAX, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, FeedItem,
    HEADER_DEVICE, HEADER_LINK, HEADER_SIGNATURE, HEADER_TIME, HotspotPack, PATH_ENROL, PATH_EXCHANGE,
    PATH_HOTSPOTS, PATH_SNAPSHOT, Refusal, RefusalCode, SnapshotPage, signing_text,
};
use ed25519_dalek::{Signer as _, SigningKey};
use reqwest::StatusCode;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::central::{Central, CentralError};
use crate::env::Env;

/// Answers larger than this are not the hub's.
const ANSWER_BYTES_MAX: u64 = 8 * BODY_BYTES_INFLATED_MAX as u64;
/// Bodies smaller than this are not worth compressing.
const COMPRESS_FROM_BYTES: usize = 200;

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
        match self.signed_once(method, path, body, last_link) {
            Err(CentralError::Refused(refusal)) if refusal.code == RefusalCode::ClockWrong => {
                self.correction_ms = refusal.hub_time.saturating_sub(self.env.now().timestamp_millis());
                self.signed_once(method, path, body, last_link)
            }
            other => other,
        }
    }

    fn signed_once<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: &Body,
        last_link: Hash,
    ) -> Result<T, CentralError> {
        let Some(identity) = &self.identity else {
            return Err(CentralError::NoConnection("not enrolled".into()));
        };
        let time = self.env.now().timestamp_millis().saturating_add(self.correction_ms);
        let text = signing_text(identity.device, method, path, time, &Hash::of(&[&body.bytes]), &last_link);
        let signature = identity.key.sign(text.as_bytes());
        let request = match method {
            "POST" => body.attach(self.client.post(self.url(path))),
            _ => self.client.get(self.url(path)),
        };
        self.answer(
            request
                .header(HEADER_DEVICE, identity.device.to_string())
                .header(HEADER_TIME, time.to_string())
                .header(HEADER_LINK, last_link.to_string())
                .header(HEADER_SIGNATURE, hex::encode(signature.to_bytes())),
        )
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
        let body = Body::compressed(serde_json::to_vec(request).map_err(garbled)?)?;
        let reply = self.signed("POST", PATH_EXCHANGE, &body, last_link)?;
        if is_sound(&reply) { Ok(reply) } else { Err(garbled("numbers that no hub gives")) }
    }

    fn snapshot(&mut self, cell: &str, after: u64) -> Result<SnapshotPage, CentralError> {
        let path = format!("{PATH_SNAPSHOT}?cell={}&after={after}", percent(cell));
        self.signed("GET", &path, &Body::empty(), Hash::ZERO)
    }

    fn hotspots(&mut self) -> Result<HotspotPack, CentralError> {
        self.signed("GET", PATH_HOTSPOTS, &Body::empty(), Hash::ZERO)
    }
}

/// A body as it travels.
struct Body {
    bytes: Vec<u8>,
    compressed: bool,
}

impl Body {
    const fn empty() -> Self {
        Self { bytes: Vec::new(), compressed: false }
    }

    const fn plain(bytes: Vec<u8>) -> Self {
        Self { bytes, compressed: false }
    }

    fn compressed(json: Vec<u8>) -> Result<Self, CentralError> {
        if json.len() < COMPRESS_FROM_BYTES {
            return Ok(Self::plain(json));
        }
        let bytes = zstd::bulk::compress(&json, 3).map_err(garbled)?;
        Ok(Self { bytes, compressed: true })
    }

    fn attach(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("content-type", "application/json").body(self.bytes.clone());
        if self.compressed { request.header("content-encoding", "zstd") } else { request }
    }
}

fn garbled(error: impl std::fmt::Display) -> CentralError {
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
