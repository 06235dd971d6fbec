//! The shape of the book: numbered steps, each one transaction, and the views of the kinds.
//!
//! Rule: an upgraded book equals a fresh one. Views and the indexes of fields follow from the field
//! table and are made anew whenever their text changed.

use beatbook_records::entry::Hash;
use beatbook_records::kinds::KINDS;
use beatbook_records::view::{create_indexes, create_view};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::StoreError;

/// The steps; the version of a book is how many it has taken.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../../../migrations/device/0001_first.sql"),
    include_str!("../../../../migrations/device/0002_blobs.sql"),
    include_str!("../../../../migrations/device/0003_safe.sql"),
    include_str!("../../../../migrations/device/0004_places.sql"),
    include_str!("../../../../migrations/device/0005_powers.sql"),
];

/// Where the book remembers which text its views were made from.
const VIEWS: &str = "views";

/// Take the steps that are missing, then make the views if they are not those of this build.
pub(super) fn to_newest(conn: &mut Connection) -> Result<(), StoreError> {
    to_version(conn, STEPS.len())?;
    make_views(conn)
}

/// Take the steps up to this version.
pub(super) fn to_version(conn: &mut Connection, version: usize) -> Result<(), StoreError> {
    let taken: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if taken as usize > STEPS.len() {
        return Err(StoreError::Newer(taken));
    }
    for (number, step) in (1_u32..).zip(STEPS).take(version).skip(taken as usize) {
        let tx = conn.transaction()?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", number)?;
        tx.commit()?;
    }
    Ok(())
}

fn make_views(conn: &mut Connection) -> Result<(), StoreError> {
    let mut wanted: Vec<String> = KINDS.iter().map(create_view).collect();
    wanted.extend(KINDS.iter().flat_map(create_indexes));
    let print = Hash::of(&[wanted.join(";").as_bytes()]).to_string();
    let made: Option<String> =
        conn.query_row("SELECT value FROM setting WHERE key = ?1", [VIEWS], |row| row.get(0)).optional()?;
    if made.as_ref() == Some(&print) {
        return Ok(());
    }
    let tx = conn.transaction()?;
    drop_views(&tx)?;
    for text in wanted {
        tx.execute_batch(&text)?;
    }
    tx.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![VIEWS, print],
    )?;
    Ok(tx.commit()?)
}

/// Those that an earlier build made, of kinds and fields this one may no longer have: all views, and
/// every index over an expression.
fn drop_views(conn: &Connection) -> Result<(), StoreError> {
    let mut made = conn.prepare(
        "SELECT type, name FROM sqlite_schema
         WHERE type = 'view' OR (type = 'index' AND sql LIKE '% ON record ((%')",
    )?;
    let rows = made.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for (what, name) in rows.collect::<Result<Vec<_>, _>>()? {
        conn.execute_batch(&format!("DROP {what} \"{name}\""))?;
    }
    Ok(())
}
