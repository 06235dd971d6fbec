//! A copy of a book: always an embedded one, whatever database the book is in, so that a backup of either is verified and
//! read by the same code, and goes back into either.
//!
//! Rule: one state of the book, row by row as it is. Sessions stay behind: whoever was signed in signs in again. So do
//! tokens of other systems: one that was revoked must not come back.

use std::path::Path;

use super::head::Head;
use super::sql::{Arg, Change, Columns, Many, Next, Shape, Sql, Value, args};
use super::{
    Book, Store, StoreResult, consultations, exports, nudges, outcome_places, partner_figures, police,
    returns, setup_log, sqlite,
};

/// A table of the book.
struct Table {
    name: &'static str,
    columns: Columns,
    /// A number that orders its rows, where there may be too many to hold at once.
    key: Option<&'static str>,
}

const fn table(name: &'static str, key: Option<&'static str>, columns: Columns) -> Table {
    Table { name, columns, key }
}

use Shape::{Bytes, Flag, Id, Int, Json, Text};

/// Every table but the head, the sessions and the tokens.
const TABLES: &[Table] = &[
    table(
        "device",
        None,
        &[
            ("id", Id),
            ("actor", Id),
            ("name", Text),
            ("role", Text),
            ("areas", Text),
            ("scope_version", Int),
            ("scope_seen", Int),
            ("public_key", Bytes),
            ("certificate", Text),
            ("enrolled_ms", Int),
            ("revoked_ms", Int),
            ("last_seen_ms", Int),
            ("heard_ms", Int),
            ("unsent", Int),
            ("unsent_since_ms", Int),
        ],
    ),
    table(
        "enrolment_code",
        None,
        &[
            ("hash", Bytes),
            ("name", Text),
            ("role", Text),
            ("areas", Text),
            ("expires_ms", Int),
            ("spent_ms", Int),
            ("device", Id),
        ],
    ),
    table(
        "journal",
        Some("n"),
        &[
            ("n", Int),
            ("device", Id),
            ("incarnation", Int),
            ("parent", Int),
            ("parent_seq", Int),
            ("origin", Bytes),
            ("next_seq", Int),
            ("head", Bytes),
            ("last_at", Int),
        ],
    ),
    table(
        "batch",
        Some("n"),
        &[
            ("n", Int),
            ("journal", Int),
            ("first_seq", Int),
            ("last_seq", Int),
            ("method", Text),
            ("path", Text),
            ("time_ms", Int),
            ("body_digest", Bytes),
            ("link", Bytes),
            ("signature", Bytes),
            ("received_ms", Int),
        ],
    ),
    table(
        "entry",
        Some("commit_seq"),
        &[
            ("commit_seq", Int),
            ("id", Id),
            ("record", Id),
            ("journal", Int),
            ("seq", Int),
            ("content", Text),
            ("payload", Text),
            ("payload_commit", Bytes),
            ("at", Int),
            ("outcome", Text),
            ("held", Text),
            ("superseded_by", Id),
            ("moved_from", Text),
            ("area", Text),
            ("class", Text),
            ("month", Int),
            ("link", Bytes),
            ("chain", Bytes),
            ("received_ms", Int),
        ],
    ),
    table("repeat", None, &[("journal", Int), ("seq", Int), ("entry", Id), ("link", Bytes)]),
    table(
        "record",
        Some("seq"),
        &[
            ("seq", Int),
            ("id", Id),
            ("kind", Text),
            ("area", Text),
            ("class", Text),
            ("month", Int),
            ("body", Json),
            ("head", Id),
            ("head_n", Int),
            ("voided", Flag),
            ("void_own", Flag),
            ("void_n", Int),
            ("journal", Int),
            ("occurred", Text),
        ],
    ),
    table(
        "overruled",
        None,
        &[("record", Id), ("field", Text), ("value", Text), ("entry", Id), ("by", Id), ("n", Int)],
    ),
    table(
        "cell",
        None,
        &[("area", Text), ("class", Text), ("month", Int), ("digest", Bytes), ("changed", Int)],
    ),
    table(
        "hotspot",
        None,
        &[("id", Text), ("name", Text), ("area", Text), ("polygon", Text), ("version", Int), ("place", Int)],
    ),
    table(
        "place",
        Some("n"),
        &[
            ("n", Int),
            ("kind", Text),
            ("uprn", Text),
            ("line", Text),
            ("street", Text),
            ("postcode", Text),
            ("lat", Int),
            ("lon", Int),
            ("area", Text),
            ("houses", Int),
        ],
    ),
    table("place_pack", None, &[("version", Int), ("imported_ms", Int)]),
    table("powers_pack", None, &[("version", Int), ("imported_ms", Int), ("body", Text)]),
    table("contacts", None, &[("version", Int), ("imported_ms", Int), ("body", Text)]),
    table("police_file", None, police::FILE),
    table("police_crime", Some("n"), police::CRIME),
    table("police_count", None, police::COUNT),
    table("target_plan", None, &[("version", Int), ("imported_ms", Int), ("body", Text)]),
    table("partner_file", None, partner_figures::FILE),
    table("day_changed", None, &[("day", Text), ("n", Int)]),
    table("hotspot_return", None, returns::RETURN),
    table("outcome_place", None, outcome_places::VERSION),
    table(
        "account",
        None,
        &[("name", Text), ("password", Text), ("role", Text), ("one_time", Flag), ("created_ms", Int)],
    ),
    table(
        "number_block",
        None,
        &[("series", Text), ("first", Int), ("last", Int), ("device", Id), ("issued_ms", Int)],
    ),
    table(
        "blob",
        None,
        &[("sha256", Bytes), ("bytes", Int), ("media_type", Text), ("device", Id), ("stored_ms", Int)],
    ),
    table("export", Some("n"), exports::EXPORT),
    table("setup_log", Some("n"), setup_log::LINE),
    table("consultation", Some("n"), consultations::CONSULTATION),
    table("nudge", Some("n"), nudges::NUDGE),
    table("erasure", Some("n"), &[("n", Int), ("record", Id), ("reason", Text), ("erased_ms", Int)]),
];

#[cfg(test)]
/// Tables that have rows of their own in a book that was put back, or none.
const LEFT_BEHIND: &[&str] = &["head", "daily", "session", "feed_token", "horizon", "restored"];

/// Rows held at once.
const ROWS_AT_ONCE: usize = 2_000;

/// A value of its own.
enum Kept {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Kept {
    fn of(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Int(n) => Self::Int(n),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Bytes(bytes) => Self::Bytes(bytes.to_owned()),
        }
    }

    fn given(&self) -> Arg<'_> {
        match self {
            Self::Null => Arg::Null,
            Self::Int(n) => Arg::Int(*n),
            Self::Text(text) => Arg::Text(text),
            Self::Bytes(bytes) => Arg::Bytes(bytes),
        }
    }
}

/// Copy a book into a new folder, as an embedded one; where its history stood.
///
/// # Errors
/// When either database fails.
pub fn out_of(book: &Book<'_>, dir: &Path) -> anyhow::Result<Head> {
    if let Book::Sqlite(connection) = book {
        sqlite::copy(connection, dir)?;
        let copy = Store::sqlite(dir)?;
        copy.book().sql().run("DELETE FROM session", &[])?;
        copy.book().sql().run("DELETE FROM feed_token", &[])?;
        return Ok(Head::read(copy.book().sql())?);
    }
    let copy = Store::sqlite(dir)?;
    let to = copy.book();
    Ok(book.read(|from| to.write(|to| all(from, to, 1)))?)
}

/// Copy an embedded book into one that has nothing yet; where its history stands.
///
/// # Errors
/// When either database fails, or there is a book already; nothing is then written.
pub fn into(book: &Book<'_>, from: &Book<'_>) -> anyhow::Result<Head> {
    let begun: Option<u64> =
        book.sql().one("SELECT commit_seq FROM head", &[], |row| row.get(0)).map_err(anyhow::Error::from)?;
    anyhow::ensure!(begun.is_none(), "there is a book in the database already; nothing was changed");
    let head = from.read(|from| book.write(|to| all(from, to, book.authority())))?;
    book.sql().renumber()?;
    Ok(head)
}

fn all(from: &dyn Sql, to: &dyn Sql, authority: i64) -> StoreResult<Head> {
    let organisation = from.one("SELECT organisation FROM head", &[], |row| row.get::<String>(0))?;
    let head = Head::read(from)?;
    to.run(
        "INSERT INTO head (authority, organisation, epoch, commit_seq, chain) VALUES (?1, ?2, ?3, ?4, ?5)",
        &args![authority, &organisation.unwrap_or_default(), &head.epoch, head.commit_seq, &head.chain],
    )?;
    for table in TABLES {
        copy_table(from, to, table)?;
    }
    Ok(head)
}

fn copy_table(from: &dyn Sql, to: &dyn Sql, table: &Table) -> StoreResult<()> {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let mut text = format!("SELECT {} FROM {}", names.join(", "), table.name);
    let Some(key) = table.key else { return write(to, table, &rows(from, &text, &[], table)?) };
    let at = table.columns.iter().position(|(name, _)| *name == key).expect("a column of the table");
    text = format!("{text} WHERE {key} > ?1 ORDER BY {key} LIMIT {ROWS_AT_ONCE}");
    let mut after = 0;
    loop {
        let page = rows(from, &text, &args![after], table)?;
        write(to, table, &page)?;
        match page.chunks_exact(table.columns.len()).last() {
            Some(last) if page.len() == ROWS_AT_ONCE * table.columns.len() => {
                let Kept::Int(n) = last[at] else { return Ok(()) };
                after = n;
            }
            _ => return Ok(()),
        }
    }
}

fn rows(from: &dyn Sql, text: &str, args: &[Arg<'_>], table: &Table) -> StoreResult<Vec<Kept>> {
    let mut kept = Vec::new();
    from.each(text, args, &mut |row| {
        for at in 0..table.columns.len() {
            kept.push(Kept::of(row.value(at)?));
        }
        Ok(Next::Row)
    })?;
    Ok(kept)
}

fn write(to: &dyn Sql, table: &Table, rows: &[Kept]) -> StoreResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let many = Many { columns: table.columns, args: rows.iter().map(Kept::given).collect() };
    to.run_of(Change::Insert, table.name, &many)
}

#[cfg(test)]
mod tests {
    use super::{LEFT_BEHIND, TABLES};
    use crate::store::Store;

    #[test]
    fn every_table_and_every_column_is_copied_or_named_as_left_behind() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::sqlite(dir.path()).unwrap();
        let book = store.book();
        let all = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        for name in book.sql().list(all, &[], |row| row.get::<String>(0)).unwrap() {
            if LEFT_BEHIND.contains(&name.as_str()) {
                continue;
            }
            let table = TABLES.iter().find(|table| table.name == name);
            let table = table.unwrap_or_else(|| panic!("table {name} is in no backup"));
            let columns = format!("SELECT name FROM pragma_table_info('{name}') ORDER BY cid");
            let columns = book.sql().list(&columns, &[], |row| row.get::<String>(0)).unwrap();
            assert_eq!(columns, table.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "{name}");
        }
    }
}
