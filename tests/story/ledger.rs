//! A hundred packs: fitted whole, fitted in part, refused, lost and called back. A model that keeps every single item in
//! hand says what the ledger must say.

use std::collections::BTreeMap;

use beatbook_records::codes::Item;
use beatbook_records::pack::PACK;
use beatbook_records::report::packs::ledger;
use beatbook_records::role::Role;
use beatbook_tests::Carried;
use serde_json::json;

use super::town;

/// Where one item is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Store,
    Installer,
    Home,
    Lost,
}

/// Every item by itself, in the order of the packs.
struct Model(Vec<(u32, Item, At)>);

impl Model {
    fn of(packs: u32) -> Self {
        let items = (0..packs).flat_map(|pack| {
            PACK.iter().flat_map(move |(item, of)| (0..*of).map(move |_| (pack, *item, At::Store)))
        });
        Self(items.collect())
    }

    /// So many items of a pack that are here go there.
    fn go(&mut self, pack: u32, item: Item, count: u16, from: At, to: At) {
        let here = self.0.iter_mut().filter(|(of, what, at)| (*of, *what, *at) == (pack, item, from));
        let moved = here.take(count.into()).map(|(.., at)| *at = to).count();
        assert_eq!(moved, usize::from(count), "the model itself is wrong");
    }

    fn says(&self) -> BTreeMap<Item, [i64; 4]> {
        let mut lines = BTreeMap::<Item, [i64; 4]>::new();
        for (_, item, at) in &self.0 {
            lines.entry(*item).or_default()[*at as usize] += 1;
        }
        lines
    }
}

fn stock(sana: &mut Carried, movement: &str, quantity: u32, pack: Option<u32>, item: Option<Item>) {
    let pack = pack.map(|pack| format!("P-{pack:03}"));
    let item = item.map(Item::code);
    sana.write(
        "stock_movement",
        json!({ "movement": movement, "quantity": quantity, "pack_no": pack, "item": item }),
    );
}

fn fit(sana: &mut Carried, visit: &str, item: Item, quantity: u16, result: &str) {
    let why = (result == "COULD_NOT_FIT").then_some("WRONG_SIZE");
    let values = json!({ "installation": visit, "item": item, "quantity": quantity, "result": result,
        "could_not_fit": why, "batch": "B7" });
    sana.write("fitted_item", values);
}

/// What happens to a pack: whole, in part, refused, or lost on the way.
fn happens(sana: &mut Carried, model: &mut Model, pack: u32) {
    stock(sana, "TO_INSTALLER", 1, Some(pack), None);
    for (item, of) in PACK {
        model.go(pack, item, of, At::Store, At::Installer);
    }
    let visit = sana.write("installation", json!({ "pack_no": format!("P-{pack:03}"), "status": "BOOKED" }));
    for (item, of) in PACK {
        let fitted = match pack % 10 {
            0..6 => of,
            6 | 7 => of / 2,
            _ => 0,
        };
        if fitted > 0 {
            fit(sana, &visit, item, fitted, "FITTED");
            model.go(pack, item, fitted, At::Installer, At::Home);
        }
        let left = of - fitted;
        if left > 0 {
            fit(sana, &visit, item, left, if pack % 10 == 8 { "REFUSED" } else { "COULD_NOT_FIT" });
            let (movement, to) = if pack % 10 == 9 { ("LOST", At::Lost) } else { ("RETURNED", At::Store) };
            stock(sana, movement, left.into(), Some(pack), Some(item));
            model.go(pack, item, left, At::Installer, to);
        }
    }
}

#[test]
fn a_hundred_packs_balance_and_a_recall_finds_every_item_of_its_batch() {
    let town = town();
    let hub = town.serve();
    let mut sana = Carried::enrolled(&town, &hub, "Sana", Role::Supervisor, &["north"]);
    sana.hands_in();
    let mut model = Model::of(100);
    stock(&mut sana, "BOUGHT", 100, None, None);
    // Twelve stay in the store, and one light is damaged there.
    (0..88).for_each(|pack| happens(&mut sana, &mut model, pack));
    stock(&mut sana, "DAMAGED", 1, None, Some(Item::Solar));
    model.go(99, Item::Solar, 1, At::Store, At::Lost);
    let recalled = sana.call("batch_recall", json!({ "batch": "B7", "item": "SOLAR", "note": null }));
    sana.hands_in();

    let records = town.dump().records;
    let standing = || {
        records.values().filter(|(_, _, voided, _)| !voided).map(|(kind, values, ..)| (kind.as_str(), values))
    };
    let lines = ledger(standing());
    for (item, [store, installers, home, lost]) in model.says() {
        let line = lines[&item];
        assert_eq!(
            (line.store, line.installers, line.fitted, line.lost),
            (store, installers, home, lost),
            "{item:?}"
        );
        assert_eq!((line.bought, line.balance()), (store + installers + home + lost, 0), "{item:?}");
    }
    // Those that were tried and not fitted are of the batch, too; of those in homes, all are called back.
    let light = lines[&Item::Solar];
    assert_eq!(light.recalled, light.fitted);
    assert!(recalled["items"].as_i64().expect("a number") >= light.fitted);

    // The ledger is no tautology: a light that was fitted and never given out is seen.
    let strange = json!({ "item": "SOLAR", "quantity": 1, "result": "FITTED" });
    let with = ledger(standing().chain([("fitted_item", strange.as_object().expect("an object"))]));
    assert_ne!(with[&Item::Solar].installers, model.says()[&Item::Solar][At::Installer as usize]);
}
