//! What planted bugs write. Only the simulation has it.

use beatbook_records::plant::{Plant, is_on};
use rusqlite::Connection;

use super::StoreResult;
use crate::arrival::Arrival;

/// A hub that does not know its entries again: what arrives twice is there twice.
pub fn take_again(conn: &Connection, arrivals: &[Arrival<'_>]) -> StoreResult<()> {
    for arrival in arrivals.iter().filter(|_| is_on(Plant::NoIdem)) {
        conn.execute(
            "INSERT INTO record (id, kind, area, class, month, body, head, head_n, voided, journal, occurred)
             SELECT randomblob(16), kind, area, class, month, body, head, head_n, voided, journal, occurred
             FROM record WHERE id = ?1",
            [arrival.id().as_bytes()],
        )?;
    }
    Ok(())
}
