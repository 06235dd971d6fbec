//! Two hubs amend the same records at once: what the feed tells, played in its order, is what the hub has.

use std::collections::BTreeMap;
use std::thread;

use beatbook_hub::store::verify;
use beatbook_records::entry::{Act, Content, Payload};
use beatbook_records::kinds;
use beatbook_records::record::Values;
use beatbook_records::settle::apply;
use beatbook_records::wire::{Entered, FeedItem};
use serde_json::json;
use uuid::Uuid;

use super::cluster;
use super::device::Device;

const RECORDS: usize = 50;
const ROUNDS: usize = 40;

/// Records whose body is not what the feed tells, after two hubs amended them at once, again and again.
pub fn contradictions() -> usize {
    let database = cluster::database();
    let town = beatbook_tests::Town::on(database.clone());
    let mut asha = Device::enrol(&town.hub, &town.clock, "Asha");
    let mut bela = Device::enrol(&town.hub, &town.clock, "Bela");
    let mut reader = Device::enrol(&town.hub, &town.clock, "reader");
    reader.sync().expect("a cursor");
    let text = json!({"area": "stockton", "text": "first", "speech_verbatim": false, "statement": "FACT"});
    let records: Vec<Uuid> =
        (0..RECORDS).map(|_| asha.write("note", Act::Create, None, text.clone())).collect();
    asha.sync().expect("handed in");
    asha.turn_to(&town.another_hub(database.clone()));
    bela.turn_to(&town.another_hub(database));
    thread::scope(|scope| {
        for (name, device, backwards) in [("Asha", &mut asha, false), ("Bela", &mut bela, true)] {
            let mut records = records.clone();
            if backwards {
                records.reverse();
            }
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    for record in &records {
                        // Each changes a field of its own, and one that both change.
                        let field = if backwards { "statement" } else { "speech_verbatim" };
                        let own = if backwards { json!("OPINION") } else { json!(round % 2 == 0) };
                        let text = format!("{name} {round}");
                        device.write(
                            "note",
                            Act::Amend,
                            Some((*record, None)),
                            json!({"text": text, field: own}),
                        );
                    }
                    device.sync().expect("handed in");
                }
            });
        }
    });
    let told = played(&mut reader);
    let hub = town.dump();
    if !beatbook_records::plant::is_on(beatbook_records::plant::Plant::NoRowLocks) {
        verify::verify(town.hub.store().sql()).expect("the book verifies");
    }
    records.iter().filter(|record| hub.records[record].1 != told[record]).count()
}

/// The feed from the cursor on, played in its order.
fn played(reader: &mut Device) -> BTreeMap<Uuid, Values> {
    let mut records = BTreeMap::new();
    loop {
        let reply = reader.sync().expect("a page");
        for item in &reply.feed {
            if let FeedItem::Entry(entered) = item {
                play(entered, &mut records);
            }
        }
        if !reply.more {
            return records;
        }
    }
}

fn play(entered: &Entered, records: &mut BTreeMap<Uuid, Values>) {
    let content: Content = serde_json::from_str(entered.parcel.content.get()).expect("a content");
    let payload = entered.parcel.payload.as_ref().expect("a payload");
    let payload: Payload = serde_json::from_str(payload.get()).expect("a payload");
    assert!(entered.held.is_none(), "nothing is held");
    let outcome = entered.outcome.clone().unwrap_or_default();
    match records.entry(content.record_id()) {
        std::collections::btree_map::Entry::Vacant(new) => drop(new.insert(payload.values)),
        std::collections::btree_map::Entry::Occupied(mut standing) => {
            let kind = kinds::kind(&content.kind);
            apply(kind, standing.get_mut(), content.act, &payload.values, &outcome);
        }
    }
}

#[test]
fn what_the_feed_tells_is_what_the_hub_has() {
    assert_eq!(contradictions(), 0);
}
