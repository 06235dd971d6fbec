//! The hub's book on disk: the only place with SQL.
//!
//! Rule: methods read rows or write them; what they mean is decided by the callers.

mod accounts;
mod codes;
mod devices;
mod hotspots;
mod report_rows;
mod sqlite;

pub use accounts::AccountRow;
pub use codes::{Invitation, Spent};
pub use devices::{DeviceRow, NewDevice};
pub use report_rows::ReportRows;
pub use sqlite::Sqlite;
