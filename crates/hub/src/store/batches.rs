//! Signed requests that brought entries, kept so that their signatures can be verified again.

use rusqlite::{Connection, params};

use super::StoreResult;
use crate::arrival::Arrival;
use crate::auth::Signed;

/// Keep the signature of a batch beside what was new in it.
pub fn keep(
    conn: &Connection,
    journal: i64,
    new: &[Arrival<'_>],
    signed: &Signed,
    now_ms: i64,
) -> StoreResult<()> {
    let (Some(first), Some(last)) = (new.first(), new.last()) else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO batch (journal, first_seq, last_seq, method, path, time_ms, body_digest, link, signature, received_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        journal,
        first.seq.cast_signed(),
        last.seq.cast_signed(),
        signed.method,
        signed.path,
        signed.time_ms,
        &signed.body_digest.0,
        &signed.link.0,
        &signed.signature,
        now_ms,
    ])?;
    Ok(())
}
