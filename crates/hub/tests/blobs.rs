//! Files come piece by piece, are there once they hash to their name, and are handed out to those who may see them.

mod support;

use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BLOB_BYTES_MAX, BLOB_CHUNK_BYTES_MAX, BlobManifest, BlobState, HEADER_HUB_TIME, HEADER_REFUSAL,
    HEADER_UPLOAD_LENGTH, HEADER_UPLOAD_OFFSET, RefusalCode, blob_path,
};
use reqwest::blocking::Response;
use support::{Device, NOON_MS, Request, Running, json, refusal, start};
use uuid::Uuid;

const PIECE: usize = 4_096;

/// A photo of this many bytes, as far as anybody looks.
fn photo(bytes: usize, seed: u8) -> Vec<u8> {
    let noise = (0..).flat_map(|n: u32| Hash::of(&[&[seed], &n.to_be_bytes()]).0);
    b"\xff\xd8\xff\xe0".iter().copied().chain(noise).take(bytes).collect()
}

fn piece(of: &Device, bytes: &[u8], offset: usize, length: usize) -> Request {
    piece_of(of, &Hash::of(&[bytes]), &bytes[offset..(offset + length).min(bytes.len())], offset, bytes.len())
}

fn piece_of(of: &Device, sha256: &Hash, bytes: &[u8], offset: usize, whole: usize) -> Request {
    of.signed("PATCH", &blob_path(sha256), NOON_MS, bytes)
        .with(HEADER_UPLOAD_OFFSET, &offset.to_string())
        .with(HEADER_UPLOAD_LENGTH, &whole.to_string())
}

fn head(of: &Device, sha256: &Hash, running: &Running) -> (u16, Option<u64>) {
    let response = of.signed("HEAD", &blob_path(sha256), running.now_ms(), b"").send(running);
    (response.status().as_u16(), offset_of(&response))
}

fn offset_of(response: &Response) -> Option<u64> {
    response.headers().get(HEADER_UPLOAD_OFFSET)?.to_str().ok()?.parse().ok()
}

/// Everything of it, in pieces.
fn upload(of: &Device, bytes: &[u8], running: &Running) -> BlobState {
    let states = (0..bytes.len()).step_by(PIECE).map(|offset| {
        let response = piece(of, bytes, offset, PIECE).send(running);
        assert_eq!(response.status(), 200, "at {offset}");
        json::<BlobState>(response)
    });
    states.last().expect("at least one piece")
}

#[test]
fn what_came_is_kept_and_the_last_piece_makes_the_file() {
    let running = start();
    let asha = running.enrolled("Asha");
    let bytes = photo(3 * PIECE + 100, 1);
    let sha256 = Hash::of(&[&bytes]);
    assert_eq!(head(&asha, &sha256, &running), (204, Some(0)));
    for offset in [0, PIECE] {
        let state: BlobState = json(piece(&asha, &bytes, offset, PIECE).send(&running));
        assert_eq!(state, BlobState { offset: (offset + PIECE) as u64, complete: false });
    }
    assert_eq!(head(&asha, &sha256, &running), (204, Some(2 * PIECE as u64)));

    // One that came before is thanked for; one that does not follow is told where to go on.
    let again: BlobState = json(piece(&asha, &bytes, PIECE, PIECE).send(&running));
    assert_eq!(again, BlobState { offset: 2 * PIECE as u64, complete: false });
    for offset in [PIECE + 1, 3 * PIECE] {
        let response = piece(&asha, &bytes, offset, PIECE).send(&running);
        assert_eq!((response.status().as_u16(), offset_of(&response)), (409, Some(2 * PIECE as u64)));
        assert_eq!(refusal(response).code, RefusalCode::OffsetWrong);
    }
    for offset in [2 * PIECE, 3 * PIECE] {
        assert_eq!(piece(&asha, &bytes, offset, PIECE).send(&running).status(), 200);
    }
    assert_eq!(head(&asha, &sha256, &running), (200, Some(bytes.len() as u64)));
    let kept = running.hub.objects.get(&beatbook_hub::blobs::key_of(&sha256)).unwrap();
    assert_eq!(kept.as_deref(), Some(&bytes[..]));
    assert_eq!(running.hub.objects.list("parts").unwrap(), [], "nothing is left half there");

    // Again, by somebody else, whole or in pieces: it is there already.
    let bela = running.enrolled("Bela");
    let again: BlobState = json(piece(&bela, &bytes, 0, PIECE).send(&running));
    assert!(again.complete);
    let whole: BlobState = json(bela.signed("PUT", &blob_path(&sha256), NOON_MS, &bytes).send(&running));
    assert!(whole.complete);
}

#[test]
fn a_hub_that_stopped_before_the_last_step_does_it_when_asked_again() {
    let running = start();
    let asha = running.enrolled("Asha");
    let bytes = photo(PIECE + 50, 3);
    let sha256 = Hash::of(&[&bytes]);
    assert_eq!(piece(&asha, &bytes, 0, PIECE).send(&running).status(), 200);
    // The last piece was put, and then the power went.
    let last = format!("parts/{}/{sha256}/{PIECE:012}", asha.id);
    running.hub.objects.put(&last, bytes[PIECE..].to_vec().into()).unwrap();
    assert_eq!(head(&asha, &sha256, &running), (204, Some(bytes.len() as u64)));
    let state: BlobState = json(piece(&asha, &bytes, bytes.len(), 0).send(&running));
    assert!(state.complete);
    assert_eq!(running.hub.objects.list("parts").unwrap(), []);
}

#[test]
fn bytes_that_are_not_what_their_name_says_are_dropped() {
    let running = start();
    let asha = running.enrolled("Asha");
    let (bytes, other) = (photo(PIECE + 7, 1), photo(PIECE + 7, 2));
    let name = Hash::of(&[&other]);
    assert_eq!(piece_of(&asha, &name, &bytes[..PIECE], 0, bytes.len()).send(&running).status(), 200);
    let last = piece_of(&asha, &name, &bytes[PIECE..], PIECE, bytes.len()).send(&running);
    assert_eq!(refusal(last).code, RefusalCode::HashWrong);
    assert_eq!(head(&asha, &name, &running), (204, Some(0)), "it begins anew");
    assert_eq!(running.hub.objects.list("").unwrap(), [], "and nothing is left");
    assert!(upload(&asha, &other, &running).complete, "the right ones are taken afterwards");
}

#[test]
fn limits_come_before_reading() {
    let running = start();
    let asha = running.enrolled("Asha");
    let code = |request: Request| refusal(request.send(&running)).code;
    let (bytes, sha256) = (photo(100, 1), Hash::of(&[&photo(100, 1)]));
    let large = usize::try_from(BLOB_BYTES_MAX).unwrap() + 1;
    assert_eq!(code(piece_of(&asha, &sha256, &bytes, 0, large)), RefusalCode::TooLarge);
    let much = photo(BLOB_CHUNK_BYTES_MAX + 1, 1);
    if let Ok(response) = piece(&asha, &much, 0, much.len()).try_send(&running) {
        assert_eq!(refusal(response).code, RefusalCode::TooLarge);
    }
    assert_eq!(code(piece_of(&asha, &sha256, &bytes, 0, 50)), RefusalCode::Malformed);
    assert_eq!(code(piece_of(&asha, &sha256, &bytes, 101, 100)), RefusalCode::Malformed);
    assert_eq!(code(piece_of(&asha, &sha256, b"", 0, 100)), RefusalCode::Malformed);
    assert_eq!(code(asha.signed("PATCH", &blob_path(&sha256), NOON_MS, &bytes)), RefusalCode::Malformed);
    assert_eq!(code(asha.signed("PATCH", "/v1/blobs/abc", NOON_MS, &bytes)), RefusalCode::Malformed);
    let upper = blob_path(&sha256).to_uppercase().replace("/V1/BLOBS", "/v1/blobs");
    assert_eq!(code(asha.signed("PUT", &upper, NOON_MS, &bytes)), RefusalCode::Malformed);
    for other in [&b"PK\x03\x04 and more"[..], b"<svg onload=alert(1)/>", b"MZ\x90\0"] {
        let whole = asha.signed("PUT", &blob_path(&Hash::of(&[other])), NOON_MS, other);
        assert_eq!(code(whole), RefusalCode::TypeRefused);
    }
    let mut forged = piece(&asha, &bytes, 0, 100);
    forged.body[50] ^= 1;
    assert_eq!(code(forged), RefusalCode::Unsigned, "a piece carries its own digest");
    assert_eq!(running.hub.objects.list("").unwrap(), []);
}

#[test]
fn an_answer_that_did_not_wait_for_the_body_ends_the_connection() {
    let running = start();
    let asha = running.enrolled("Asha");
    let closes = |request: Request| {
        let response = request.send(&running);
        response.headers().get("connection").is_some_and(|word| word == "close")
    };
    let (bytes, large) = (photo(100, 1), usize::try_from(BLOB_BYTES_MAX).unwrap() + 1);
    assert!(closes(piece_of(&asha, &Hash::of(&[&bytes]), &bytes, 0, large)), "refused unread");
    assert!(!closes(asha.signed("PUT", "/v1/blobs/abc", NOON_MS, b"")), "nothing was left unread");
    assert!(!closes(piece_of(&asha, &Hash::of(&[b"other"]), &bytes, 0, 100)), "refused after reading");
    assert!(!closes(piece(&asha, &bytes, 0, 100)), "taken");
}

#[test]
fn a_device_may_leave_only_so_much_half_there() {
    let running = start();
    let (asha, bela) = (running.enrolled("Asha"), running.enrolled("Bela"));
    let begun = |device: &Device, seed: u8| {
        let whole = usize::try_from(BLOB_BYTES_MAX).unwrap();
        let bytes = photo(BLOB_CHUNK_BYTES_MAX, seed);
        piece_of(device, &Hash::of(&[&[seed]]), &bytes, 0, whole).send(&running)
    };
    // What is there already is put there directly: hundreds of requests say nothing more.
    let parts = format!("parts/{}/{}", asha.id, Hash::of(&[b"other"]));
    for n in 0..8 {
        let bytes = vec![0; usize::try_from(BLOB_BYTES_MAX / 4).unwrap()];
        running.hub.objects.put(&format!("{parts}/{n}"), bytes.into()).unwrap();
    }
    let full = refusal(begun(&asha, 1));
    assert_eq!((full.code, full.status), (RefusalCode::PartsFull, 507));
    assert_eq!(begun(&bela, 1).status(), 200, "the others are not hindered");
    assert_eq!(beatbook_hub::blobs::sweep(&running.hub.objects, 0).unwrap(), 0, "nothing is stale yet");
    let swept = beatbook_hub::blobs::sweep(&running.hub.objects, i64::MAX).unwrap();
    assert_eq!((swept, running.hub.objects.list("parts").unwrap().len()), (9, 0), "what is stale goes");
}

#[test]
fn a_file_is_handed_out_to_those_who_see_a_record_that_names_it() {
    let running = start();
    let asha = running.enrolled("Asha");
    let bytes = photo(2 * PIECE, 1);
    let sha256 = Hash::of(&[&bytes]);
    assert!(upload(&asha, &bytes, &running).complete);
    let get = |device: &Device| device.signed("GET", &blob_path(&sha256), NOON_MS, b"").send(&running);
    assert_eq!(refusal(get(&asha)).code, RefusalCode::NotFound, "no record names it");

    let about = Uuid::from_u128(7);
    running.plant_evidence(Uuid::from_u128(8), about, &sha256, bytes.len(), "south");
    assert_eq!(refusal(get(&asha)).code, RefusalCode::NotFound, "the one that does is not hers to see");
    running.plant_evidence(Uuid::from_u128(9), about, &sha256, bytes.len(), "north");
    let response = get(&asha);
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert!(header("content-disposition").starts_with("attachment; "));
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(
        (header("x-content-type-options"), header("content-type")),
        ("nosniff".into(), "image/jpeg".into())
    );
    assert_eq!(response.bytes().unwrap(), bytes);

    assert!(running.hub.store().revoke_device(asha.id, NOON_MS).unwrap());
    assert_eq!(refusal(get(&asha)).code, RefusalCode::Revoked);
    assert_eq!(head(&asha, &sha256, &running).0, 200, "what a revoked device has is still taken");
}

#[test]
fn the_hub_says_which_files_a_record_names_and_which_are_there() {
    let running = start();
    let asha = running.enrolled("Asha");
    let about = Uuid::from_u128(7);
    let files: Vec<Vec<u8>> = (1..4).map(|seed| photo(PIECE, seed)).collect();
    for (n, bytes) in (10..).zip(&files) {
        running.plant_evidence(Uuid::from_u128(n), about, &Hash::of(&[bytes]), bytes.len(), "north");
    }
    let manifest = || -> BlobManifest {
        json(asha.signed("GET", &format!("/v1/blobs?record={about}"), NOON_MS, b"").send(&running))
    };
    for (there, bytes) in files.iter().enumerate() {
        let told = manifest();
        assert_eq!(told.blobs.iter().filter(|blob| blob.there).count(), there);
        assert_eq!((told.blobs.len(), told.complete), (3, false));
        upload(&asha, bytes, &running);
    }
    assert!(manifest().complete);
}

#[test]
fn a_refused_head_says_why_though_it_has_no_body() {
    let running = start();
    let asha = running.enrolled("Asha");
    let late = asha.signed("HEAD", &blob_path(&Hash::ZERO), NOON_MS - 3_600_000, b"").send(&running);
    assert_eq!(late.status(), 401);
    assert_eq!(late.headers()[HEADER_REFUSAL], "clock_wrong");
    assert_eq!(late.headers()[HEADER_HUB_TIME].to_str().unwrap(), NOON_MS.to_string());
}
