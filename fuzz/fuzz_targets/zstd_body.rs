//! Compressed bodies: both sides read the same, neither past its limit, and what one compresses the other reads.
#![no_main]

use beatbook_core::sync::http;
use beatbook_fuzz::planted;
use beatbook_hub::error::HubError;
use beatbook_hub::limits::inflate;
use beatbook_records::wire::BODY_BYTES_INFLATED_MAX;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    if let Ok(mut read) = inflate(data) {
        assert!(read.len() <= BODY_BYTES_INFLATED_MAX);
        if planted() {
            read.pop();
        }
        assert!(http::inflate(data).is_ok_and(|phones| phones == read), "both sides read the same");
    }
    // The bytes as something to send: a repeated part makes it large.
    let times = data.first().map_or(1, |byte| usize::from(*byte) * usize::from(*byte));
    let body = data.repeat(times.min(3 * BODY_BYTES_INFLATED_MAX / data.len().max(1)));
    let sent = zstd::bulk::compress(&body, 3).expect("anything can be compressed");
    match inflate(&sent) {
        Ok(read) => assert!(read == body && body.len() <= BODY_BYTES_INFLATED_MAX),
        Err(HubError::TooLarge(_)) => assert!(body.len() > BODY_BYTES_INFLATED_MAX),
        Err(error) => panic!("what the phone sends cannot be read: {error}"),
    }
    Corpus::Keep
});
