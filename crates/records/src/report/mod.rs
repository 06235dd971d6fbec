//! The arithmetic of the reports, the same on device and hub.
//!
//! Rule: rows in, figures out; where the rows come from is the store's business.

pub mod counting;
pub mod crime_type;
pub mod enforcement;
pub mod equipment;
pub mod hardening;
pub mod hardening_tables;
pub mod hotspot_return;
pub mod licensing;
pub mod month;
pub mod outcomes;
pub mod outreach;
pub mod packs;
pub mod partner_figures;
pub mod partners;
pub mod patrol_summary;
pub mod perception;
pub mod period;
pub mod return_period;
pub mod return_records;
pub mod shops;
pub mod suppression;
pub mod tables;
pub mod targets;
