//! The ledger of packs: what was bought is fitted, in stock, with installers or lost, item by item.
//!
//! Rule: only from records: movements of stock, and what became of each item at each visit. Nothing is a remainder: each
//! column is counted by itself, and [`Line::balance`] says what is missing between them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::codes::{FitResult, Item, StockMove};
use crate::kinds::{FittedItem, StockMovement};
use crate::pack::{PACK, stays};
use crate::record::{Record as _, Values};

/// One item of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Line {
    /// Bought, in packs or by themselves.
    pub bought: i64,
    /// Fitted or left with residents.
    pub fitted: i64,
    /// In the store: what came in less what went out to installers, and what was lost there.
    pub store: i64,
    /// With installers: what they were given less what they fitted, gave back or lost.
    pub installers: i64,
    /// Lost or damaged.
    pub lost: i64,
    /// Of the fitted: those that were called back.
    pub recalled: i64,
}

impl Line {
    /// What is missing: nothing where every item is somewhere.
    #[must_use]
    pub const fn balance(&self) -> i64 {
        self.bought - self.fitted - self.store - self.installers - self.lost
    }
}

/// The ledger, from records that stand, by kind and values. A movement without an item is of whole packs.
#[must_use]
pub fn ledger<'r>(records: impl IntoIterator<Item = (&'r str, &'r Values)>) -> BTreeMap<Item, Line> {
    let mut lines = BTreeMap::<Item, Line>::new();
    for (kind, values) in records {
        let code = |name: &str| values.get(name).and_then(Value::as_str);
        let quantity = values.get("quantity").and_then(Value::as_i64).unwrap_or(0);
        let item = code("item").and_then(Item::from_code);
        if kind == StockMovement::KIND.name {
            let Some(movement) = code("movement").and_then(StockMove::from_code) else { continue };
            // Lost by whoever had it: a pack number says that it had left the store.
            let from_store = code("pack_no").is_none();
            for (item, each) in item.map_or_else(|| PACK.to_vec(), |item| vec![(item, 1)]) {
                moved(lines.entry(item).or_default(), movement, quantity * i64::from(each), from_store);
            }
        } else if kind == FittedItem::KIND.name
            && let (Some(item), Some(result)) = (item, code("result").and_then(FitResult::from_code))
            && stays(result)
        {
            let line = lines.entry(item).or_default();
            line.fitted += quantity;
            line.installers -= quantity;
            let recalled = values.get("recalled_on").is_some_and(|day| !day.is_null());
            line.recalled += if recalled { quantity } else { 0 };
        }
    }
    lines
}

const fn moved(line: &mut Line, movement: StockMove, quantity: i64, from_store: bool) {
    match movement {
        StockMove::Bought => {
            line.bought += quantity;
            line.store += quantity;
        }
        StockMove::ToInstaller => {
            line.store -= quantity;
            line.installers += quantity;
        }
        StockMove::Returned => {
            line.installers -= quantity;
            line.store += quantity;
        }
        StockMove::Lost | StockMove::Damaged => {
            line.lost += quantity;
            *(if from_store { &mut line.store } else { &mut line.installers }) -= quantity;
        }
        // A count says what is there, and a recall which items are bad: neither moves any.
        StockMove::Counted | StockMove::Recalled => {}
    }
}
