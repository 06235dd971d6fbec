//! What every kind of object store must do, whatever it is; only tests ask.

use axum::body::Bytes;

use super::{Objects, PART_BYTES};

/// What every kind of object store must do.
///
/// # Panics
/// Where it does not.
pub fn keeps_the_contract(objects: &Objects) {
    let bytes = |text: &'static str| Bytes::from_static(text.as_bytes());
    assert_eq!(objects.get("parts/a/1").expect("answers"), None);
    objects.put("parts/a/1", bytes("one")).expect("is put");
    objects.put("parts/a/2", bytes("two")).expect("is put");
    objects.put("parts/ab", bytes("other")).expect("is put");
    assert!(!objects.put_new("parts/a/1", bytes("again")).expect("answers"), "it is there");
    assert!(objects.put_new("blobs/b", bytes("new")).expect("answers"), "it was not there");
    assert_eq!(objects.get("parts/a/1").expect("answers"), Some(bytes("one")));
    assert_eq!(objects.get_range("parts/a/1", 1..9).expect("answers"), Some(bytes("ne")));
    assert_eq!(objects.size("parts/ab").expect("answers"), Some(5));
    let listed = objects.list("parts/a").expect("answers");
    let keys: Vec<_> = listed.iter().map(|object| (object.key.as_str(), object.bytes)).collect();
    assert_eq!(keys, [("parts/a/1", 3), ("parts/a/2", 3)], "whole steps only, in order");
    assert_eq!(objects.list("").expect("answers").len(), 4);

    let large = vec![7; PART_BYTES + 1];
    let mut writing = objects.write("blobs/large").expect("begins");
    writing.add(&large[..PART_BYTES]).expect("is added");
    assert_eq!(objects.size("blobs/large").expect("answers"), None, "not before it is whole");
    writing.add(&large[PART_BYTES..]).expect("is added");
    writing.finish().expect("is there");
    assert_eq!(objects.get("blobs/large").expect("answers"), Some(large.into()));
    let mut writing = objects.write("blobs/forgotten").expect("begins");
    writing.add(b"some").expect("is added");
    writing.forget().expect("is gone");
    assert_eq!(objects.size("blobs/forgotten").expect("answers"), None);

    objects.delete("parts/a/1").expect("is deleted");
    objects.delete("parts/a/1").expect("is gone already");
    assert_eq!(objects.get("parts/a/1").expect("answers"), None);
}
