//! Packs and items bought, moved, counted, lost or recalled.

use uuid::Uuid;

use crate::codes::{Item, StockMove};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule};

record! {
    /// Packs and items bought, moved, lost or recalled.
    StockMovement is "stock_movement" {
        since: 3, menu: Some(Menu::Hardening), purpose: Purpose::TargetHardening, retention: Retention::Keep,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// What happened.
    movement: StockMove,
    /// Which item; absent for whole packs.
    item: Option<Item>,
    /// How many.
    [rules: &[Rule::Between(1, 9_999)]]
    quantity: u16,
    /// The pack, where it is one.
    [rules: &[Rule::OneLine]]
    pack_no: Option<String>,
    /// The batch.
    [rules: &[Rule::OneLine], indexed: true]
    batch: Option<String>,
    /// Why.
    note: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
