//! What arrived: the bytes of one entry, its hashes, and what they say.
//!
//! Rule: pure; it reads and never judges. Bytes that are no entry are still something that arrived.

use beatbook_records::entry::{Content, Hash, JournalId, Payload, content_hash, link_hash, payload_commit};
use beatbook_records::wire::{HeldReason, Parcel};
use uuid::Uuid;

/// One entry as it arrived, at its place in the journal.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// Its number in the journal.
    pub seq: u64,
    /// The content, as bytes received.
    pub content_text: &'a str,
    /// The payload, as bytes received; absent where it was erased.
    pub payload_text: Option<&'a str>,
    /// The commitment to the payload.
    pub commit: Hash,
    /// What a duplicate shares.
    pub content_hash: Hash,
    /// Its link in the chain.
    pub link: Hash,
    /// What the bytes say, or that they say nothing.
    pub read: Result<(Content, Payload), HeldReason>,
}

impl Arrival<'_> {
    /// The id under which it is kept: its own, or one that follows from bytes that name none.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.read.as_ref().map_or_else(|_| self.derived_id(), |(content, _)| content.id)
    }

    /// An id that follows from the bytes.
    #[must_use]
    pub fn derived_id(&self) -> Uuid {
        let bytes: [u8; 16] = self.content_hash.0[..16].try_into().expect("16 of 32 bytes");
        Uuid::new_v8(bytes)
    }
}

/// Read a batch: each link follows from the one before.
#[must_use]
pub fn read_batch(journal: JournalId, first_seq: u64, prev: Hash, parcels: &[Parcel]) -> Vec<Arrival<'_>> {
    let mut prev = prev;
    (first_seq..)
        .zip(parcels)
        .map(|(seq, parcel)| {
            let arrival = read(journal, seq, &prev, parcel);
            prev = arrival.link;
            arrival
        })
        .collect()
}

fn read<'a>(journal: JournalId, seq: u64, prev: &Hash, parcel: &'a Parcel) -> Arrival<'a> {
    let content_text = parcel.content.get();
    let payload_text = parcel.payload.as_deref().map(serde_json::value::RawValue::get);
    let commit = match payload_text {
        Some(text) => payload_commit(text.as_bytes()),
        None => parcel.commit.unwrap_or_default(),
    };
    let content_hash = content_hash(content_text.as_bytes(), &commit);
    let link = link_hash(prev, journal, seq, &content_hash);
    let read = parse(content_text, payload_text).ok_or(HeldReason::Unreadable);
    Arrival { seq, content_text, payload_text, commit, content_hash, link, read }
}

/// Random bytes of a payload, at least: without them its commitment could be guessed after erasure.
const SALT_CHARS: usize = 16;

/// The character U+0000 as JSON writes it, which not every database holds as text.
const NUL: &str = "\\u0000";

fn parse(content: &str, payload: Option<&str>) -> Option<(Content, Payload)> {
    if [Some(content), payload].into_iter().flatten().any(|text| text.contains(NUL)) {
        return None;
    }
    let content: Content = serde_json::from_str(content).ok()?;
    let Some(text) = payload else { return Some((content, Payload::default())) };
    let payload: Payload = serde_json::from_str(text).ok()?;
    // What it says it touches is what it gives: outcomes name fields by that list.
    let named = content.touched.len() == payload.values.len()
        && content.touched.iter().all(|field| payload.values.contains_key(field));
    (named && payload.salt.len() >= SALT_CHARS).then_some((content, payload))
}
