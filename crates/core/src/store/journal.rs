//! The journal: what this device wrote, in order, each entry chained to the one before.
//!
//! Rule: an entry and its effect are written together, and an entry is never changed afterwards.

use beatbook_records::SCHEMA;
use beatbook_records::check::check;
use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Act, Content, Hash, JournalId, Payload, Seen};
use beatbook_records::entry::{content_hash, link_hash, payload_commit};
use beatbook_records::kinds;
use beatbook_records::record::Values;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};
use serde::Deserialize;
use uuid::Uuid;

use super::text::{Id, parse_json};
use super::{Owner, Reader, StoreError, Tx};

/// What somebody wants written down.
#[derive(Debug, Clone)]
pub struct Draft<'d> {
    /// What it does.
    pub act: Act,
    /// The kind of the record.
    pub kind: &'d str,
    /// The record; a create without one makes a new one, named like the entry.
    pub record: Option<Uuid>,
    /// The values it gives.
    pub values: Values,
    /// Why, where the kind asks.
    pub reason: Option<String>,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// What the author had in view.
    pub seen: Option<Seen>,
    /// The held entry that this one replaces.
    pub fixes: Option<Uuid>,
}

/// The journal does not add up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq} of incarnation {incarnation}: {what}")]
pub struct JournalFault {
    /// The incarnation.
    pub incarnation: u64,
    /// The place in it.
    pub seq: u64,
    /// What is wrong there.
    pub what: &'static str,
}

/// Where a journal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// The last sequence number; 0 before the first.
    pub(crate) seq: u64,
    /// The link hash of the last entry, of the parent's where it forked, else zero.
    pub(crate) link: Hash,
    /// The last reading of the hybrid clock.
    pub(crate) at: Hlc,
}

/// An entry ready to be stored.
pub(super) struct Written {
    pub(super) content: Content,
    pub(super) content_text: String,
    pub(super) payload: Payload,
    pub(super) payload_text: String,
}

impl Tx<'_> {
    /// Write an entry and its effect; returns its id. A create's record has the same id unless the
    /// draft names one.
    ///
    /// # Errors
    /// When the values are not right, nobody is enrolled, the record is not known, or the book
    /// cannot be written.
    pub fn enter(&mut self, draft: Draft<'_>) -> Result<Uuid, StoreError> {
        let kind = kinds::kind(draft.kind).ok_or_else(|| StoreError::UnknownKind(draft.kind.to_owned()))?;
        let problems = check(kind, SCHEMA, draft.act, &draft.values);
        if !problems.is_empty() {
            return Err(StoreError::Check(problems));
        }
        let owner = self.read().enrolled()?;
        let head = self.read().journal_head(owner.journal())?;
        let written = self.mint(draft, &owner, head.at.observe(self.read().clock_observed()?));
        let (id, record) = (written.content.id, written.content.record_id());
        let payload_lies_in_record = self.show(kind, &owner, &written)?;
        self.append(&owner, head, &written, payload_lies_in_record)?;
        self.touch_record(record);
        self.touch("entry");
        self.changed.entered += 1;
        Ok(id)
    }

    /// Write a create again whose entry was lost, with the id that its record has. The record stays as it is shown.
    pub(super) fn enter_as(&mut self, id: Uuid, draft: Draft<'_>) -> Result<(), StoreError> {
        let owner = self.read().enrolled()?;
        let head = self.read().journal_head(owner.journal())?;
        let mut written = self.mint(draft, &owner, head.at.observe(self.read().clock_observed()?));
        written.content.id = id;
        written.content_text = serde_json::to_string(&written.content).expect("content is plain data");
        self.append(&owner, head, &written, false)
    }

    /// Give a draft its id, its time and its salt.
    fn mint(&self, draft: Draft<'_>, owner: &Owner, last: Hlc) -> Written {
        let now = self.env.now();
        let mut salt = [0; 16];
        self.env.fill(&mut salt);
        let content = Content {
            id: self.env.uuid_v7(now),
            record: draft.record,
            kind: draft.kind.into(),
            schema: SCHEMA,
            act: draft.act,
            actor: owner.actor,
            at: last.tick(now.timestamp_millis()),
            occurred: draft.occurred,
            recorded: (draft.occurred != now).then_some(now),
            seen: draft.seen,
            touched: draft.values.keys().cloned().collect(),
            scope: owner.scope.version,
            fixes: draft.fixes,
        };
        let payload = Payload { values: draft.values, reason: draft.reason, salt: hex::encode(salt) };
        let content_text = serde_json::to_string(&content).expect("content is plain data");
        let payload_text = serde_json::to_string(&payload).expect("a payload is plain data");
        Written { content, content_text, payload, payload_text }
    }

    fn append(
        &self,
        owner: &Owner,
        head: Head,
        written: &Written,
        payload_lies_in_record: bool,
    ) -> Result<(), StoreError> {
        let seq = head.seq + 1;
        let content =
            content_hash(written.content_text.as_bytes(), &payload_commit(written.payload_text.as_bytes()));
        let link = link_hash(&head.link, owner.journal(), seq, &content);
        self.conn
            .prepare_cached(
                "INSERT INTO entry (id, record, device, incarnation, seq, own, content, payload, link, state, by)
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, 0, ?9)",
            )?
            .execute(params![
                Id(written.content.id),
                Id(written.content.record_id()),
                Id(owner.device),
                owner.incarnation.cast_signed(),
                seq.cast_signed(),
                written.content_text,
                (!payload_lies_in_record).then_some(&written.payload_text),
                link.0,
                owner.name,
            ])?;
        Ok(())
    }
}

impl Reader<'_> {
    /// Where a journal ends. One that is empty starts from its parent's last acknowledged link.
    pub(crate) fn journal_head(self, journal: JournalId) -> Result<Head, StoreError> {
        if let Some(head) = self.last_in(journal)? {
            return Ok(head);
        }
        let at = match self.parent_of(journal)? {
            Some((parent, _)) => self.last_in(parent)?.map_or_else(Hlc::default, |head| head.at),
            None => Hlc::default(),
        };
        Ok(Head { seq: 0, link: self.first_prev(journal)?, at })
    }

    /// The journal that another one forked from, and after which number.
    fn parent_of(self, journal: JournalId) -> Result<Option<(JournalId, u64)>, StoreError> {
        let mut parent = self
            .conn
            .prepare_cached("SELECT parent_incarnation, parent_seq FROM fork WHERE incarnation = ?1")?;
        let found = parent.query_row([journal.incarnation.cast_signed()], |row| {
            let incarnation = row.get::<_, i64>(0)?.cast_unsigned();
            Ok((JournalId { incarnation, ..journal }, row.get::<_, i64>(1)?.cast_unsigned()))
        });
        Ok(found.optional()?)
    }

    fn last_in(self, journal: JournalId) -> Result<Option<Head>, StoreError> {
        /// The one part of the content that the next entry needs.
        #[derive(Deserialize)]
        struct At {
            at: Hlc,
        }
        let mut last = self.conn.prepare_cached(
            "SELECT seq, link, content FROM entry WHERE device = ?1 AND incarnation = ?2 AND own = 1
             ORDER BY seq DESC LIMIT 1",
        )?;
        let mut rows = last.query(params![Id(journal.device), journal.incarnation.cast_signed()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let At { at } = parse_json("entry.content", row.get_ref(2)?.as_str().unwrap_or_default())?;
        let link = Hash(row.get(1)?);
        Ok(Some(Head { seq: row.get::<_, i64>(0)?.cast_unsigned(), link, at }))
    }

    pub(super) fn link_at(self, journal: JournalId, seq: i64) -> Result<Option<Hash>, StoreError> {
        let mut link = self.conn.prepare_cached(
            "SELECT link FROM entry WHERE own = 1 AND device = ?1 AND incarnation = ?2 AND seq = ?3",
        )?;
        let params = params![Id(journal.device), journal.incarnation.cast_signed(), seq];
        Ok(link.query_row(params, |row| row.get(0)).optional()?.map(Hash))
    }

    /// The latest reading of the hybrid clock that was heard from the hub.
    fn clock_observed(self) -> Result<Hlc, StoreError> {
        let mut observed = self.conn.prepare_cached("SELECT observed FROM sync")?;
        Ok(observed.query_row([], |row| row.get(0).map(Hlc::from_raw))?)
    }

    /// Recompute the chain of everything this device wrote; returns how many entries that is.
    ///
    /// # Errors
    /// [`StoreError::Journal`] at the first entry that is missing or not as it was written.
    pub fn verify_journal(self) -> Result<u64, StoreError> {
        let mut entries = self.conn.prepare(
            "SELECT e.device, e.incarnation, e.seq, e.content, e.link, e.payload_commit,
                    coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN r.body END)
             FROM entry AS e LEFT JOIN record AS r ON r.id = e.record
             WHERE e.own = 1 AND e.link IS NOT NULL ORDER BY e.device, e.incarnation, e.seq",
        )?;
        let mut rows = entries.query([])?;
        let (mut count, mut last) = (0, None);
        while let Some(row) = rows.next()? {
            let journal = JournalId {
                device: row.get::<_, Id>(0)?.0,
                incarnation: row.get::<_, i64>(1)?.cast_unsigned(),
            };
            let seq = row.get::<_, i64>(2)?.cast_unsigned();
            let fault = |what| JournalFault { incarnation: journal.incarnation, seq, what };
            let stored: [u8; 32] = row.get(4)?;
            let before = match last {
                Some((of, at, _)) if of == journal => at + 1,
                _ => 1,
            };
            if before < seq && seq <= self.shortened(journal.incarnation)? + 1 {
                // What came before it is kept as records alone: the hub has that part of the chain.
                last = Some((journal, seq, Hash(stored)));
                count += 1;
                continue;
            }
            let prev = match last {
                Some((of, at, link)) if of == journal && at + 1 == seq => link,
                Some((of, ..)) if of == journal => return Err(fault("the one before it is missing").into()),
                _ if seq == 1 => self.first_prev(journal)?,
                _ => return Err(fault("the first ones are missing").into()),
            };
            let commit = match row.get::<_, Option<[u8; 32]>>(5)? {
                Some(erased) => Hash(erased),
                None => payload_commit(row.get_ref(6)?.as_str().unwrap_or_default().as_bytes()),
            };
            let content = content_hash(row.get_ref(3)?.as_str().unwrap_or_default().as_bytes(), &commit);
            let link = link_hash(&prev, journal, seq, &content);
            if stored != link.0 {
                return Err(fault("not as it was written").into());
            }
            last = Some((journal, seq, link));
            count += 1;
        }
        Ok(count)
    }

    /// What the first entry of a journal is chained to: where its parent had got to, through all that forked before.
    pub(super) fn first_prev(self, journal: JournalId) -> Result<Hash, StoreError> {
        let mut forked = self.parent_of(journal)?;
        while let Some((parent, seq)) = forked {
            if seq > 0 {
                return Ok(self.link_at(parent, seq.cast_signed())?.unwrap_or(Hash::ZERO));
            }
            forked = self.parent_of(parent)?;
        }
        Ok(Hash::ZERO)
    }
}
