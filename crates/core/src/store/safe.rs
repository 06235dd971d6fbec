//! Safe: what a verified backup of the hub has, and what the phone lets go of for that.
//!
//! Rule: how far is decided purely, from what the hub told; it is carried out a slice at a time. What is let go of is what
//! only a hand-in needs: a create that is safe, and that nothing was laid over, is kept once, as its record. Its words,
//! who wrote it and when stay readable; its exact bytes and its place in the chain are the hub's alone from then on.

use beatbook_records::SCHEMA;
use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Act, Content, Payload};
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::wire::{ExchangeReply, FeedItem};
use chrono::DateTime;
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::text::{Id, parse_json, parse_time};
use super::{Reader, StoreError, Tx};

/// How many days stand in for a backup where the hub never had one verified.
const DAYS: i64 = 35;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How many entries become safe in one transaction.
const MARKED_AT_ONCE: u32 = 2_000;
/// How many numbers of the journal are looked at in one transaction.
const SHORTENED_AT_ONCE: i64 = 500;
const CONFIRMED: u8 = 2;
const SAFE: u8 = 3;
/// The journal of creates that were let go of and are needed again: none that anything is handed in from.
const NO_JOURNAL: i64 = -1;

/// What is known of backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    /// Up to where a verified one goes, by the hub's last answer.
    horizon: Option<u64>,
    /// Whether the hub ever told of one.
    ever: bool,
    /// Up to where own work was confirmed 35 days ago.
    long_ago: Option<u64>,
}

/// Up to which commit number own entries are safe.
const fn safe_up_to(known: Known) -> Option<u64> {
    match known {
        Known { horizon: Some(n), .. } => Some(n),
        Known { ever: false, long_ago, .. } => long_ago,
        Known { .. } => None,
    }
}

/// The least state in which an entry may be let go of.
fn may_go_from() -> u8 {
    if is_on(Plant::PurgeOnAck) { CONFIRMED } else { SAFE }
}

/// A create that is kept as its record alone.
pub(super) struct Short {
    pub(super) content: Content,
    pub(super) payload: String,
    pub(super) by: String,
    n: i64,
}

impl Tx<'_> {
    /// Remember how far own work is confirmed.
    pub(super) fn note_confirmed(&self, items: &[FeedItem]) -> Result<(), StoreError> {
        let last = items.iter().filter_map(|item| match item {
            FeedItem::Own(receipt) => Some(receipt.commit + (receipt.to - receipt.from)),
            _ => None,
        });
        if let Some(n) = last.max() {
            self.conn.prepare_cached("UPDATE sync SET confirmed_n = ?1")?.execute([n.cast_signed()])?;
        }
        Ok(())
    }

    /// The hub has another history: what was noted of the old one says nothing of it.
    pub(super) fn forget_confirmed(&self) -> Result<(), StoreError> {
        self.conn.execute("DELETE FROM confirmed_day", [])?;
        self.conn.execute("UPDATE sync SET confirmed_n = NULL, erased = 0", [])?;
        Ok(())
    }

    /// The end of an answer: entries that are safe by what it says become so. Whether something may be let go of.
    pub(super) fn mark_safe(&mut self, reply: &ExchangeReply) -> Result<bool, StoreError> {
        let today = reply.hub_time.div_euclid(DAY_MS);
        if reply.horizon.is_none() {
            self.conn
                .prepare_cached(
                    "INSERT INTO confirmed_day (day, n) SELECT ?1, confirmed_n FROM sync WHERE confirmed_n IS NOT NULL
                     ON CONFLICT (day) DO UPDATE SET n = excluded.n",
                )?
                .execute([today])?;
        } else {
            self.conn.prepare_cached("UPDATE sync SET backed = 1 WHERE backed = 0")?.execute([])?;
        }
        let Some(n) = safe_up_to(self.read().known(reply.horizon, today - DAYS)?) else {
            return Ok(is_on(Plant::PurgeOnAck));
        };
        let marked = self
            .conn
            .prepare_cached(
                "UPDATE entry SET state = 3 WHERE n IN (
                     SELECT n FROM entry INDEXED BY entry_unsafe
                     WHERE own = 1 AND state = 2 AND commit_n <= ?1 LIMIT ?2)",
            )?
            .execute(params![n.cast_signed(), MARKED_AT_ONCE])?;
        if marked > 0 {
            self.touch("entry");
        }
        Ok(marked > 0 || is_on(Plant::PurgeOnAck))
    }

    /// Let go of the entries of a slice of the journal that are kept as their records. Whether there is more.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn shorten(&mut self) -> Result<bool, StoreError> {
        let journal = self.read().enrolled()?.journal();
        let (device, incarnation) = (Id(journal.device), journal.incarnation.cast_signed());
        let done: i64 = self
            .conn
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM shortened WHERE incarnation = ?1")?
            .query_row([incarnation], |row| row.get(0))?;
        // The last safe one stays, and what comes before the first unconfirmed: the chain goes on from there.
        let end: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT min((SELECT max(seq) - 1 FROM entry
                             WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND state >= ?3),
                            coalesce((SELECT min(seq) - 2 FROM entry WHERE own = 1 AND state < 2), 1 << 62))",
            )?
            .query_row(params![device, incarnation, may_go_from()], |row| row.get(0))?;
        let Some(end) = end.filter(|end| *end > done) else { return Ok(false) };
        let to = end.min(done + SHORTENED_AT_ONCE);
        self.conn
            .prepare_cached(
                "DELETE FROM entry WHERE n IN (
                     SELECT e.n FROM entry AS e JOIN record AS r ON r.id = e.record
                     WHERE e.own = 1 AND e.device = ?1 AND e.incarnation = ?2 AND e.seq > ?3 AND e.seq <= ?4
                       AND e.state >= ?5 AND e.id = e.record AND e.payload IS NULL AND e.payload_commit IS NULL
                       AND e.held IS NULL AND coalesce(json_remove(e.outcome, '$.at'), '{}') = '{}'
                       AND r.head = e.id AND r.unconfirmed = 0 AND r.voided = 0)",
            )?
            .execute(params![device, incarnation, done, to, may_go_from()])?;
        self.conn
            .prepare_cached(
                "INSERT INTO shortened (incarnation, seq) VALUES (?1, ?2)
                 ON CONFLICT (incarnation) DO UPDATE SET seq = excluded.seq",
            )?
            .execute(params![incarnation, to])?;
        self.touch("entry");
        Ok(to < end)
    }

    /// As [`Tx::lengthen`], for every confirmed record.
    pub(super) fn lengthen_all(&self) -> Result<(), StoreError> {
        let mut short = self.conn.prepare_cached(
            "SELECT r.id FROM record AS r JOIN device AS d ON d.device = r.device
             WHERE r.head IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.record = r.id AND e.own = 1)",
        )?;
        let short = short.query_map([], |row| row.get(0))?.collect::<Result<Vec<Id>, _>>()?;
        short.into_iter().try_for_each(|Id(record)| self.lengthen(record))
    }

    /// Before a record changes: a create that was kept as the record alone gets a row again, before all others. Not under
    /// the record's number: that of one that is gone is given again.
    pub(super) fn lengthen(&self, record: Uuid) -> Result<(), StoreError> {
        let Some(short) = self.read().short(record)? else { return Ok(()) };
        self.conn
            .prepare_cached(
                "INSERT INTO entry (n, id, record, device, incarnation, seq, own, content, payload, state, commit_n, by)
                 SELECT first.n - 1, id, id, device, ?2, 1 - first.n, 1, ?3, body, 3, ?4, by
                 FROM record, (SELECT min(coalesce(min(n), 0), 0) AS n FROM entry) AS first WHERE id = ?1",
            )?
            .execute(params![
                Id(record),
                NO_JOURNAL,
                serde_json::json!(short.content).to_string(),
                short.n
            ])?;
        Ok(())
    }
}

impl Reader<'_> {
    fn known(self, horizon: Option<u64>, day: i64) -> Result<Known, StoreError> {
        let mut known = self.conn.prepare_cached(
            "SELECT backed, (SELECT n FROM confirmed_day WHERE day <= ?1 ORDER BY day DESC LIMIT 1) FROM sync",
        )?;
        let long_ago = |n: Option<i64>| n.map(i64::cast_unsigned);
        Ok(known.query_row([day], |row| {
            Ok(Known { horizon, ever: row.get(0)?, long_ago: long_ago(row.get(1)?) })
        })?)
    }

    /// Up to which number of a journal creates may be kept as their records.
    pub(super) fn shortened(self, incarnation: u64) -> Result<u64, StoreError> {
        let mut seq =
            self.conn.prepare_cached("SELECT coalesce(max(seq), 0) FROM shortened WHERE incarnation = ?1")?;
        Ok(seq.query_row([incarnation.cast_signed()], |row| row.get::<_, i64>(0))?.cast_unsigned())
    }

    /// How many own entries have a row of their own: those that a hand-in may need.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn own_rows(self) -> Result<i64, StoreError> {
        let mut rows = self.conn.prepare_cached("SELECT count(*) FROM entry WHERE own = 1")?;
        Ok(rows.query_row([], |row| row.get(0))?)
    }

    /// Whether a record is an own one whose create is kept as the record alone.
    pub(super) fn is_short(self, record: Uuid) -> Result<bool, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM record AS r JOIN device AS d ON d.device = r.device WHERE r.id = ?1
                            AND NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.record = r.id AND e.own = 1))",
        )?;
        Ok(found.query_row([Id(record)], |row| row.get(0))?)
    }

    /// A create that is kept as its record alone, if this is one.
    pub(super) fn short(self, record: Uuid) -> Result<Option<Short>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT r.kind, r.body, r.occurred, r.by, r.head_n, d.actor FROM record AS r
             JOIN device AS d ON d.device = r.device WHERE r.id = ?1
               AND NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.record = r.id AND e.own = 1)",
        )?;
        let row = found
            .query_row([Id(record)], |row| {
                let text = |index| row.get::<_, String>(index);
                Ok((text(0)?, text(1)?, text(2)?, text(3)?, row.get::<_, i64>(4)?, row.get::<_, Id>(5)?.0))
            })
            .optional()?;
        let Some((kind, payload, occurred, by, n, actor)) = row else { return Ok(None) };
        let read: Payload = parse_json("record.body", &payload)?;
        if read.salt.is_empty() {
            return Ok(None); // as the hub settled it: not what was written here
        }
        // The time is in the id, to the millisecond in which it was written down.
        let at_ms = (record.as_u128() >> 80).cast_signed();
        let at_ms = i64::try_from(at_ms).unwrap_or(0);
        let occurred = parse_time("record.occurred", &occurred)?;
        let content = Content {
            id: record,
            record: None,
            kind,
            schema: SCHEMA,
            act: Act::Create,
            actor,
            at: Hlc::at_ms(at_ms),
            occurred,
            recorded: DateTime::from_timestamp_millis(at_ms).filter(|recorded| *recorded != occurred),
            seen: None,
            touched: read.values.keys().cloned().collect(),
            scope: 1,
            fixes: None,
        };
        Ok(Some(Short { content, payload, by, n }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, safe_up_to};

    #[test]
    fn a_horizon_decides_and_35_days_only_where_there_never_was_one() {
        let known = |horizon, ever, long_ago| safe_up_to(Known { horizon, ever, long_ago });
        assert_eq!(known(Some(40), true, Some(90)), Some(40));
        assert_eq!(known(None, false, Some(90)), Some(90));
        assert_eq!(known(None, false, None), None);
        assert_eq!(
            known(None, true, Some(90)),
            None,
            "there were backups: that none is told of is no promise"
        );
    }
}
