//! Drafts: what somebody has begun to write. The device's own; they never travel.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Reader, StoreError, Tx, parse_time, time_text};

/// A form that was begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Which form.
    pub form: String,
    /// Which of its kind.
    pub id: String,
    /// What it holds, as JSON.
    pub body: String,
    /// When it was last kept.
    pub saved_at: DateTime<Utc>,
}

impl Reader<'_> {
    /// One draft.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn draft(self, form: &str, id: &str) -> Result<Option<Draft>, StoreError> {
        self.conn
            .prepare_cached("SELECT form, id, body, saved_at FROM draft WHERE form = ?1 AND id = ?2")?
            .query_row([form, id], raw)
            .optional()?
            .map(finish)
            .transpose()
    }

    /// All drafts, newest first.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn drafts(self) -> Result<Vec<Draft>, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT form, id, body, saved_at FROM draft ORDER BY saved_at DESC, form, id")?;
        found.query_map([], raw)?.map(|row| finish(row?)).collect()
    }
}

impl Tx<'_> {
    /// Keep a draft, over what was kept before.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn put_draft(&mut self, form: &str, id: &str, body: &str) -> Result<(), StoreError> {
        let now = time_text(self.env.now());
        self.conn
            .prepare_cached(
                "INSERT INTO draft (form, id, body, saved_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (form, id) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
            )?
            .execute(params![form, id, body, now])?;
        self.touch("draft");
        Ok(())
    }

    /// Drop a draft, if there is one.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn drop_draft(&mut self, form: &str, id: &str) -> Result<(), StoreError> {
        let dropped =
            self.conn.prepare_cached("DELETE FROM draft WHERE form = ?1 AND id = ?2")?.execute([form, id])?;
        if dropped > 0 {
            self.touch("draft");
        }
        Ok(())
    }
}

type Raw = (String, String, String, String);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn finish((form, id, body, saved_at): Raw) -> Result<Draft, StoreError> {
    Ok(Draft { form, id, body, saved_at: parse_time("draft.saved_at", &saved_at)? })
}
