//! What planted bugs and other people's apps write into the book. Only the simulation has it.

use beatbook_records::entry::{content_hash, link_hash, payload_commit};
use rusqlite::params;
use uuid::Uuid;

use super::text::Id;
use super::{Draft, StoreError, Tx};

impl Tx<'_> {
    /// Throw away what waits, as an outbox does that is emptied by sending.
    pub(crate) fn forget_waiting(&mut self) -> Result<(), StoreError> {
        self.conn.execute("DELETE FROM entry WHERE own = 1 AND state = 0", [])?;
        Ok(())
    }

    /// Write an entry as a defective app, or an older or newer one, would: `change` gets its content and its payload,
    /// which may change in a create alone.
    ///
    /// # Errors
    /// As [`Tx::enter`].
    pub fn enter_changed(
        &mut self,
        draft: Draft<'_>,
        change: impl Fn(&str, &str) -> (String, String),
    ) -> Result<Uuid, StoreError> {
        let journal = self.read().enrolled()?.journal();
        let head = self.read().journal_head(journal)?;
        let id = self.enter(draft)?;
        let (content, payload): (String, String) = self.conn.query_row(
            "SELECT e.content, coalesce(e.payload, r.body) FROM entry AS e JOIN record AS r ON r.id = e.record WHERE e.id = ?1",
            [Id(id)],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (content, payload) = change(&content, &payload);
        let hash = content_hash(content.as_bytes(), &payload_commit(payload.as_bytes()));
        let link = link_hash(&head.link, journal, head.seq + 1, &hash);
        self.conn.execute(
            "UPDATE entry SET content = ?2, link = ?3 WHERE id = ?1",
            params![Id(id), content, link.0],
        )?;
        self.conn.execute(
            "UPDATE record SET body = ?2, kind = json_extract(?3, '$.kind'),
                 class = CASE json_extract(?3, '$.kind') WHEN kind THEN class ELSE 'unknown' END WHERE id = ?1",
            params![Id(id), payload, content],
        )?;
        Ok(id)
    }
}
