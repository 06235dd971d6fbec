//! A file of hotspots: what the hub takes of it, a phone can hold and find its way by.
#![no_main]

use beatbook_fuzz::{mutate, planted, town};
use beatbook_hub::reference::read_geojson;
use beatbook_records::geo::hotspot::{Fix, by_distance};
use beatbook_records::wire::HotspotPack;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::json(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let Ok((hotspots, rejected)) = read_geojson(text) else { return Corpus::Reject };
    let features = serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}'));
    let features = features.expect("it was read")["features"].as_array().map_or(0, Vec::len);
    assert_eq!(
        hotspots.len() + rejected.len() + usize::from(planted()),
        features,
        "each is taken or reported"
    );
    for ring in hotspots.iter().flat_map(|hotspot| &hotspot.polygon) {
        assert!(ring.len() >= 4 && ring.first() == ring.last());
        assert!(ring.iter().all(|[x, y]| x.abs() <= 180.0 && y.abs() <= 90.0));
    }
    let pack = HotspotPack { version: 1, hotspots: hotspots.clone() };
    let sent = serde_json::to_vec(&pack).expect("JSON");
    let came: HotspotPack = serde_json::from_slice(&sent).expect("the phone reads it");
    assert_eq!(came.hotspots, hotspots);
    let phone = town::phone();
    let mut store = phone.lock().expect("a new one");
    store
        .write(|tx| tx.put_hotspots(&came))
        .map_err(|error: beatbook_core::StoreError| error)
        .expect("it holds them");
    let near = by_distance(Fix { lat: 54.5, lon: -1.3, accuracy_m: 5.0 }, &hotspots);
    assert!(near.len() <= hotspots.len());
    Corpus::Keep
});
