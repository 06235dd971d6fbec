//! What is generated from the field tables: SQL views that SQLite runs, and TypeScript text.

use beatbook_records::codes::LISTS;
use beatbook_records::field::{Kind, Shape};
use beatbook_records::kinds::KINDS;
use beatbook_records::typescript::typescript;
use beatbook_records::view::{create_indexes, create_view, drop_view};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value, json};

/// The columns of `record` that a view reads.
const RECORD: &str = "CREATE TABLE record (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, \
    body TEXT NOT NULL, voided INTEGER NOT NULL DEFAULT 0, occurred TEXT NOT NULL, head BLOB) STRICT";

/// A database with every view and index, made twice as an upgrade would.
fn database() -> rusqlite::Result<Connection> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(RECORD)?;
    for _ in 0..2 {
        for kind in KINDS {
            db.execute_batch(&drop_view(kind))?;
            db.execute_batch(&create_view(kind))?;
            create_indexes(kind).iter().try_for_each(|index| db.execute_batch(index))?;
        }
    }
    Ok(db)
}

/// A value for each field, and what the view's column must read.
fn example(kind: &Kind) -> (Map<String, Value>, Vec<(&'static str, Sql)>) {
    let pair = |shape: Shape| match shape {
        Shape::Integer => (json!(7), Sql::Integer(7)),
        Shape::Decimal => (json!(54.5), Sql::Real(54.5)),
        Shape::Boolean => (json!(true), Sql::Integer(1)),
        Shape::Codes(_) => (json!(["PSPO", "WELFARE"]), Sql::Text("[\"PSPO\",\"WELFARE\"]".into())),
        Shape::Text(_) | Shape::Instant | Shape::Date | Shape::Id | Shape::Hash | Shape::Code(_) => {
            (json!("it's \"so\""), Sql::Text("it's \"so\"".into()))
        }
    };
    let pairs = kind.fields.iter().map(|field| (field.name, pair(field.shape)));
    pairs.map(|(name, (json, sql))| ((name.to_owned(), json), (name, sql))).unzip()
}

fn insert(db: &Connection, id: u8, kind: &str, values: &Map<String, Value>) -> rusqlite::Result<()> {
    let body = json!({"values": values}).to_string();
    let sql = "INSERT INTO record (id, kind, body, occurred) VALUES (?1, ?2, ?3, '2023-08-01T10:00:00Z')";
    db.execute(sql, (vec![id; 16], kind, body)).map(|_| ())
}

#[test]
fn every_view_reads_every_field_of_its_kind_and_of_no_other() -> rusqlite::Result<()> {
    let db = database()?;
    for (id, kind) in (0..).zip(KINDS) {
        insert(&db, id, kind.name, &example(kind).0)?;
    }
    for kind in KINDS {
        let mut rows = db.prepare(&format!("SELECT * FROM v_{}", kind.name))?;
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let fields = kind.fields.iter().map(|field| field.name);
        let expected: Vec<&str> = ["id", "occurred", "voided", "head"].into_iter().chain(fields).collect();
        assert_eq!(columns, expected);
        let found = rows.query_map([], |row| {
            example(kind).1.iter().map(|(name, _)| row.get::<_, Sql>(*name)).collect::<Result<Vec<_>, _>>()
        })?;
        let found: Vec<_> = found.collect::<Result<_, _>>()?;
        let values: Vec<Sql> = example(kind).1.into_iter().map(|(_, value)| value).collect();
        assert_eq!(found, [values], "{}", kind.name);
    }
    Ok(())
}

#[test]
fn absent_and_null_fields_read_as_null_and_false_as_0() -> rusqlite::Result<()> {
    let db = database()?;
    insert(
        &db,
        1,
        "note",
        &Map::from_iter([("speech_verbatim".into(), json!(false)), ("patrol".into(), Value::Null)]),
    )?;
    let row: (Sql, Sql, Sql) = db.query_row("SELECT speech_verbatim, patrol, text FROM v_note", [], |r| {
        Ok((r.get(0)?, r.get(1)?, r.get(2)?))
    })?;
    assert_eq!(row, (Sql::Integer(0), Sql::Null, Sql::Null));
    Ok(())
}

#[test]
fn a_list_that_filters_on_an_indexed_field_uses_its_index() -> rusqlite::Result<()> {
    let db = database()?;
    for kind in KINDS {
        for field in kind.fields.iter().filter(|field| field.indexed) {
            let sql =
                format!("EXPLAIN QUERY PLAN SELECT id FROM v_{} WHERE \"{}\" = 'x'", kind.name, field.name);
            let plan: String = db.query_row(&sql, [], |row| row.get("detail"))?;
            assert!(plan.contains(&format!("record_{}_{}", kind.name, field.name)), "{plan}");
        }
    }
    Ok(())
}

#[test]
fn the_typescript_names_every_kind_field_and_code_once() {
    let text = typescript();
    for kind in KINDS {
        let opening = format!("  {}: {{\n", kind.name);
        assert_eq!(text.matches(&opening).count(), 1, "{}", kind.name);
        let facts = format!("  {}: {{ class: '", kind.name);
        assert_eq!(text.matches(&facts).count(), 1, "{}", kind.name);
        for field in kind.fields {
            let table =
                text.split(&opening).nth(1).and_then(|rest| rest.split("\n  },").next()).expect("a table");
            let row = format!("    {}: {{ shape: '", field.name);
            assert_eq!(format!("\n{table}").matches(&format!("\n{row}")).count(), 1, "{}{row}", kind.name);
        }
    }
    for list in LISTS {
        let codes = list.codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ");
        assert_eq!(text.matches(&format!("  {}: [{codes}],\n", list.name)).count(), 1, "{}", list.name);
    }
    for (open, close) in [('{', '}'), ('[', ']')] {
        assert_eq!(text.matches(open).count(), text.matches(close).count());
    }
    assert_eq!(text.matches('\'').count() % 2, 0);
    assert_eq!(text, typescript());
}

#[test]
fn every_vocabulary_a_field_uses_is_in_the_list_of_vocabularies() {
    for field in KINDS.iter().flat_map(|kind| kind.fields) {
        if let Shape::Code(list) | Shape::Codes(list) = field.shape {
            assert!(LISTS.iter().any(|known| known.name == list.name), "{}", list.name);
            assert_eq!(list.codes.len(), list.words.len());
        }
    }
}
