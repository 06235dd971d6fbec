//! Reading what a batch touches.
//!
//! Rule: a few questions, each asked of the whole batch at once; what may change is locked, in the order of its ids.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Content, Hash, Payload, content_hash, payload_commit};
use beatbook_records::settle::Outcome;
use uuid::Uuid;

use super::journals::Journal;
use super::sql::{Arg, Columns, Many, Next, Row, Shape, Sql, broken};
use super::{StoreResult, erasure};
use crate::arrival::Arrival;
use crate::world::{Applied, Kept, Lost, StandingRecord, World};

const ID: Columns = &[("id", Shape::Id)];
const ID_AND_NUMBER: Columns = &[("id", Shape::Id), ("n", Shape::Int)];

/// Read what these entries touch.
///
/// # Errors
/// When the database fails, or holds what nobody wrote.
pub fn load<'a>(sql: &dyn Sql, journal: &Journal, arrivals: &[Arrival<'_>]) -> StoreResult<World<'a>> {
    let mut world = World::default();
    let ids: BTreeSet<Uuid> = arrivals.iter().map(Arrival::id).collect();
    load_kept(sql, &ids, &mut world)?;
    let strange: BTreeSet<Uuid> = strange_ids(arrivals, &world).collect();
    load_kept(sql, &strange, &mut world)?;
    let new = |(content, _): &&(Content, Payload)| !world.kept.contains_key(&content.id);
    let read: Vec<&(Content, Payload)> =
        arrivals.iter().filter_map(|arrival| arrival.read.as_ref().ok()).filter(new).collect();
    let records: BTreeSet<Uuid> = read.iter().map(|(content, _)| content.record_id()).collect();
    load_records(sql, &records, &mut world)?;
    if erasure::any(sql)? {
        load_erased(sql, &records, &mut world)?;
    }
    let seen: BTreeSet<Uuid> = read.iter().filter_map(|(content, _)| content.seen.map(|s| s.entry)).collect();
    load_seen(sql, &seen, &mut world)?;
    if world.records.is_empty() {
        return Ok(world);
    }
    load_applied(sql, &read, &mut world)?;
    load_overruled(sql, &mut world)?;
    if journal.has_parents() {
        load_first_numbers(sql, journal, &mut world)?;
    }
    Ok(world)
}

/// Ids that follow from bytes: of those whose own id is another's, here or in this very batch.
fn strange_ids(arrivals: &[Arrival<'_>], world: &World<'_>) -> impl Iterator<Item = Uuid> {
    let mut hashes: HashMap<Uuid, Hash> =
        world.kept.iter().map(|(id, kept)| (*id, kept.content_hash)).collect();
    arrivals.iter().filter_map(move |arrival| {
        let first = *hashes.entry(arrival.id()).or_insert(arrival.content_hash);
        (first != arrival.content_hash).then(|| arrival.derived_id())
    })
}

fn many<'a>(ids: impl IntoIterator<Item = &'a Uuid>) -> Many<'a> {
    let mut many = Many::of(ID);
    ids.into_iter().for_each(|id| many.row([id.into()]));
    many
}

fn load_kept(sql: &dyn Sql, ids: &BTreeSet<Uuid>, world: &mut World<'_>) -> StoreResult<()> {
    let text = "SELECT e.id, e.content, coalesce(e.payload, CAST(r.body AS TEXT)), e.payload_commit
         FROM entry e LEFT JOIN record r ON r.id = e.record WHERE e.id = ?1";
    sql.each_of(text, &many(ids), &mut |row| {
        let content: &str = row.get(1)?;
        let erased: Option<Hash> = row.get(3)?;
        let payload: Option<&str> = row.get(2)?;
        let commit = erased.unwrap_or_else(|| payload_commit(payload.unwrap_or_default().as_bytes()));
        let content_hash = content_hash(content.as_bytes(), &commit);
        world.kept.insert(row.get(0)?, Kept { content_hash, erased: erased.is_some() });
        Ok(Next::Row)
    })
}

fn load_records(sql: &dyn Sql, ids: &BTreeSet<Uuid>, world: &mut World<'_>) -> StoreResult<()> {
    let text =
        "SELECT id, kind, area, class, month, body, head, head_n, voided, void_own, void_n, journal, occurred
         FROM record WHERE id = ?1 FOR UPDATE";
    sql.each_of(text, &many(ids), &mut |row| {
        let (id, record) = standing(row)?;
        world.records.insert(id, record);
        Ok(Next::Row)
    })
}

fn standing<'a>(row: &dyn Row) -> StoreResult<(Uuid, StandingRecord<'a>)> {
    let body: String = row.get(5)?;
    let read: Payload = serde_json::from_str(&body).map_err(|_| broken(5, "a body"))?;
    let record = StandingRecord {
        kind: Cow::Owned(row.get(1)?),
        cell: row.cell(2)?,
        body: Cow::Owned(body),
        values: Cow::Owned(read.values),
        // Only what a device wrote has a salt; a settled body has none.
        is_as_created: !read.salt.is_empty(),
        head: row.get(6)?,
        head_n: row.get(7)?,
        voided: row.get(8)?,
        void_own: row.get(9)?,
        void_n: row.get(10)?,
        journal: row.get(11)?,
        first_seq: None,
        occurred: row.get(12)?,
        applied: Vec::new(),
        overruled: BTreeMap::new(),
    };
    Ok((row.get(0)?, record))
}

fn load_erased(sql: &dyn Sql, ids: &BTreeSet<Uuid>, world: &mut World<'_>) -> StoreResult<()> {
    sql.each_of("SELECT record FROM erasure WHERE record = ?1", &many(ids), &mut |row| {
        world.erased.insert(row.get(0)?);
        Ok(Next::Row)
    })
}

fn load_seen(sql: &dyn Sql, ids: &BTreeSet<Uuid>, world: &mut World<'_>) -> StoreResult<()> {
    let text = "SELECT id, record, commit_seq FROM entry WHERE id = ?1";
    sql.each_of(text, &many(ids), &mut |row| {
        world.seen.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        Ok(Next::Row)
    })
}

/// From the earliest number on that some author in the batch may not have seen.
fn load_applied(sql: &dyn Sql, read: &[&(Content, Payload)], world: &mut World<'_>) -> StoreResult<()> {
    let mut after: BTreeMap<Uuid, u64> = BTreeMap::new();
    for (content, _) in read {
        let record = content.record_id();
        let seen = content.seen.and_then(|seen| world.seen.get(&seen.entry));
        let seen_n = seen.filter(|(of, _)| *of == record).map_or(0, |(_, n)| *n);
        after.entry(record).and_modify(|n| *n = seen_n.min(*n)).or_insert(seen_n);
    }
    after.retain(|record, _| world.records.contains_key(record));
    let mut many = Many::of(ID_AND_NUMBER);
    after.iter().for_each(|(record, n)| many.row([record.into(), (*n).into()]));
    let text = "SELECT record, commit_seq, journal, seq, at, content, outcome FROM entry
         WHERE record = ?1 AND commit_seq > ?2 AND held IS NULL ORDER BY commit_seq";
    sql.each_of(text, &many, &mut |row| {
        let record: Uuid = row.get(0)?;
        let content: Content = serde_json::from_str(row.get(5)?).map_err(|_| broken(5, "a content"))?;
        let outcome: Outcome = match row.get(6)? {
            Some(text) => serde_json::from_str(text).map_err(|_| broken(6, "an outcome"))?,
            None => Outcome::default(),
        };
        let place = (row.get(2)?, row.get(3)?);
        let entry =
            Applied::new(row.get(1)?, place, Hlc::from_raw(row.get(4)?), Cow::Owned(content), &outcome);
        world.records.entry(record).and_modify(|record| record.applied.push(entry));
        Ok(Next::Row)
    })
}

fn load_overruled(sql: &dyn Sql, world: &mut World<'_>) -> StoreResult<()> {
    let ids: BTreeSet<Uuid> = world.records.keys().copied().collect();
    let text = "SELECT o.record, o.field, o.entry, o.value, o.by, o.n, e.journal, e.seq
         FROM overruled o JOIN entry e ON e.id = o.entry WHERE o.record = ?1";
    sql.each_of(text, &many(&ids), &mut |row| {
        let key = (row.get(1)?, row.get(2)?);
        let given_at = (row.get(6)?, row.get(7)?);
        let lost = Lost { value: row.get(3)?, by: row.get(4)?, n: row.get(5)?, given_at };
        world.records.entry(row.get(0)?).and_modify(|record| drop(record.overruled.insert(key, lost)));
        Ok(Next::Row)
    })
}

/// The first number on each record of the journal that made it, where this journal may go on from that one.
fn load_first_numbers(sql: &dyn Sql, journal: &Journal, world: &mut World<'_>) -> StoreResult<()> {
    let foreign = world.records.iter().filter(|(_, record)| record.journal != journal.n);
    let makers: BTreeMap<Uuid, i64> = foreign.map(|(id, record)| (*id, record.journal)).collect();
    let mut many = Many::of(ID_AND_NUMBER);
    makers.iter().for_each(|(record, n)| many.row([record.into(), Arg::Int(*n)]));
    let text = "SELECT ?1, min(seq) FROM entry WHERE record = ?1 AND journal = ?2";
    sql.each_of(text, &many, &mut |row| {
        let first: Option<u64> = row.get(1)?;
        world.records.entry(row.get(0)?).and_modify(|record| record.first_seq = first);
        Ok(Next::Row)
    })
}
