//! Reports: rows from the store, arithmetic from records, figures as people and programs read them.

pub mod counted;
pub mod days;
pub mod figures;
pub mod finding;
pub mod outcomes;
pub mod outcomes_asked;
pub mod patrol_summary;
pub mod written;
