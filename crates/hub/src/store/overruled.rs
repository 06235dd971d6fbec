//! Values that lost a settlement and wait to be seen.

use beatbook_records::settle::{Contest, Overruled};
use beatbook_records::wire::SnapshotOverruled;
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
    seen: &[Contest],
    n: i64,
) -> StoreResult<()> {
    for seen in seen {
        conn.prepare_cached("DELETE FROM overruled WHERE record = ?1 AND field = ?2 AND entry = ?3")?
            .execute(params![record.as_bytes(), seen.field, seen.entry.as_bytes()])?;
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

/// The overruled values known to somebody who saw everything up to `seen_n`, or whose own journal
/// gave them.
pub fn known(conn: &Connection, record: Uuid, seen_n: u64, journal: &Journal) -> StoreResult<Vec<Contest>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.field, o.n, e.journal, e.seq, e.id FROM overruled o JOIN entry e ON e.id = o.entry WHERE o.record = ?1",
    )?;
    let mut rows = statement.query([record.as_bytes()])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        let (n, author, seq) = (row.get::<_, i64>(1)?, row.get(2)?, row.get::<_, i64>(3)?);
        if n.cast_unsigned() <= seen_n || journal.knows(author, seq.cast_unsigned()) {
            known.push(Contest { field: row.get(0)?, entry: columns::uuid(row, 4)? });
        }
    }
    Ok(known)
}

/// All of a record, as a snapshot tells them.
pub fn of_record(conn: &Connection, record: Uuid) -> StoreResult<Vec<SnapshotOverruled>> {
    conn.prepare_cached(
        "SELECT field, value, entry, by, n FROM overruled WHERE record = ?1 ORDER BY n, field",
    )?
    .query_map([record.as_bytes()], |row| {
        Ok(SnapshotOverruled {
            field: row.get(0)?,
            value: serde_json::from_str(row.get_ref(1)?.as_str()?).unwrap_or_default(),
            entry: columns::uuid(row, 2)?,
            by: columns::uuid(row, 3)?,
            n: row.get::<_, i64>(4)?.cast_unsigned(),
        })
    })?
    .collect()
}
