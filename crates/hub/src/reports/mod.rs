//! Reports: rows from the store, arithmetic from records, figures as people and programs read them.

pub mod api;
pub mod counted;
pub mod days;
pub mod figures;
pub mod outcomes;
pub mod patrol_summary;
pub mod sheet;
pub mod written;
mod xlsx;
