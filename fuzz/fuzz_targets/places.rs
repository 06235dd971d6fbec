//! A gazetteer's CSV: each of its lines is taken or reported, and what is taken is a place that a phone can search.
#![no_main]

use std::collections::{BTreeSet, HashSet};

use beatbook_fuzz::planted;
use beatbook_hub::gazetteer::{in_order, read};
use beatbook_records::geo::place::{Place, PlaceKind};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(mut read) = read(data, None, &HashSet::new()) else { return Corpus::Reject };
    if let Some(first) = read.places.first().filter(|_| planted()).cloned() {
        read.places.push(first);
    }
    // A line may end with a carriage return alone; what follows it has the same number.
    let lines = data.split(|byte| matches!(byte, b'\n' | b'\r')).count();
    assert!(read.places.len() + read.rejected.len() < lines, "each is a line below the header");
    let told = read.rejected.iter().map(|rejected| rejected.line);
    assert!(told.clone().all(|line| (1..=lines as u64).contains(&line)), "{told:?} of {lines}");
    for place in &read.places {
        assert!(place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0, "{place:?}");
        let sent = serde_json::to_vec(place).expect("JSON");
        let came: Place = serde_json::from_slice(&sent).expect("the phone reads it");
        assert_eq!(&came, place);
    }
    let uprns: BTreeSet<_> = read.places.iter().filter_map(|place| place.uprn.as_ref()).collect();
    let given = read.places.iter().filter(|place| place.uprn.is_some()).count();
    assert_eq!(uprns.len(), given, "a home stands once");
    let (kind, count) = (read.part.kind, read.places.len());
    let walked = in_order(read.places).into_iter().filter(|place| place.kind == kind).count();
    // Points of one street become one; homes and postcodes all stay.
    assert!(kind == PlaceKind::Street || walked == count, "walking order loses nobody: {walked} of {count}");
    Corpus::Keep
});
