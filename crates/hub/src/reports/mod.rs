//! Reports: rows from the store, arithmetic from records, figures as people and programs read them.

pub mod counted;
pub mod days;
pub mod figures;
pub mod freeze;
pub mod hotspot_return;
pub mod outcomes;
pub mod patrol_summary;
mod return_text;
pub mod written;
