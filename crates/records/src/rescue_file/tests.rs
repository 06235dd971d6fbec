//! The format, whole and broken.

use uuid::Uuid;

use super::*;
use crate::entry::Hash;
use crate::rescue::public_key;
use crate::seal::{HEADER, PIECE, TAG};

const SECRET: [u8; 32] = [5; 32];

fn parts() -> Vec<Part> {
    let body = br#"{"scope":1}"#.repeat(9_000);
    let bytes: Vec<u8> = (0..STRETCH_BYTES + 300).map(|n| (n * 7 % 251) as u8).collect();
    let photo = Photo { sha256: Hash::of(&[&bytes]), bytes: bytes.len() as u64 };
    let batch = Batch { time_ms: -1, link: Hash([3; 32]), signature: [4; 64], body };
    let head = Head { device: Uuid::from_u128(1), made: 12, skew_ms: -3 };
    let small = Batch { body: b"{}".to_vec(), ..batch.clone() };
    let mut parts = vec![Part::Head(head), Part::Batch(batch), Part::Batch(small), Part::Photo(photo)];
    parts.extend(bytes.chunks(STRETCH_BYTES).map(|bytes| Part::Bytes(bytes.to_vec())));
    parts
}

fn file(parts: &[Part]) -> Vec<u8> {
    let Part::Head(head) = &parts[0] else { panic!("a head first") };
    let (mut writer, mut file) = Writer::begin(&public_key(&SECRET), |bytes| bytes.fill(9), head).unwrap();
    for part in &parts[1..] {
        file.extend(match part {
            Part::Batch(batch) => writer.batch(batch),
            Part::Photo(photo) => writer.photo(photo),
            Part::Bytes(bytes) => writer.bytes(bytes),
            Part::Head(_) | Part::End { .. } => unreachable!("not in the middle"),
        });
    }
    file.extend(writer.end(&[8; 64]));
    file
}

fn opened(secret: &[u8; 32], file: &[u8], at_once: usize) -> Result<Vec<Part>, RescueFileError> {
    let (mut reader, mut parts) = (Reader::new(secret), Vec::new());
    for bytes in file.chunks(at_once) {
        reader.push(bytes)?;
        while let Some(part) = reader.part()? {
            parts.push(part);
        }
    }
    reader.close()?;
    while let Some(part) = reader.part()? {
        parts.push(part);
    }
    reader.finish().map(|()| parts)
}

#[test]
fn what_was_put_in_comes_out_however_it_is_read() {
    let (parts, file) = (parts(), file(&parts()));
    for at_once in [1_000, 65_000, 65_552, file.len()] {
        let mut out = opened(&SECRET, &file, at_once).unwrap();
        assert!(matches!(out.pop(), Some(Part::End { signature, .. }) if signature == [8; 64]));
        assert_eq!(out, parts);
    }
}

#[test]
fn one_wrong_byte_anywhere_and_every_cut_is_noticed() {
    let file = file(&parts());
    for at in (0..60).chain((60..file.len()).step_by(9_973)).chain(file.len() - 20..file.len()) {
        let mut wrong = file.clone();
        wrong[at] ^= 1;
        let why = opened(&SECRET, &wrong, 70_000).unwrap_err();
        let named = match at {
            0..21 => RescueFileError::NotOne,
            21..23 => RescueFileError::OtherVersion,
            _ if at < 23 + HEADER + PIECE + TAG => RescueFileError::OtherKey,
            _ => RescueFileError::Damaged,
        };
        assert_eq!(why, named, "{at}");
        assert!(opened(&SECRET, &file[..at], 70_000).is_err(), "cut at {at}");
    }
    assert!(opened(&SECRET, &[file.clone(), vec![0]].concat(), 70_000).is_err(), "something behind it");
    assert_eq!(opened(&[6; 32], &file, 70_000), Err(RescueFileError::OtherKey), "another organisation's");
}

#[test]
fn parts_out_of_their_order_are_none() {
    let parts = parts();
    let order = |which: &[usize]| {
        let parts: Vec<_> = which.iter().map(|n| parts[*n].clone()).collect();
        opened(&SECRET, &file(&parts), 70_000)
    };
    assert!(order(&[0]).is_ok(), "nothing was to be saved");
    for wrong in [&[0, 3][..], &[0, 3, 4], &[0, 4], &[0, 3, 5, 4, 5], &[0, 3, 4, 5, 1]] {
        assert!(matches!(order(wrong), Err(RescueFileError::Malformed(_))), "{wrong:?}");
    }
}
