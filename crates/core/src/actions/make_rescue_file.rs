//! Make a rescue file: everything of this phone that the hub does not have, sealed and signed.
//!
//! Rule: entries go into a journal of their own that begins with the file, as after a fork: the hub has no gap before it
//! and nothing else under its numbers, and what it has already it knows by its id. The book is asked batch by batch and
//! nobody's tap waits for a photo. Only once the file is whole does the book say what it holds.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};

use beatbook_records::cell::Scope;
use beatbook_records::entry::{Hash, JournalId, link_hash};
use beatbook_records::rescue_file::{
    BATCH_METHOD, BATCH_PATH, Batch, Head, Photo, STRETCH_BYTES, Writer, signed_text,
};
use beatbook_records::wire::{Certificate, ExchangeRequest, signing_text};
use ed25519_dalek::{Signer as _, SigningKey};
use uuid::Uuid;

use super::Context;
use crate::api::{Nothing, RescueFile, RescueState};
use crate::error::{Error, ErrorCode};
use crate::rescue_place::{RescuePlace, Writing, name_of};
use crate::store::{
    Access as _, PhotoFault, PhotoFolder, RescueHeld, StoreError, UnconfirmedEntry, time_text,
};

/// Make one; it takes the place of the last one of this book.
pub(crate) fn make(context: &Context, _: Nothing) -> Result<RescueFile, Error> {
    let place = place(context);
    let mut making = Making::begin(context, &place)?;
    let mut after = i64::MIN;
    loop {
        let entries = context.store.with(move |store| store.read().unconfirmed_after(after))?;
        let Some(last) = entries.last() else { break };
        after = last.n;
        making.batch(entries)?;
    }
    let folder = context.store.with(|store| store.photos())?;
    for photo in context.store.with(|store| store.read().unsent_photos())? {
        making.photo(&folder, &photo.file, &photo.sha256)?;
    }
    let held = making.end()?;
    let older = context.store.with(|store| store.read().rescue_held())?.map(|older| older.name);
    let file = shown(&place, &held);
    context.write(move |tx| Ok(tx.put_rescue_held(Some(&held))?))?;
    if let Some(older) = older.filter(|older| *older != file.name) {
        place.forget(&older);
    }
    Ok(file)
}

/// What the last one holds, and what nothing but this phone does.
pub(crate) fn state(context: &Context, _: Nothing) -> Result<RescueState, Error> {
    let place = place(context);
    let held = context.store.with(|store| store.read().rescue_held())?;
    let held = held.filter(|held| place.is_there(&held.name, held.bytes));
    let (entries, photos) = context.store.with(|store| store.read().only_here())?;
    Ok(RescueState { file: held.map(|held| shown(&place, &held)), entries, photos })
}

/// Read the last one to its last byte. Where it is not as it was made, the book forgets what it held.
pub(super) fn prove_last(context: &Context) -> Result<(), Error> {
    let Some(held) = context.store.with(|store| store.read().rescue_held())? else { return Ok(()) };
    if place(context).is_whole(&held.name, held.bytes, &held.sha256).map_err(failed)? {
        return Ok(());
    }
    context.write(|tx| Ok(tx.put_rescue_held(None)?))
}

fn place(context: &Context) -> RescuePlace {
    RescuePlace::of(&context.store.with(|store| store.dir().to_owned()))
}

fn shown(place: &RescuePlace, held: &RescueHeld) -> RescueFile {
    let made = chrono::DateTime::from_timestamp_millis(held.made_ms).unwrap_or_default();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    RescueFile {
        name: held.name.clone(),
        path: place.path(&held.name).display().to_string(),
        made: time_text(made),
        bytes: held.bytes,
        entries: count(held.entries.len()),
        photos: count(held.photos.len()),
    }
}

/// A file that is being made.
struct Making {
    key: SigningKey,
    scope: Scope,
    journal: JournalId,
    next_seq: u64,
    prev: Hash,
    name: String,
    made_ms: i64,
    writer: Writer,
    file: Writing,
    entries: BTreeSet<Uuid>,
    photos: BTreeSet<Hash>,
}

impl Making {
    fn begin(context: &Context, place: &RescuePlace) -> Result<Self, Error> {
        let (owner, key, certificate, skew_ms) = context.store.with(|store| {
            let reader = store.read();
            let of = (reader.enrolled()?, reader.signing_key()?, reader.certificate()?, reader.skew_ms()?);
            Ok::<_, StoreError>(of)
        })?;
        let made = context.env.now();
        let (name, made_ms) = (name_of(owner.device, made), made.timestamp_millis());
        let mut random = [0; 8];
        context.env.fill(&mut random);
        let journal = JournalId { device: owner.device, incarnation: u64::from_be_bytes(random) >> 1 };
        let head = Head { device: owner.device, made: made_ms, skew_ms };
        let recovery = recovery_key(&certificate)?;
        let (writer, begin) = Writer::begin(&recovery, |bytes| context.env.fill(bytes), &head)
            .map_err(|error| Error::Internal(error.to_string()))?;
        let mut file = place.begin(&name).map_err(failed)?;
        file.write(&begin).map_err(failed)?;
        Ok(Self {
            key: SigningKey::from_bytes(&key),
            scope: owner.scope,
            journal,
            next_seq: 1,
            prev: Hash::ZERO,
            name,
            made_ms,
            writer,
            file,
            entries: BTreeSet::new(),
            photos: BTreeSet::new(),
        })
    }

    /// Entries go on in the file's own journal.
    fn batch(&mut self, entries: Vec<UnconfirmedEntry>) -> Result<(), Error> {
        let (first_seq, prev) = (self.next_seq, self.prev);
        // Work done under an older scope is handed in as such.
        let made_under = entries.iter().filter_map(|entry| scope_of(entry.parcel.content.get())).min();
        let mut parcels = Vec::with_capacity(entries.len());
        for entry in entries {
            self.prev = link_hash(&self.prev, self.journal, self.next_seq, &entry.content);
            self.next_seq += 1;
            self.entries.insert(entry.id);
            parcels.push(entry.parcel);
        }
        let request = ExchangeRequest {
            cursor: None,
            digest: None,
            scope: made_under.map_or(self.scope.version, |scope| scope.min(self.scope.version)),
            incarnation: self.journal.incarnation,
            parent: None,
            first_seq,
            prev,
            entries: parcels,
            hotspots: None,
            places: None,
            powers: None,
            contacts: None,
            device_time: self.made_ms,
            erased: None,
            unsent: None,
            nudges: None,
        };
        let body = serde_json::to_vec(&request).map_err(|error| Error::Internal(error.to_string()))?;
        let digest = Hash::of(&[&body]);
        let text =
            signing_text(self.journal.device, BATCH_METHOD, BATCH_PATH, self.made_ms, &digest, &self.prev);
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let batch = Batch { time_ms: self.made_ms, link: self.prev, signature, body };
        let sealed = self.writer.batch(&batch);
        self.file.write(&sealed).map_err(failed)
    }

    /// A photo whose file cannot be read any more is not in it, and the book will say so.
    fn photo(&mut self, folder: &PhotoFolder, file: &str, sha256: &Hash) -> Result<(), Error> {
        let bytes = match folder.examine(file) {
            Ok(found) if found.sha256 == *sha256 => found.bytes,
            Ok(_) | Err(PhotoFault::Gone | PhotoFault::Damaged | PhotoFault::NotAPhoto) => return Ok(()),
            Err(fault) => return Err(fault.into()),
        };
        let sealed = self.writer.photo(&Photo { sha256: *sha256, bytes });
        self.file.write(&sealed).map_err(failed)?;
        let mut at = 0;
        while at < bytes {
            let stretch = folder.read(file, at, STRETCH_BYTES)?;
            if stretch.is_empty() {
                return Err(PhotoFault::Damaged.into());
            }
            at += stretch.len() as u64;
            let sealed = self.writer.bytes(&stretch);
            self.file.write(&sealed).map_err(failed)?;
        }
        self.photos.insert(*sha256);
        Ok(())
    }

    fn end(self) -> Result<RescueHeld, Error> {
        let Self { key, journal, name, made_ms, writer, mut file, entries, photos, .. } = self;
        let text = signed_text(journal.device, &writer.digest());
        let sealed = writer.end(&key.sign(text.as_bytes()).to_bytes());
        file.write(&sealed).map_err(failed)?;
        let (bytes, sha256) = file.finish().map_err(failed)?;
        Ok(RescueHeld { name, made_ms, bytes, sha256, entries, photos })
    }
}

/// The organisation's recovery key, as its certificate names it.
pub(crate) fn recovery_key(certificate: &str) -> Result<[u8; 32], Error> {
    let certificate: Certificate =
        serde_json::from_str(certificate).map_err(|error| Error::Internal(error.to_string()))?;
    let mut key = [0; 32];
    hex::decode_to_slice(&certificate.recovery_key, &mut key)
        .map_err(|_| Error::from(ErrorCode::NotEnrolled))?;
    Ok(key)
}

fn scope_of(content: &str) -> Option<u32> {
    #[derive(serde::Deserialize)]
    struct Made {
        scope: u32,
    }
    serde_json::from_str::<Made>(content).ok().map(|made| made.scope)
}

fn failed(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull => StoreError::Full.into(),
        _ => StoreError::Io(error).into(),
    }
}
