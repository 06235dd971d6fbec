//! The offer: what of the waiting entries goes into the next request.
//!
//! Rule: it only reads. A batch is a run without gaps, bounded by bytes and count.

use beatbook_records::cell::Scope;
use beatbook_records::digest::Digest;
use beatbook_records::entry::{Content, Hash, JournalId};
use beatbook_records::wire::{ExchangeRequest, Parcel, Parent, Unsent};
use rusqlite::{OptionalExtension as _, params};
use serde_json::value::RawValue;

use super::text::{Id, parse_json};
use super::{Owner, Reader, Store, StoreError};

/// About how many bytes of entries go into one batch, before compression.
const BATCH_BYTES: usize = 1024 * 1024;

/// What to send, and the link hash it ends in.
#[derive(Debug)]
pub struct Offer {
    /// The request.
    pub request: ExchangeRequest,
    /// The link hash of the last entry, or the one before the first.
    pub last_link: Hash,
    /// The number of the newest entry there was, handed in or not.
    pub written_to: u64,
}

/// Where to go on after a reply that is not taken in yet.
#[derive(Debug, Clone)]
pub struct After {
    /// The last own entry that the hub has.
    pub seq: u64,
    /// How far the reply goes.
    pub cursor: String,
    /// Whether the hub has more to tell.
    pub more: bool,
}

/// Waiting entries, in order.
struct Waiting {
    first_seq: u64,
    prev: Hash,
    last_link: Hash,
    written_to: u64,
    scope: Option<u32>,
    parcels: Vec<Parcel>,
}

impl Store {
    /// The next request; `None` while nobody is enrolled.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn offer(&self) -> Result<Option<Offer>, StoreError> {
        let reader = self.read();
        let Some(owner) = reader.owner()? else { return Ok(None) };
        let (cursor, _) = reader.cursor()?;
        let digest = reader.digest_sum(&owner.scope)?.filter(|_| cursor.is_some());
        let waiting = reader.waiting_batch(owner.journal(), 0)?;
        self.offer_of(&owner, waiting, cursor, digest).map(Some)
    }

    /// The request after one whose reply is not taken in yet; `None` where nothing is left to ask, or a cell is to be read
    /// first.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn offer_after(&self, after: &After) -> Result<Option<Offer>, StoreError> {
        let reader = self.read();
        let owner = reader.enrolled()?;
        let waiting = reader.waiting_batch(owner.journal(), after.seq)?;
        let nothing = waiting.parcels.is_empty() && !after.more;
        if nothing || self.wanted_cell()?.is_some() {
            return Ok(None);
        }
        self.offer_of(&owner, waiting, Some(after.cursor.clone()), None).map(Some)
    }

    fn offer_of(
        &self,
        owner: &Owner,
        waiting: Waiting,
        cursor: Option<String>,
        digest: Option<Digest>,
    ) -> Result<Offer, StoreError> {
        let reader = self.read();
        let unsent = reader.unsent_after(owner.journal(), &waiting)?;
        let request = ExchangeRequest {
            digest: digest.map(Digest::to_hex),
            cursor,
            // Work done under an older scope is handed in before the newer one is acknowledged.
            scope: waiting.scope.map_or(owner.scope.version, |scope| scope.min(owner.scope.version)),
            incarnation: owner.incarnation,
            parent: reader.parent()?,
            first_seq: waiting.first_seq,
            prev: waiting.prev,
            entries: waiting.parcels,
            hotspots: reader.hotspots_version()?,
            places: reader.places_version()?,
            powers: reader.powers_told()?,
            contacts: self.contacts_version(),
            device_time: self.env.now().timestamp_millis(),
            erased: reader.erased()?,
            nudges: Some(reader.nudges_known()?),
            unsent: Some(unsent),
        };
        Ok(Offer { request, last_link: waiting.last_link, written_to: waiting.written_to })
    }
}

impl Reader<'_> {
    /// The run of waiting entries that begins after a number.
    fn waiting_batch(self, journal: JournalId, after: u64) -> Result<Waiting, StoreError> {
        let most: i64 =
            self.conn.prepare_cached("SELECT batch_entries FROM sync")?.query_row([], |row| row.get(0))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT e.seq, e.content, coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN r.body END),
                    e.payload_commit, e.link
             FROM entry AS e INDEXED BY entry_unconfirmed LEFT JOIN record AS r ON e.payload IS NULL AND r.id = e.record
             WHERE e.own = 1 AND e.state < 2 AND e.state = 0 AND e.device = ?1 AND e.incarnation = ?2
               AND e.seq > ?4
             ORDER BY e.seq LIMIT ?3",
        )?;
        let mut rows = statement.query(params![
            Id(journal.device),
            journal.incarnation.cast_signed(),
            most,
            after.cast_signed()
        ])?;
        let head = self.journal_head(journal)?;
        let mut waiting = Waiting {
            first_seq: head.seq + 1,
            prev: head.link,
            last_link: head.link,
            written_to: head.seq,
            scope: None,
            parcels: Vec::new(),
        };
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            let content = raw("entry.content", row.get(1)?)?;
            let payload =
                row.get::<_, Option<String>>(2)?.map(|text| raw("entry.payload", text)).transpose()?;
            let seq = row.get::<_, i64>(0)?.cast_unsigned();
            if !waiting.parcels.is_empty() && seq != waiting.first_seq + waiting.parcels.len() as u64 {
                break; // one between them has its answer, and the phone died before the others had theirs
            }
            if waiting.parcels.is_empty() {
                waiting.first_seq = seq;
                waiting.prev = self.link_before(journal, waiting.first_seq)?;
                waiting.scope = scope_of(content.get());
            }
            bytes += content.get().len() + payload.as_deref().map_or(0, |payload| payload.get().len());
            if bytes > BATCH_BYTES && !waiting.parcels.is_empty() {
                break;
            }
            waiting.last_link = Hash(row.get(4)?);
            let commit = row.get::<_, Option<[u8; 32]>>(3)?.map(Hash);
            waiting.parcels.push(Parcel { content, payload, commit });
        }
        Ok(waiting)
    }

    /// What lies after a batch, by its numbers: a journal has no gaps, so nothing is counted row by row while much waits.
    /// Where a phone died while answers came in, an answered entry among them counts too, until the next request.
    fn unsent_after(self, journal: JournalId, batch: &Waiting) -> Result<Unsent, StoreError> {
        let next_seq = batch.first_seq + batch.parcels.len() as u64;
        let entries = u32::try_from((batch.written_to + 1).saturating_sub(next_seq)).unwrap_or(u32::MAX);
        if entries == 0 {
            return Ok(Unsent::default());
        }
        let mut oldest = self.conn.prepare_cached(
            "SELECT content FROM entry WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq = ?3",
        )?;
        let key = params![Id(journal.device), journal.incarnation.cast_signed(), next_seq.cast_signed()];
        let oldest = oldest.query_row(key, |row| row.get::<_, String>(0)).optional()?;
        let oldest: Option<Content> = oldest.map(|text| parse_json("entry.content", &text)).transpose()?;
        Ok(Unsent { entries, since: oldest.map(|content| content.recorded_at().timestamp_millis()) })
    }

    fn parent(self) -> Result<Option<Parent>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT parent_incarnation, parent_seq FROM device WHERE parent_incarnation IS NOT NULL",
        )?;
        Ok(statement
            .query_row([], |row| {
                let number = |index| row.get::<_, i64>(index).map(i64::cast_unsigned);
                Ok(Parent { incarnation: number(0)?, seq: number(1)? })
            })
            .optional()?)
    }

    /// The sum over all cells; `None` while one is being read anew.
    fn digest_sum(self, scope: &Scope) -> Result<Option<Digest>, StoreError> {
        let mut sum = Digest::default();
        for cell in self.cells()? {
            if cell.wanted {
                return Ok(None);
            }
            if scope.covers(&cell.cell) {
                sum = sum.plus(cell.digest);
            }
        }
        Ok(Some(sum))
    }
}

fn raw(what: &'static str, text: String) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(text).map_err(|error| StoreError::Unreadable { what, why: error.to_string() })
}

fn scope_of(content: &str) -> Option<u32> {
    #[derive(serde::Deserialize)]
    struct Made {
        scope: u32,
    }
    serde_json::from_str::<Made>(content).ok().map(|made| made.scope)
}
