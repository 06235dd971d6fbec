//! Two hubs amend the same records at once: what the feed tells, played in its order, is what the hub has.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;

use beatbook_hub::store::verify;
use beatbook_records::entry::{Act, Content, Payload};
use beatbook_records::kinds;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::record::Values;
use beatbook_records::settle::apply;
use beatbook_records::wire::{Entered, FeedItem};
use serde_json::{Value, json};
use uuid::Uuid;

use super::cluster;
use super::device::Device;

const RECORDS: usize = 50;
const ROUNDS: usize = 20;

/// Records whose body is not what the feed tells, counted each time after two hubs amended them at once.
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
    let (mut told, mut wrong) = (BTreeMap::new(), 0);
    for round in 0..ROUNDS {
        // Each changes a field of its own, and one that both change.
        amend(
            &mut asha,
            records.iter(),
            &json!({"text": format!("A{round}"), "speech_verbatim": round % 2 == 0}),
        );
        let statement = ["OPINION", "FACT"][round % 2];
        amend(&mut bela, records.iter().rev(), &json!({"text": format!("B{round}"), "statement": statement}));
        let together = Barrier::new(2);
        thread::scope(|scope| {
            for device in [&mut asha, &mut bela] {
                scope.spawn(|| {
                    together.wait();
                    device.sync().expect("handed in");
                });
            }
        });
        play_on(&mut reader, &mut told);
        let hub = town.dump();
        wrong += records.iter().filter(|record| hub.records[record].1 != told[record]).count();
    }
    if !is_on(Plant::NoRowLocks) {
        verify::verify(town.hub.store().sql()).expect("the book verifies");
    }
    wrong
}

fn amend<'r>(device: &mut Device, records: impl Iterator<Item = &'r Uuid>, values: &Value) {
    for record in records {
        device.write("note", Act::Amend, Some((*record, None)), values.clone());
    }
}

/// Play the feed from the cursor on, in its order.
fn play_on(reader: &mut Device, records: &mut BTreeMap<Uuid, Values>) {
    loop {
        let reply = reader.sync().expect("a page");
        for item in &reply.feed {
            if let FeedItem::Entry(entered) = item {
                play(entered, records);
            }
        }
        if !reply.more {
            return;
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
