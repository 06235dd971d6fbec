//! What planted bugs write. Only the simulation has it.

use beatbook_records::plant::{Plant, is_on};

use super::StoreResult;
use super::head::Head;
use super::sql::{Sql, args};
use crate::arrival::Arrival;

/// A hub that does not know its entries again: what arrives twice is there twice.
pub fn take_again(sql: &dyn Sql, arrivals: &[Arrival<'_>]) -> StoreResult<()> {
    for arrival in arrivals.iter().filter(|_| is_on(Plant::NoIdem)) {
        let text = "SELECT count(*) FROM record";
        let there: i64 = sql.one(text, &[], |row| row.get(0))?.unwrap_or(0);
        let id = arrival.derived_id().as_u128() ^ u128::from(there.cast_unsigned());
        sql.run(
            "INSERT INTO record (id, kind, area, class, month, body, head, head_n, voided, journal, occurred)
             SELECT ?2, kind, area, class, month, body, head, head_n, voided, journal, occurred
             FROM record WHERE id = ?1",
            &args![&arrival.id(), &id.to_be_bytes()],
        )?;
    }
    Ok(())
}

/// Room for the entries of a batch after each number of the sequence.
const ROOM: u64 = 10_000;

/// The head, as a plain sequence `hub.naive` gives numbers to anybody who asks, in the order of asking.
pub fn numbered_by_a_sequence(sql: &dyn Sql) -> StoreResult<Head> {
    let drawn: u64 = sql.one("SELECT nextval('hub.naive')", &[], |row| row.get(0))?.unwrap_or(0);
    Ok(Head { commit_seq: drawn * ROOM, ..Head::read(sql)? })
}
