//! The feed: a page of the history for one device, in commit order.
//!
//! Rule: a device hears of every own entry, and of others' only what its scope covers. Nothing here
//! decides what happened; it only tells it.

use std::collections::HashMap;

use beatbook_records::cell::{Cell, Scope};
use beatbook_records::entry::{Hash, JournalId};
use beatbook_records::settle::Outcome;
use beatbook_records::wire::{
    Entered, FeedItem, HeldReason, JournalRef, PAGE_ITEMS, Parcel, ReceiptRange, SnapshotRecord,
};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::journals::Journal;
use super::sql::{Next, Row, Sql, args, broken};
use super::{StoreResult, overruled};

/// How many rows are looked at for one page, seen or not.
const ROWS_PER_PAGE: usize = 4 * PAGE_ITEMS;
/// How many of them are read at once.
const ROWS_AT_ONCE: usize = PAGE_ITEMS;
/// About how many bytes of entries make a page full.
const BYTES_PER_PAGE: usize = 768 * 1024;

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The device's journal: its entries are told as receipts.
    pub journal: JournalId,
    /// What the device may hold.
    pub scope: &'a Scope,
}

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    /// The journals that the items mention.
    pub journals: Vec<JournalRef>,
    /// The items, in commit order.
    pub items: Vec<FeedItem>,
    /// The commit number the page goes up to.
    pub up_to: u64,
}

/// A row of the history.
struct Told {
    n: u64,
    record: Uuid,
    journal: i64,
    seq: u64,
    content: Box<RawValue>,
    payload: Option<Box<RawValue>>,
    commit: Option<Hash>,
    outcome: Option<Outcome>,
    held: Option<HeldReason>,
    moved_from: Option<Cell>,
    cell: Cell,
    link: Hash,
    chain: Hash,
}

/// Read on from a commit number, up to the head at most.
pub fn page(sql: &dyn Sql, reader: Reader<'_>, after: u64, head: u64) -> StoreResult<Page> {
    // A receipt needs none of the bytes, and the writer's own entries are most of what a page holds.
    let text = "SELECT e.commit_seq, e.record, e.journal, e.seq,
                CASE WHEN e.journal <> ?3 THEN e.content END,
                CASE WHEN e.journal <> ?3 THEN
                    coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN CAST(r.body AS TEXT) END) END,
                e.payload_commit, e.outcome, e.held, e.moved_from, e.area, e.class, e.month, e.link, e.chain
         FROM entry e LEFT JOIN record r ON r.id = CASE WHEN e.journal <> ?3 AND e.payload IS NULL THEN e.record END
         WHERE e.commit_seq > ?1 ORDER BY e.commit_seq LIMIT ?2";
    let own = Journal::find(sql, reader.journal)?.map_or(0, |journal| journal.n);
    let mut page = Page { up_to: after, ..Page::default() };
    let mut names = Journals::default();
    let (mut bytes, mut looked_at, mut full) = (0, 0, false);
    while looked_at < ROWS_PER_PAGE && !full && page.up_to < head {
        let mut came = 0;
        sql.each(text, &args![page.up_to, ROWS_AT_ONCE as u64, own], &mut |row| {
            let told = read(row)?;
            came += 1;
            bytes +=
                told.content.get().len() + told.payload.as_deref().map_or(0, |payload| payload.get().len());
            let n = told.n;
            names.tell(sql, reader, told, &mut page.items)?;
            page.up_to = n;
            full = page.items.len() >= PAGE_ITEMS || bytes >= BYTES_PER_PAGE;
            Ok(if full { Next::Stop } else { Next::Row })
        })?;
        looked_at += came;
        if came < ROWS_AT_ONCE && !full {
            page.up_to = head;
        }
    }
    page.journals = names.list;
    Ok(page)
}

fn read(row: &dyn Row) -> StoreResult<Told> {
    let raw = |index: usize| -> StoreResult<Option<Box<RawValue>>> {
        Ok(row.get::<Option<&str>>(index)?.map(|text| {
            // Bytes that were no entry are kept as they came; they travelled as JSON.
            RawValue::from_string(text.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned())
        }))
    };
    let outcome: Option<&str> = row.get(7)?;
    Ok(Told {
        n: row.get(0)?,
        record: row.get(1)?,
        journal: row.get(2)?,
        seq: row.get(3)?,
        content: raw(4)?.unwrap_or_else(|| RawValue::NULL.to_owned()),
        payload: raw(5)?,
        commit: row.get(6)?,
        outcome: outcome.and_then(|text| serde_json::from_str(text).ok()),
        held: row.get::<Option<&str>>(8)?.and_then(HeldReason::from_code),
        moved_from: row.get::<Option<&str>>(9)?.and_then(|text| text.parse().ok()),
        cell: row.cell(10)?,
        link: row.get(13)?,
        chain: row.get(14)?,
    })
}

/// The journals met so far, each named once in a page.
#[derive(Default)]
struct Journals {
    list: Vec<JournalRef>,
    known: HashMap<i64, Known>,
    own: HashMap<i64, bool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Known {
    Own,
    At(usize),
}

impl Journals {
    fn known(&mut self, sql: &dyn Sql, reader: Reader<'_>, journal: i64) -> StoreResult<Known> {
        if let Some(known) = self.known.get(&journal) {
            return Ok(*known);
        }
        let named = journal_ref(sql, journal)?;
        let own = named.device == reader.journal.device && named.incarnation == reader.journal.incarnation;
        let known = if own {
            Known::Own
        } else {
            self.list.push(named);
            Known::At(self.list.len() - 1)
        };
        self.known.insert(journal, known);
        Ok(known)
    }

    /// Tell the reader of a row, if it is the reader's to hear.
    fn tell(
        &mut self,
        sql: &dyn Sql,
        reader: Reader<'_>,
        told: Told,
        items: &mut Vec<FeedItem>,
    ) -> StoreResult<()> {
        // Naming a journal that is then not shown would tell of it: look before naming.
        let own_device = is_of_device(sql, told.journal, reader.journal.device, &mut self.own)?;
        let covers = told.held.is_none() && reader.scope.covers(&told.cell);
        let covered = told.moved_from.as_ref().is_some_and(|from| reader.scope.covers(from));
        let gained = covers && told.moved_from.is_some() && !covered;
        let over = covers && told.outcome.as_ref().is_some_and(|outcome| outcome.over);
        let record = told.record;
        // As it stands by now; if it has left again since, it is no longer this reader's to see.
        let body = || -> StoreResult<_> {
            let record = snapshot_record(sql, record, reader.scope)?;
            Ok(record.map(|record| FeedItem::Body(Box::new(record))))
        };
        if own_device {
            match self.known(sql, reader, told.journal)? {
                Known::Own => add_receipt(items, told),
                Known::At(j) => items.push(entered(told, j)),
            }
            // Who wrote down a thing that others had written down may know none of what they said.
            if gained || over {
                items.extend(body()?);
            }
        } else if gained {
            items.extend(body()?);
        } else if covers {
            if let Known::At(j) = self.known(sql, reader, told.journal)? {
                items.push(entered(told, j));
            }
            if over {
                items.extend(body()?);
            }
        } else if covered {
            items.push(FeedItem::Gone { n: told.n, record: told.record });
        }
        Ok(())
    }
}

fn is_of_device(
    sql: &dyn Sql,
    journal: i64,
    device: Uuid,
    known: &mut HashMap<i64, bool>,
) -> StoreResult<bool> {
    if let Some(own) = known.get(&journal) {
        return Ok(*own);
    }
    let text = "SELECT device = ?2 FROM journal WHERE n = ?1";
    let own = sql.one(text, &args![journal, &device], |row| row.get(0))?.unwrap_or(false);
    known.insert(journal, own);
    Ok(own)
}

fn journal_ref(sql: &dyn Sql, journal: i64) -> StoreResult<JournalRef> {
    let text = "SELECT j.device, j.incarnation, coalesce(d.name, '')
         FROM journal j LEFT JOIN device d ON d.id = j.device WHERE j.n = ?1";
    let found = sql.one(text, &args![journal], |row| {
        Ok(JournalRef { device: row.get(0)?, incarnation: row.get(1)?, name: row.get(2)? })
    })?;
    found.ok_or_else(|| broken(0, "there: an entry has no journal"))
}

fn entered(told: Told, j: usize) -> FeedItem {
    FeedItem::Entry(Box::new(Entered {
        n: told.n,
        j,
        s: told.seq,
        parcel: Parcel { content: told.content, payload: told.payload, commit: told.commit },
        outcome: told.outcome,
        held: told.held,
    }))
}

/// Receipts for entries that followed each other on both sides and applied as written are one item.
fn add_receipt(items: &mut Vec<FeedItem>, told: Told) {
    if let Some(FeedItem::Own(last)) = items.last_mut()
        && last.outcome.is_none()
        && last.held.is_none()
        && told.outcome.is_none()
        && told.held.is_none()
        && last.to + 1 == told.seq
        && last.commit + (last.to - last.from) + 1 == told.n
    {
        last.to = told.seq;
        last.link = told.link;
        last.chain = told.chain;
        return;
    }
    items.push(FeedItem::Own(ReceiptRange {
        from: told.seq,
        to: told.seq,
        commit: told.n,
        link: told.link,
        chain: told.chain,
        outcome: told.outcome,
        held: told.held,
    }));
}

const SNAPSHOT: &str =
    "SELECT r.seq, r.id, r.kind, r.area, r.class, r.month, r.body, r.head, r.head_n, r.voided, r.occurred,
            j.device, coalesce(d.name, '')
     FROM record r JOIN journal j ON j.n = r.journal LEFT JOIN device d ON d.id = j.device";

/// A record as it stands, if it stands in this scope.
fn snapshot_record(sql: &dyn Sql, record: Uuid, scope: &Scope) -> StoreResult<Option<SnapshotRecord>> {
    let text = format!("{SNAPSHOT} WHERE r.id = ?1");
    let found = sql.one(&text, &args![&record], |row| Ok((row.cell(3)?, read_snapshot(row)?.1)))?;
    let seen = found.filter(|(cell, _)| scope.covers(cell));
    seen.map(|(_, told)| with_overruled(sql, told)).transpose()
}

/// The records of a cell after a place in it, with the place of each.
pub fn snapshot(
    sql: &dyn Sql,
    cell: &Cell,
    after: u64,
    most: usize,
) -> StoreResult<Vec<(u64, SnapshotRecord)>> {
    let text = format!(
        "{SNAPSHOT} WHERE r.area = ?1 AND r.class = ?2 AND r.month = ?3 AND r.seq > ?4 ORDER BY r.seq LIMIT ?5"
    );
    let key = args![&cell.area, cell.class.word(), cell.month, after, most as u64];
    let found = sql.list(&text, &key, read_snapshot)?;
    found.into_iter().map(|(place, told)| Ok((place, with_overruled(sql, told)?))).collect()
}

fn with_overruled(sql: &dyn Sql, told: SnapshotRecord) -> StoreResult<SnapshotRecord> {
    Ok(SnapshotRecord { overruled: overruled::of_record(sql, told.id)?, ..told })
}

fn read_snapshot(row: &dyn Row) -> StoreResult<(u64, SnapshotRecord)> {
    let occurred: &str = row.get(10)?;
    let record = SnapshotRecord {
        id: row.get(1)?,
        kind: row.get(2)?,
        cell: row.cell(3)?.to_string(),
        body: RawValue::from_string(row.get(6)?).unwrap_or_else(|_| RawValue::NULL.to_owned()),
        head: row.get(7)?,
        n: row.get(8)?,
        voided: row.get(9)?,
        occurred: occurred.parse().unwrap_or_default(),
        device: row.get(11)?,
        by: row.get(12)?,
        overruled: Vec::new(),
    };
    Ok((row.get(0)?, record))
}
