//! The hub's book: the only place with SQL.
//!
//! Rule: functions read rows or write them; what they mean is decided by the callers. Every text is written once, for
//! both databases; only `sqlite` and `postgres` know which one it is.

mod accounts;
pub mod batches;
pub mod blobs;
mod book;
pub mod browse;
pub mod cells;
mod codes;
mod consultations;
mod contacts;
pub mod copy;
pub mod counted;
pub mod daily;
mod devices;
pub mod erasure;
mod error;
mod exports;
pub mod feed;
mod hand_in;
pub mod head;
pub mod held;
pub mod horizon;
mod hotspots;
pub mod journals;
pub mod latest;
pub mod nudges;
mod numbers;
pub mod outcome_places;
pub mod overdue;
pub mod overruled;
mod partner_figures;
pub mod places;
#[cfg(feature = "sim")]
pub mod planted;
pub mod police;
pub mod postgres;
pub mod powers;
mod quality;
pub mod report_rows;
pub mod returns;
pub mod scopes;
mod setup_log;
pub mod sql;
pub mod sqlite;
mod targets;
pub mod timeline;
mod tokens;
pub mod touched;
pub mod verify;
pub mod write;

pub use accounts::AccountRow;
pub use book::{Book, Passing, Store, Tx};
pub use codes::{Invitation, Spent};
pub use consultations::Consultation;
pub use devices::{DeviceLine, DeviceRow, NewDevice};
pub use error::{StoreError, StoreResult};
pub use exports::ExportRow;
pub use horizon::Restored;
pub use numbers::Block;
pub use setup_log::SetupRow;
pub use tokens::TokenRow;
