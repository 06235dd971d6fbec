//! The least that finding a line costs: a full-text index over lines, and the first that have all words.

use std::path::Path;

use rusqlite::Connection;

/// Lines with an index over their words.
pub struct Search {
    db: Connection,
}

impl Search {
    /// Write the lines to a new file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn of(path: &Path, lines: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut db = crate::open(path, "CREATE VIRTUAL TABLE line USING fts5 (words)")?;
        let tx = db.transaction()?;
        {
            let mut insert = tx.prepare_cached("INSERT INTO line (words) VALUES (?1)")?;
            for line in lines {
                insert.execute([line])?;
            }
        }
        tx.commit()?;
        Ok(Self { db })
    }

    /// The first lines with these words, each perhaps not typed to its end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find(&self, text: &str, limit: usize) -> anyhow::Result<Vec<String>> {
        let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\" *")).collect();
        let mut found = self.db.prepare_cached("SELECT words FROM line WHERE line MATCH ?1 LIMIT ?2")?;
        let rows = found.query_map((words.join(" "), limit as i64), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
