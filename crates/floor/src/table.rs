//! The least that taking a table of text in costs: each line cut at its commas, and put into a durable file.

use std::path::{Path, PathBuf};

/// Columns of a table.
const COLUMNS: usize = 12;

/// Put the lines of files, each below a header, into a new file, in one transaction; how many there were.
///
/// # Errors
/// When a file cannot be read or written.
pub fn take_in(path: &Path, files: &[PathBuf]) -> anyhow::Result<usize> {
    let mut db = crate::open(path, "CREATE TABLE line (a, b, c, d, e, f, g, h, i, j, k, l)")?;
    let tx = db.transaction()?;
    let mut taken = 0;
    {
        let mut insert =
            tx.prepare_cached("INSERT INTO line VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?;
        for file in files {
            let text = std::fs::read_to_string(file)?;
            for line in text.lines().skip(1) {
                let values: Vec<&str> = line.split(',').collect();
                anyhow::ensure!(values.len() == COLUMNS, "a line has another number of columns");
                insert.execute(rusqlite::params_from_iter(values))?;
                taken += 1;
            }
        }
    }
    tx.commit()?;
    Ok(taken)
}
