//! The ledger of packs: what was bought is fitted, in stock, with installers or lost, item by item.
//!
//! Rule: only from records: movements of stock, and what became of each item at each visit. Nothing is a remainder: each
//! column is counted by itself, and [`Line::balance`] says what is missing between them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::codes::{FitResult, Item, StockMove};
use crate::declare::code_list;
use crate::kinds::{FittedItem, StockMovement};
use crate::pack::{PACK, stays};
use crate::record::{Record as _, Values};

use super::counting::{Counting, PLAIN};
use super::tables::{Adds, Rows, Seen, Table, as_it_is};

code_list! {
    /// What is told of an item.
    LedgerColumn {
        /// Bought
        Bought = "bought",
        /// Fitted or left
        Fitted = "fitted",
        /// In the store
        Store = "in_store",
        /// With installers
        Installers = "with_installers",
        /// Lost or damaged
        Lost = "lost",
        /// Of the fitted: called back
        Recalled = "recalled",
    }
}

/// The report.
pub const COUNTING: Counting = Counting {
    name: "packs",
    title: "Ledger of security packs",
    rule: "Where every item is that was bought, on the last day: all movements of stock and all items of visits up to then \
           count, whatever the first day is. Bought is fitted, in the store, with installers and lost. A record that repeats \
           another and one that was voided are not counted.",
    kinds: &[StockMovement::KIND.name, FittedItem::KIND.name],
    ever: true,
    tables: &[Table {
        code: "ledger",
        title: "Items of packs",
        row: "Item",
        rows: Rows::Codes(&Item::LIST),
        columns: &LedgerColumn::LIST,
        within: &[
            ("bought", &["fitted", "in_store", "with_installers", "lost"], true),
            ("fitted", &["recalled"], false),
        ],
        sums: &[],
        measures: &[],
        stands: as_it_is,
        of: adds,
    }],
    findings: Some(missing),
    ..PLAIN
};

fn adds(seen: &Seen<'_>) -> Vec<Adds> {
    let lines = ledger([(seen.kind, seen.values)]);
    let cells = |(item, line): (Item, Line)| {
        line.columns().map(|(column, amount)| Adds::many(item.code(), column.code(), amount))
    };
    lines.into_iter().flat_map(cells).collect()
}

/// What is missing between the columns, item by item.
fn missing(figures: &BTreeMap<String, i64>, _: &dyn Fn(&str) -> String) -> Vec<String> {
    let [table] = COUNTING.tables else { return Vec::new() };
    let line = |item: &Item| {
        let of = |column: LedgerColumn| {
            figures.get(&table.figure(item.code(), column.code())).copied().unwrap_or(0)
        };
        Line::of(of)
    };
    let wrong = Item::ALL.iter().map(|item| (item, line(item)));
    let wrong = wrong.filter(|(_, line)| line.balance() != 0 || line.store < 0 || line.installers < 0);
    let told = wrong.map(|(item, line)| {
        let name = Item::LIST.words_of(item.code()).unwrap_or(item.code());
        format!(
            "{name}: the book says {} in the store, {} with installers and {} missing. A movement was not written down, or \
             one was written twice.",
            line.store,
            line.installers,
            line.balance()
        )
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() { vec!["Every item that was bought is somewhere.".into()] } else { told }
}

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
    /// The columns, as they are told.
    const fn columns(&self) -> [(LedgerColumn, i64); 6] {
        use LedgerColumn as C;
        [
            (C::Bought, self.bought),
            (C::Fitted, self.fitted),
            (C::Store, self.store),
            (C::Installers, self.installers),
            (C::Lost, self.lost),
            (C::Recalled, self.recalled),
        ]
    }

    /// The line of these columns.
    fn of(column: impl Fn(LedgerColumn) -> i64) -> Self {
        use LedgerColumn as C;
        Self {
            bought: column(C::Bought),
            fitted: column(C::Fitted),
            store: column(C::Store),
            installers: column(C::Installers),
            lost: column(C::Lost),
            recalled: column(C::Recalled),
        }
    }

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
