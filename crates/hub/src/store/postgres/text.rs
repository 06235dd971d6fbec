//! The texts of the book as PostgreSQL reads them.
//!
//! Rule: what follows from a text and the shapes of what is given, and from nothing else.

use std::fmt::Write as _;

use beatbook_records::plant::{Plant, is_on};

use crate::store::sql::{Change, Columns, Shape};

/// One question: what is given is counted by `$`.
pub fn one(text: &str) -> String {
    text.replace('?', "$")
}

/// The same question of each of many rows, in their order, each answered by what an index finds for it.
pub fn each(text: &str, columns: Columns) -> String {
    let text = if is_on(Plant::NoRowLocks) { text.trim_end_matches("FOR UPDATE") } else { text };
    let asked = text.replace('?', "s.a");
    let names: Vec<String> = (1..=columns.len()).map(|at| format!("a{at}")).collect();
    format!("SELECT q.* FROM {} CROSS JOIN LATERAL ({asked} OFFSET 0) q", source(columns, &names))
}

/// A change of many rows.
pub fn change(change: Change, table: &str, columns: Columns) -> String {
    let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let source = source(columns, &names);
    let pairs = |from: usize, to: usize, left: &str, between: &str| {
        let pairs = names[from..to].iter().map(|name| format!("{left}{name} = s.{name}"));
        pairs.collect::<Vec<_>>().join(between)
    };
    let all = names.len();
    match change {
        Change::Insert | Change::Ensure => {
            let (names, rest) = (names.join(", "), change.where_there());
            format!("INSERT INTO {table} ({names}) SELECT * FROM {source}{rest}")
        }
        Change::Update { keys, only } => {
            let (set, found) = (pairs(keys, all, "", ", "), pairs(0, keys, "t.", " AND "));
            format!("UPDATE {table} AS t SET {set} FROM {source} WHERE {found} AND {only}")
        }
        Change::Delete => {
            format!("DELETE FROM {table} AS t USING {source} WHERE {}", pairs(0, all, "t.", " AND "))
        }
    }
}

fn source(columns: Columns, names: &[String]) -> String {
    let mut arrays = String::new();
    for (at, (_, shape)) in columns.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let _ = write!(arrays, "{comma}${}::{}[]", at + 1, type_of(*shape));
    }
    format!("unnest({arrays}) AS s({})", names.join(", "))
}

const fn type_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Id => "uuid",
        Shape::Int => "bigint",
        Shape::Flag => "boolean",
        Shape::Text => "text",
        Shape::Json => "json",
        Shape::Bytes => "bytea",
    }
}

#[cfg(test)]
mod tests {
    use super::{change, each, one};
    use crate::store::sql::{Change, Columns, Shape};

    const KEY: Columns = &[("id", Shape::Id), ("n", Shape::Int)];

    #[test]
    fn a_question_becomes_one_of_many_rows() {
        assert_eq!(one("SELECT 1 WHERE a = ?1 AND b = ?12"), "SELECT 1 WHERE a = $1 AND b = $12");
        assert_eq!(
            each("SELECT n FROM entry WHERE id = ?1 FOR UPDATE", KEY),
            "SELECT q.* FROM unnest($1::uuid[], $2::bigint[]) AS s(a1, a2) \
             CROSS JOIN LATERAL (SELECT n FROM entry WHERE id = s.a1 FOR UPDATE OFFSET 0) q"
        );
    }

    #[test]
    fn a_change_is_of_many_rows() {
        let source = "unnest($1::uuid[], $2::bigint[]) AS s(\"id\", \"n\")";
        assert_eq!(
            change(Change::Insert, "cell", KEY),
            format!("INSERT INTO cell (\"id\", \"n\") SELECT * FROM {source}")
        );
        assert_eq!(
            change(Change::Update { keys: 1, only: "t.held IS NULL" }, "cell", KEY),
            format!(
                "UPDATE cell AS t SET \"n\" = s.\"n\" FROM {source} WHERE t.\"id\" = s.\"id\" AND t.held IS NULL"
            )
        );
        assert_eq!(
            change(Change::Delete, "cell", KEY),
            format!("DELETE FROM cell AS t USING {source} WHERE t.\"id\" = s.\"id\" AND t.\"n\" = s.\"n\"")
        );
    }
}
