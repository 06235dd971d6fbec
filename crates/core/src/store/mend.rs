//! Mending: what was salvaged becomes a book again that verifies, shows what it holds and hands in what it must.
//!
//! Rule: an entry keeps its id and its words. It keeps its place too while the chain before it is whole; after a gap
//! everything goes on in a new incarnation, as after a fork, and the hub says what it had already.

use beatbook_records::entry::{Act, Content, Hash, JournalId, content_hash, link_hash, payload_commit};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::text::{Id, body_values, parse_json};
use super::{Draft, Reader, StoreError, Tx, parse_time};

/// The setting that tells of it.
const SALVAGED: &str = "salvaged";

/// That the book was salvaged, and what that cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Salvaged {
    /// When.
    pub at: DateTime<Utc>,
    /// Unconfirmed entries that are known to have been there and cannot be read.
    pub lost: u32,
}

/// An own entry and whether it follows from the one before.
struct Linked {
    id: Uuid,
    n: i64,
    incarnation: i64,
    acknowledged: bool,
    /// The hub has it and nothing is left to do about it.
    settled: bool,
    holds: bool,
}

impl Reader<'_> {
    /// Whether the book was ever salvaged.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn salvaged(self) -> Result<Option<Salvaged>, StoreError> {
        self.setting(SALVAGED)
    }

    fn linked(self) -> Result<Vec<Linked>, StoreError> {
        let mut entries = self.conn.prepare(
            "SELECT id, n, device, incarnation, seq, content, payload, payload_commit, link, state, held FROM entry
             WHERE own = 1 AND incarnation >= 0 ORDER BY incarnation, seq",
        )?;
        let mut rows = entries.query([])?;
        let (mut linked, mut last) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            let incarnation: i64 = row.get(3)?;
            let journal =
                JournalId { device: row.get::<_, Id>(2)?.0, incarnation: incarnation.cast_unsigned() };
            let seq = row.get::<_, i64>(4)?.cast_unsigned();
            let begins = !matches!(last, Some((of, at, _)) if of == incarnation && at + 1 == seq);
            let short = begins && seq > 1 && seq <= self.shortened(incarnation.cast_unsigned())? + 1;
            let prev = match last {
                Some((of, at, link)) if of == incarnation && at + 1 == seq => Some(link),
                _ if seq == 1 => Some(self.first_prev(journal)?),
                _ => None,
            };
            let commit = row.get::<_, Option<[u8; 32]>>(7)?.map(Hash).unwrap_or_else(|| {
                payload_commit(
                    row.get_ref(6).ok().and_then(|text| text.as_str().ok()).unwrap_or_default().as_bytes(),
                )
            });
            let content = content_hash(row.get_ref(5)?.as_str().unwrap_or_default().as_bytes(), &commit);
            let follows = prev.map(|prev| link_hash(&prev, journal, seq, &content));
            let kept = row.get::<_, [u8; 32]>(8).ok().map(Hash);
            // What came before it may be kept as records alone; its own link is then what there is.
            let holds = kept.is_some() && (short || kept == follows);
            last = kept.filter(|_| holds).map(|link| (incarnation, seq, link));
            linked.push(Linked {
                id: row.get::<_, Id>(0)?.0,
                n: row.get(1)?,
                incarnation,
                acknowledged: row.get::<_, i64>(9)? > 0,
                settled: row.get::<_, i64>(9)? >= 2 && row.get_ref(10)?.as_str().is_err(),
                holds,
            });
        }
        Ok(linked)
    }
}

impl Tx<'_> {
    /// Make a book of what was salvaged.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub(super) fn mend(&mut self) -> Result<Salvaged, StoreError> {
        self.conn.execute("INSERT OR IGNORE INTO sync (one) VALUES (1)", [])?;
        self.conn.execute("INSERT OR IGNORE INTO photo_sync (one) VALUES (1)", [])?;
        self.conn.execute("UPDATE sync SET cursor = NULL, failures = 0, batch_entries = 500", [])?;
        let lost = self.keep_what_has_words()?;
        if self.read().owner()?.is_some() {
            self.mend_chain()?;
            self.lengthen_all()?;
            self.unsettle_all()?;
            self.write_lost_creates_again()?;
            self.show_unconfirmed()?;
        }
        let salvaged = Salvaged { at: self.env.now(), lost };
        self.put_setting(SALVAGED, &salvaged)?;
        Ok(salvaged)
    }

    /// Every entry carries its own payload from here on; those whose payload is gone go, too.
    fn keep_what_has_words(&mut self) -> Result<u32, StoreError> {
        self.conn.execute_batch(
            "DELETE FROM record WHERE NOT json_valid(body);
             DELETE FROM entry WHERE NOT json_valid(content);
             UPDATE entry SET payload = NULL WHERE NOT json_valid(payload);",
        )?;
        self.conn.execute(
            "UPDATE entry SET payload = (SELECT body FROM record AS r WHERE r.id = entry.record)
             WHERE payload IS NULL AND payload_commit IS NULL",
            [],
        )?;
        let wordless = "payload IS NULL AND payload_commit IS NULL";
        let ask = format!("SELECT count(*) FROM entry WHERE own = 1 AND state < 2 AND {wordless}");
        let lost = self.conn.query_row(&ask, [], |row| row.get(0))?;
        self.conn.execute(&format!("DELETE FROM entry WHERE {wordless}"), [])?;
        Ok(lost)
    }

    /// After the first gap of a journal, everything goes on in a new one.
    fn mend_chain(&mut self) -> Result<(), StoreError> {
        let journal = self.read().enrolled()?.journal();
        let current = journal.incarnation.cast_signed();
        let linked = self.read().linked()?;
        if linked.iter().all(|entry| entry.holds) {
            return Ok(());
        }
        // Of the current journal what the hub acknowledged stays, in one piece from its beginning; of earlier ones,
        // which were acknowledged all, what holds.
        let acknowledged =
            |entry: &&Linked| entry.incarnation == current && entry.holds && entry.acknowledged;
        let stays =
            linked.iter().filter(|entry| entry.incarnation == current).take_while(acknowledged).count();
        let (ours, earlier): (Vec<_>, Vec<_>) =
            linked.into_iter().partition(|entry| entry.incarnation == current);
        let mut moved: Vec<Linked> = earlier.into_iter().filter(|entry| !entry.holds).collect();
        moved.extend(ours.into_iter().skip(stays));
        moved.sort_by_key(|entry| entry.n);
        let (settled, moved): (Vec<_>, Vec<_>) = moved.into_iter().partition(|entry| entry.settled);
        for entry in settled {
            // The hub has it; here it is from now on what is heard of this device's other life.
            self.conn
                .prepare_cached("UPDATE entry SET own = 0, link = NULL WHERE id = ?1")?
                .execute([Id(entry.id)])?;
        }
        let moved: Vec<Id> = moved.into_iter().map(|entry| Id(entry.id)).collect();
        for entry in &moved {
            self.conn.prepare_cached("UPDATE entry SET state = 0 WHERE id = ?1")?.execute([entry])?;
        }
        self.branch(journal, i64::try_from(stays).unwrap_or(0), &moved)
    }

    /// Words that are shown and whose entry cannot be read are written down again, under the id they had.
    fn write_lost_creates_again(&mut self) -> Result<(), StoreError> {
        let owner = self.read().enrolled()?;
        let mut orphans = self.conn.prepare_cached(
            "SELECT id, kind, body, occurred FROM record AS r WHERE head IS NULL AND device = ?1
               AND NOT EXISTS (SELECT 1 FROM entry AS e
                               WHERE e.record = r.id AND e.own = 1 AND e.content ->> 'act' = 'create') ORDER BY seq",
        )?;
        let orphans = orphans.query_map([Id(owner.device)], |row| {
            Ok((
                row.get::<_, Id>(0)?.0,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        })?;
        for (id, kind, body, occurred) in orphans.collect::<Result<Vec<_>, _>>()? {
            let draft = Draft {
                act: Act::Create,
                kind: &kind,
                record: None,
                values: body_values(&body)?,
                reason: None,
                occurred: parse_time("record.occurred", &occurred)?,
                seen: None,
                fixes: None,
            };
            self.enter_as(id, draft)?;
        }
        Ok(())
    }

    /// Records that unconfirmed entries make, or lie over.
    fn show_unconfirmed(&mut self) -> Result<(), StoreError> {
        let mut own =
            self.conn.prepare_cached("SELECT content FROM entry WHERE own = 1 AND state < 2 ORDER BY n")?;
        let own = own.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        for content in own {
            let content: Content = parse_json("entry.content", &content)?;
            self.show_again(&content)?;
        }
        Ok(())
    }
}
