//! What today's code makes of stored messages.

use beatbook_core::decoders;
use beatbook_hub::auth::verify;
use beatbook_records::entry::{Content, Hash, JournalId, Payload, content_hash, link_hash, payload_commit};
use beatbook_records::rescue;
use beatbook_records::wire::{
    Certificate, EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, Parcel, Refusal,
    SnapshotPage, signing_text,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::folder::Set;

/// An entry at its place in a journal.
#[derive(Serialize, Deserialize)]
pub struct Linked {
    pub device: Uuid,
    pub incarnation: u64,
    pub seq: u64,
    pub prev: Hash,
    pub parcel: Parcel,
    pub link: Hash,
}

/// A request as it was signed.
#[derive(Serialize, Deserialize)]
pub struct SignedRequest {
    pub device: Uuid,
    pub method: String,
    pub path: String,
    pub time_ms: i64,
    pub body: String,
    pub link: Hash,
    pub public_key: String,
    pub signature: String,
}

/// Words that people carry from one device to another, and what they mean.
#[derive(Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Carried {
    Invitation { link: String, hub: String, code: String, fingerprint: String },
    Rescue { recovery_key: String, request: String, answer: String, book_key: String },
}

/// Reads a line, or says what is wrong with it.
type Read = fn(&str) -> Result<(), String>;

/// The files of a version, and how each is read.
const FILES: &[(&str, Read)] = &[
    ("certificate.jsonl", certificate),
    ("enrol_reply.jsonl", same::<EnrolReply>),
    ("enrol_request.jsonl", same::<EnrolRequest>),
    ("exchange_reply.jsonl", same::<ExchangeReply>),
    ("exchange_request.jsonl", same::<ExchangeRequest>),
    ("hotspot_pack.jsonl", same::<HotspotPack>),
    ("journal.jsonl", linked),
    ("refusal.jsonl", same::<Refusal>),
    ("signed.jsonl", signed),
    ("snapshot_page.jsonl", same::<SnapshotPage>),
    ("text.jsonl", carried),
];

/// Read everything; the first that does not read, or prints otherwise, says so.
pub fn all(set: &Set) -> Result<(), String> {
    let known: Vec<_> = FILES.iter().map(|(name, _)| *name).collect();
    let there: Vec<_> = set.files.keys().map(String::as_str).collect();
    if known != there {
        return Err(format!("the files are {there:?}, not {known:?}"));
    }
    for (name, read) in FILES {
        for (number, line) in set.files[*name].iter().enumerate() {
            read(line).map_err(|why| format!("{name}:{}: {why}", number + 1))?;
        }
    }
    Ok(())
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn same<T: DeserializeOwned + Serialize>(line: &str) -> Result<(), String> {
    let printed = serde_json::to_string(&read::<T>(line)?).map_err(|error| error.to_string())?;
    if printed == line { Ok(()) } else { Err(format!("it prints otherwise: {printed}")) }
}

/// An enrolment's certificate is signed: the text itself counts, and what it says.
fn certificate(line: &str) -> Result<(), String> {
    let reply: EnrolReply = read(line)?;
    same::<EnrolReply>(line)?;
    same::<Certificate>(&reply.certificate)?;
    proves(&reply.organisation_key, reply.certificate.as_bytes(), &reply.signature)
}

fn linked(line: &str) -> Result<(), String> {
    same::<Linked>(line)?;
    let Linked { device, incarnation, seq, prev, parcel, link } = read(line)?;
    let content = parcel.content.get();
    same::<Content>(content)?;
    let payload = parcel.payload.as_deref().ok_or("it has no payload")?.get();
    same::<Payload>(payload)?;
    let hash = content_hash(content.as_bytes(), &payload_commit(payload.as_bytes()));
    let again = link_hash(&prev, JournalId { device, incarnation }, seq, &hash);
    if again == link { Ok(()) } else { Err("its link is another".into()) }
}

fn signed(line: &str) -> Result<(), String> {
    same::<SignedRequest>(line)?;
    let request: SignedRequest = read(line)?;
    let digest = Hash::of(&[request.body.as_bytes()]);
    let SignedRequest { device, method, path, time_ms, link, public_key, signature, .. } = request;
    let text = signing_text(device, &method, &path, time_ms, &digest, &link);
    proves(&public_key, text.as_bytes(), &signature)
}

fn proves(key: &str, text: &[u8], signature: &str) -> Result<(), String> {
    verify(&bytes(key)?, text, &bytes(signature)?).map_err(|error| error.to_string())
}

fn carried(line: &str) -> Result<(), String> {
    same::<Carried>(line)?;
    match read(line)? {
        Carried::Invitation { link, hub, code, fingerprint } => {
            let read = decoders::invitation(&link, None).ok_or("the phone refuses the link")?;
            let meant = decoders::Invited { hub, code, fingerprint: Some(fingerprint) };
            if read == meant { Ok(()) } else { Err(format!("it says {read:?}")) }
        }
        Carried::Rescue { recovery_key, request, answer, book_key } => {
            let given =
                rescue::answer(&bytes(&recovery_key)?, &request).map_err(|error| error.to_string())?;
            let key = rescue::key(&answer).map_err(|error| error.to_string())?;
            let fits = given == answer && key == bytes(&book_key)?;
            if fits { Ok(()) } else { Err("the request is answered otherwise".into()) }
        }
    }
}

fn bytes<const N: usize>(digits: &str) -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    hex::decode_to_slice(digits, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
