//! Files in pieces: whatever pieces came before, what is there hashes to its name, and the true file can still be handed
//! in. And on the phone: the head of an answer without a body.
#![no_main]

use beatbook_core::sync::http::told_by_head;
use beatbook_fuzz::{planted, town};
use beatbook_hub::blobs::{self, Piece, key_of};
use beatbook_hub::error::HubError;
use beatbook_hub::state::Hub;
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BLOB_BYTES_MAX, BlobState, HEADER_HUB_TIME, HEADER_REFUSAL, HEADER_UPLOAD_OFFSET,
};
use libfuzzer_sys::{Corpus, fuzz_target};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The bytes that say one piece: what is done to it, its offset, the length of the whole, how many bytes it has.
const WORDS: usize = 13;
/// Handed in in one go, then again if what had come of it before was wrong.
const TRIES: usize = 3;

/// A small picture.
fn picture() -> Vec<u8> {
    (0..600_u32)
        .map(|at| b"\xff\xd8\xff\xe0".get(at as usize).copied().unwrap_or((at * 7 % 251) as u8))
        .collect()
}

/// A piece of the picture as the bytes say it; some of them altered.
fn piece(words: &[u8], picture: &[u8]) -> Piece {
    let number = |at: usize| u32::from_be_bytes(words[at..at + 4].try_into().expect("four bytes"));
    // Small numbers are likely, and large ones possible.
    let reach = |number: u32| match words[0] & 3 {
        0 => u64::from(number) << 32 | u64::from(number),
        1 => u64::from(number),
        _ => u64::from(number) % (picture.len() as u64 + 2),
    };
    let (offset, length) =
        (reach(number(1)), if words[0] & 4 == 0 { picture.len() as u64 } else { reach(number(5)) });
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(picture.len());
    let to = from.saturating_add(number(9) as usize % (picture.len() + 1)).min(picture.len());
    let mut bytes = picture[from..to].to_vec();
    if words[0] & 8 != 0
        && let Some(byte) = bytes.last_mut()
    {
        *byte ^= words[0];
    }
    Piece { sha256: Hash::of(&[picture]), offset, length, bytes: bytes.into() }
}

/// As a request with this piece would be answered.
fn hand_in(hub: &Hub, device: Uuid, piece: &Piece) -> Result<BlobState, HubError> {
    blobs::admit(piece.offset, piece.length, Some(piece.bytes.len() as u64))?;
    blobs::take(hub, device, piece)
}

fn is_true(hub: &Hub, sha256: &Hash, picture: &[u8]) {
    let stored = hub.objects.get(&key_of(sha256)).expect("readable");
    let mut stored = stored.expect("what is complete is there").to_vec();
    if planted() {
        stored.pop();
    }
    assert_eq!(Hash::of(&[&stored]), *sha256, "a file is what its name says");
    assert_eq!(stored, picture);
}

fn pieces(data: &[u8]) {
    let (hub, caller) = town::hub();
    let (picture, device) = (picture(), caller.device);
    let sha256 = Hash::of(&[&picture]);
    for words in data.chunks_exact(WORDS).take(24) {
        let piece = piece(words, &picture);
        match hand_in(&hub, device, &piece) {
            // Whatever length a piece claims: what came is what came.
            Ok(state) => assert!(state.offset <= picture.len() as u64, "no more than was sent"),
            Err(error @ (HubError::Store(_) | HubError::Files(_) | HubError::Internal(_))) => {
                panic!("the hub failed: {error}")
            }
            Err(_) => {}
        }
        if blobs::state_of(&hub, device, &sha256).expect("a state").complete {
            is_true(&hub, &sha256, &picture);
        }
    }
    for _ in 0..TRIES {
        let offset = blobs::state_of(&hub, device, &sha256).expect("a state").offset;
        let rest = picture.get(usize::try_from(offset).expect("small")..).unwrap_or_default().to_vec();
        let piece = Piece { sha256, offset, length: picture.len() as u64, bytes: rest.into() };
        if hand_in(&hub, device, &piece).is_ok_and(|state| state.complete) {
            return is_true(&hub, &sha256, &picture);
        }
    }
    panic!("the true file cannot be handed in any more");
}

/// The head of an answer: a status, then headers, one a line.
fn head(text: &[u8]) {
    let mut lines = text.split(|byte| *byte == b'\n');
    let status = lines.next().and_then(|line| StatusCode::from_bytes(line).ok()).unwrap_or(StatusCode::OK);
    let names = [HEADER_UPLOAD_OFFSET, HEADER_REFUSAL, HEADER_HUB_TIME].into_iter().cycle();
    let headers: HeaderMap = names
        .zip(lines)
        .filter_map(|(name, line)| Some((HeaderName::from_static(name), HeaderValue::from_bytes(line).ok()?)))
        .collect();
    if let Ok(state) = told_by_head(status, &headers) {
        assert!(status.is_success() && state.offset <= BLOB_BYTES_MAX, "{status}: {state:?}");
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    match data.split_first() {
        Some((b'H', text)) => head(text),
        Some((_, words)) => pieces(words),
        None => return Corpus::Reject,
    }
    Corpus::Keep
});
