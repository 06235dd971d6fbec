//! A street file of the police: what is taken at the second reading is what the first one said, line for line.
#![no_main]

use std::convert::Infallible;

use beatbook_fuzz::planted;
use beatbook_hub::police_uk::{Stopped, crimes, scan};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(scanned) = scan(data) else { return Corpus::Reject };
    let (mut taken, mut last) = (u64::from(planted()), 0);
    let read = crimes(data, |crime| {
        assert!(crime.line >= last, "lines come in their order");
        assert!(crime.lsoa.is_empty() || crime.lsoa.len() == 9, "{}", crime.lsoa);
        (taken, last) = (taken + 1, crime.line);
        Ok::<_, Infallible>(())
    });
    match read {
        Ok(hash) => assert_eq!((hash, taken), (scanned.sha256, scanned.lines), "twice the same file"),
        Err(Stopped::Refused(why)) => panic!("taken, then refused: {why}"),
        Err(Stopped::By(never)) => match never {},
    }
    assert!(scanned.lines > 0 && !scanned.force.is_empty());
    Corpus::Keep
});
