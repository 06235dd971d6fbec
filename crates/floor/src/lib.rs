//! The floor: what it costs at the very least to carry records from one durable file to another.
//!
//! A bare outbox, zstd, HTTP, SQLite with `synchronous=FULL` (for the hub, PostgreSQL too): no authentication, no check,
//! no settlement. Rule: it shares no code with the product, so that the product's figures can be read
//! beside it, and it is as fast as this writer could make it without giving durability up.

mod book;
mod device;
mod hub;
mod line;
mod record;
mod search;
mod table;

pub use device::Device;
pub use hub::Hub;
pub use record::{RECORD_BYTES, Record, records};
pub use search::Search;
pub use table::take_in;

/// How many records travel in one batch or page.
pub const BATCH: usize = 500;

/// Open a file as both sides of the floor do.
fn open(path: &std::path::Path, tables: &str) -> anyhow::Result<rusqlite::Connection> {
    let db = rusqlite::Connection::open(path)?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;")?;
    db.execute_batch(tables)?;
    Ok(db)
}
