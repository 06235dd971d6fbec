//! Rescue requests and codes, which people type: a text that is taken is one that was given out.
#![no_main]

use beatbook_fuzz::planted;
use beatbook_records::rescue::{RescueError, answer, key, public_key, request};
use libfuzzer_sys::{Corpus, fuzz_target};

const RECOVERY: [u8; 32] = [3; 32];

fuzz_target!(|data: &[u8]| -> Corpus {
    // The bytes as a book's key: asked for and answered, it comes back.
    let mut book = [0; 32];
    let taken = data.len().min(32);
    book[..taken].copy_from_slice(&data[..taken]);
    let mut drawn = data.iter().copied().chain(0..=255).cycle();
    let asked =
        request(&public_key(&RECOVERY), &book, |bytes| bytes.fill_with(|| drawn.next().expect("endless")));
    let asked = asked.expect("a public key");
    let code = answer(&RECOVERY, &asked).expect("its own request");
    assert_eq!(key(&code), Ok(book));
    assert_eq!(answer(&[4; 32], &asked), Err(RescueError::OtherKey));

    // The bytes as what somebody typed: alone, and in the place of a part of the request.
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Keep };
    if let Ok(book) = key(text) {
        assert_eq!(key(&text.to_lowercase()), Ok(book), "case does not matter");
    }
    drop(answer(&RECOVERY, text));
    let at = taken.min(asked.len());
    let altered = format!("{}{text}{}", &asked[..at], asked.get(at + text.len()..).unwrap_or_default());
    if let Ok(answered) = answer(&RECOVERY, &altered) {
        assert!(answered == code && !planted(), "an altered request is answered with the key or not at all");
    }
    Corpus::Keep
});
