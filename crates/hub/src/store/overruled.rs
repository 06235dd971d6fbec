//! Values that lost a settlement and wait to be seen.

use beatbook_records::settle::Overruled;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::journals::Journal;
use super::{StoreResult, columns};

/// Keep what an entry overruled or lost; forget what its author has seen.
pub fn record(
    conn: &Connection,
    record: Uuid,
    entry: Uuid,
    lost: &[Overruled],
    seen: &[String],
    n: i64,
) -> StoreResult<()> {
    for field in seen {
        conn.prepare_cached("DELETE FROM overruled WHERE record = ?1 AND field = ?2")?
            .execute(params![record.as_bytes(), field])?;
    }
    for value in lost {
        conn.prepare_cached(
            "INSERT INTO overruled (record, field, value, entry, by, n) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (record, field, entry) DO UPDATE SET value = excluded.value, by = excluded.by, n = excluded.n",
        )?
        .execute(params![
            record.as_bytes(),
            value.field,
            value.value.to_string(),
            value.entry.unwrap_or(entry).as_bytes(),
            value.by.unwrap_or(entry).as_bytes(),
            n,
        ])?;
    }
    Ok(())
}

/// The fields with an overruled value known to somebody who saw everything up to `seen_n`, or whose
/// own journal gave it.
pub fn known_fields(
    conn: &Connection,
    record: Uuid,
    seen_n: u64,
    journal: &Journal,
) -> StoreResult<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.field, o.n, e.journal, e.seq, e.id FROM overruled o JOIN entry e ON e.id = o.entry WHERE o.record = ?1",
    )?;
    let mut rows = statement.query([record.as_bytes()])?;
    let mut fields = Vec::new();
    while let Some(row) = rows.next()? {
        let (n, author, seq) = (row.get::<_, i64>(1)?, row.get(2)?, row.get::<_, i64>(3)?);
        let _: Uuid = columns::uuid(row, 4)?;
        if n.cast_unsigned() <= seen_n || journal.knows(author, seq.cast_unsigned()) {
            fields.push(row.get(0)?);
        }
    }
    Ok(fields)
}
