//! Reports: rows from the store, arithmetic from records, figures as people and programs read them.

pub mod figures;
pub mod patrol_summary;
