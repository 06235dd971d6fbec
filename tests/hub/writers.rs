//! Many hubs write, one reads on: what it has passed never grows.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use beatbook_hub::store::verify;
use beatbook_records::entry::{Act, Content};
use beatbook_records::wire::FeedItem;
use serde_json::json;
use uuid::Uuid;

use super::cluster;
use super::device::Device;

const WRITERS: usize = 8;

/// What a reader that followed the cursor did not hear of, of so many rows.
pub fn skipped(rows: usize, batch: usize, is_planted: bool) -> usize {
    let database = cluster::database();
    let town = beatbook_tests::Town::on(database.clone());
    if is_planted {
        town.with_store(|book| book.sql().run("CREATE SEQUENCE hub.naive", &[])).expect("a sequence");
    }
    let mut writers: Vec<Device> = (0..WRITERS)
        .map(|n| {
            let mut device = Device::enrol(&town.hub, &town.clock, &format!("writer {n}"));
            device.turn_to(&town.another_hub(database.clone()));
            device
        })
        .collect();
    let mut reader = Device::enrol(&town.hub, &town.clock, "reader");
    reader.sync().expect("a cursor");
    let writing = AtomicUsize::new(WRITERS);
    let heard = thread::scope(|scope| {
        for device in &mut writers {
            let writing = Writing(&writing);
            scope.spawn(move || {
                let _writing = writing;
                for _ in 0..rows / WRITERS / batch {
                    for _ in 0..batch {
                        device.write(
                            "engagement",
                            Act::Create,
                            None,
                            json!({"area": "stockton", "kind": "RESIDENT", "count": 1}),
                        );
                    }
                    device.sync().expect("handed in");
                }
            });
        }
        read_on(&mut reader, &writing)
    });
    let hub = town.dump();
    assert_eq!(hub.entries.len(), rows, "every writer handed everything in");
    if !is_planted {
        verify::verify(town.hub.store().sql()).expect("the book verifies");
    }
    hub.entries.iter().filter(|told| !heard.contains(&told.entry)).count()
}

/// One that writes, until it is done or fails: a reader that waits for it in vain would hide why.
struct Writing<'w>(&'w AtomicUsize);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Read on while somebody writes, and once more when nobody does.
fn read_on(reader: &mut Device, writing: &AtomicUsize) -> HashSet<Uuid> {
    let mut heard = HashSet::new();
    loop {
        let last = writing.load(Ordering::SeqCst) == 0;
        loop {
            let reply = reader.sync().expect("a page");
            for item in &reply.feed {
                if let FeedItem::Entry(entered) = item {
                    let content: Content =
                        serde_json::from_str(entered.parcel.content.get()).expect("a content");
                    heard.insert(content.id);
                }
            }
            if !reply.more {
                break;
            }
        }
        if last {
            return heard;
        }
    }
}

#[test]
fn a_reader_skips_nothing_that_eight_writers_wrote() {
    assert_eq!(skipped(50_000, 25, false), 0);
}

#[test]
fn two_imports_at_once_give_two_versions() {
    let database = cluster::database();
    let town = beatbook_tests::Town::on(database.clone());
    let other = town.another_hub(database);
    let spot = |id: &str| beatbook_records::geo::hotspot::Hotspot {
        id: id.into(),
        name: id.into(),
        area: "stockton".into(),
        polygon: vec![vec![[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]],
    };
    let versions: HashSet<u32> = thread::scope(|scope| {
        let hubs = [Arc::clone(&town.hub), other];
        let imports: Vec<_> = (0..10)
            .map(|n| {
                let (hub, spot) = (Arc::clone(&hubs[n % 2]), spot(&format!("spot {n}")));
                scope.spawn(move || hub.store().put_hotspots(&[spot]).expect("imported"))
            })
            .collect();
        imports.into_iter().map(|import| import.join().expect("no panic")).collect()
    });
    assert_eq!(versions.len(), 10, "each import has a version of its own");
    assert_eq!(super::town().hub.store().hotspots().expect("a pack").version, 0, "another book has none");
}
