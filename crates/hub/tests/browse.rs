//! A list of records is read along an index, from the first page to the last.

mod support;

use beatbook_hub::store::browse::{Key, Stretch};
use rusqlite::params_from_iter;
use support::start;

fn plan(kind: Option<&'static str>, latest_first: bool) -> String {
    let running = start();
    let place = |at: &str| Key { at: at.into(), seq: -1 };
    let stretch =
        Stretch { kind, latest_first, above: place(""), below: place("~"), most: 500, words: false };
    let (text, given) = stretch.question();
    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).expect("the book");
    let mut plan = book.prepare(&format!("EXPLAIN QUERY PLAN {text}")).expect("a plan");
    let steps = plan.query_map(params_from_iter(given.iter().map(|_| "")), |row| row.get::<_, String>(3));
    steps.expect("steps").collect::<Result<Vec<_>, _>>().expect("text").join("\n")
}

#[test]
fn no_page_sorts_or_reads_every_record() {
    for (kind, latest_first) in [(None, true), (None, false), (Some("note"), true), (Some("note"), false)] {
        let plan = plan(kind, latest_first);
        let index = if kind.is_some() { "record_kind" } else { "record_occurred" };
        assert!(plan.starts_with("SEARCH record USING INDEX ") && plan.contains(index), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
