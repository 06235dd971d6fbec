//! Signed requests that brought entries, kept so that their signatures can be verified again.

use super::StoreResult;
use super::sql::{Sql, args};
use crate::arrival::Arrival;
use crate::auth::Signed;

/// Keep the signature of a batch beside what was new in it.
pub fn keep(
    sql: &dyn Sql,
    journal: i64,
    new: &[Arrival<'_>],
    signed: &Signed,
    now_ms: i64,
) -> StoreResult<()> {
    let (Some(first), Some(last)) = (new.first(), new.last()) else { return Ok(()) };
    sql.run(
        "INSERT INTO batch (journal, first_seq, last_seq, method, path, time_ms, body_digest, link, signature, received_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &args![
            journal,
            first.seq,
            last.seq,
            &signed.method,
            &signed.path,
            signed.time_ms,
            &signed.body_digest,
            &signed.link,
            &signed.signature,
            now_ms,
        ],
    )?;
    Ok(())
}
