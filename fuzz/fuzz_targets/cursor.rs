//! Cursors and cells, which come back from outside: only a place in this very history is believed.
#![no_main]

use beatbook_fuzz::{planted, town};
use beatbook_hub::store::head::Head;
use beatbook_records::cell::Cell;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    if let Ok(cell) = text.parse::<Cell>() {
        let printed = cell.to_string();
        assert_eq!(printed.parse::<Cell>(), Ok(cell), "a cell is what it says");
    }
    let (hub, _) = town::hub();
    let store = hub.store();
    let head = Head::read(store.connection()).expect("a head");
    for at in 0..=head.commit_seq {
        let cursor = head.at(store.connection(), at).expect("a place").cursor();
        let read = head.of_cursor(store.connection(), &cursor).expect("a book");
        assert_eq!(read, Some(at), "it reads what it printed");
    }
    // The bytes as a cursor of their own, and as one that almost is.
    let almost = head.cursor().replacen(':', text, 1);
    for cursor in [text, almost.as_str()] {
        if let Some(n) = head.of_cursor(store.connection(), cursor).expect("a book") {
            let ours = head.at(store.connection(), n).expect("a place").cursor();
            let chain = ours.rsplit(':').next().expect("three parts");
            assert!(
                n <= head.commit_seq && cursor.contains(chain) && !planted(),
                "{cursor} is not of this history"
            );
        }
    }
    Corpus::Keep
});
