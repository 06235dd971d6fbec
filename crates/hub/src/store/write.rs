//! Writing what a settled batch says.
//!
//! Rule: rows go where they belong, many at a time; nothing is decided and nothing is read but what is added to.

use beatbook_records::wire::HeldReason;

use super::StoreResult;
use super::sql::{Arg, Change, Columns, Many, Shape, Sql};
use crate::rows::{EntryRow, RecordRow, Rows};

const ENTRY: Columns = &[
    ("commit_seq", Shape::Int),
    ("id", Shape::Id),
    ("record", Shape::Id),
    ("journal", Shape::Int),
    ("seq", Shape::Int),
    ("content", Shape::Text),
    ("payload", Shape::Text),
    ("payload_commit", Shape::Bytes),
    ("at", Shape::Int),
    ("outcome", Shape::Text),
    ("held", Shape::Text),
    ("superseded_by", Shape::Id),
    ("moved_from", Shape::Text),
    ("area", Shape::Text),
    ("class", Shape::Text),
    ("month", Shape::Int),
    ("link", Shape::Bytes),
    ("chain", Shape::Bytes),
    ("received_ms", Shape::Int),
];
/// The columns of a record, as it is written.
pub const RECORD: Columns = &[
    ("id", Shape::Id),
    ("kind", Shape::Text),
    ("area", Shape::Text),
    ("class", Shape::Text),
    ("month", Shape::Int),
    ("body", Shape::Json),
    ("head", Shape::Id),
    ("head_n", Shape::Int),
    ("voided", Shape::Flag),
    ("void_own", Shape::Flag),
    ("void_n", Shape::Int),
    ("journal", Shape::Int),
    ("occurred", Shape::Text),
];
const REPEAT: Columns =
    &[("journal", Shape::Int), ("seq", Shape::Int), ("entry", Shape::Id), ("link", Shape::Bytes)];
const PAYLOAD: Columns = &[("record", Shape::Id), ("payload", Shape::Text)];
const FORGOTTEN: Columns = &[("record", Shape::Id), ("field", Shape::Text), ("entry", Shape::Id)];
const OVERRULED: Columns = &[
    ("record", Shape::Id),
    ("field", Shape::Text),
    ("value", Shape::Text),
    ("entry", Shape::Id),
    ("by", Shape::Id),
    ("n", Shape::Int),
];
const SUPERSEDED: Columns = &[("id", Shape::Id), ("superseded_by", Shape::Id)];

/// Write the rows of a batch whose first entry has this number in the history.
///
/// # Errors
/// When the database fails.
pub fn write(sql: &dyn Sql, rows: &Rows<'_>, first: u64, now_ms: i64) -> StoreResult<()> {
    let journal = rows.journal.n;
    let (mut payloads, mut superseded) = (Many::of(PAYLOAD), Many::of(SUPERSEDED));
    rows.moved_payloads.iter().for_each(|(record, payload)| payloads.row([record.into(), payload.into()]));
    rows.superseded.iter().for_each(|(held, fix)| superseded.row([held.into(), fix.into()]));
    let unmoved = Change::Update { keys: 1, only: "t.payload IS NULL AND t.payload_commit IS NULL" };
    change(sql, unmoved, "entry", &payloads)?;
    change(sql, Change::Update { keys: 1, only: "t.held IS NOT NULL" }, "entry", &superseded)?;

    let mut entries = Many::with_room(ENTRY, rows.entries.len());
    let mut repeats = Many::of(REPEAT);
    let moved: Vec<Option<String>> =
        rows.entries.iter().map(|entry| entry.moved_from.as_ref().map(ToString::to_string)).collect();
    for ((n, entry), moved) in (first..).zip(&rows.entries).zip(&moved) {
        entries.row(entry_row(n, entry, moved.as_deref(), journal, now_ms));
    }
    for (seq, entry, link) in &rows.repeats {
        repeats.row([journal.into(), (*seq).into(), entry.into(), link.into()]);
    }
    change(sql, Change::Insert, "entry", &entries)?;
    change(sql, Change::Insert, "repeat", &repeats)?;

    let mut made = Many::with_room(RECORD, rows.made.len());
    let mut changed = Many::with_room(RECORD, rows.changed.len());
    rows.made.iter().for_each(|record| made.row(record_row(record)));
    rows.changed.iter().for_each(|record| changed.row(record_row(record)));
    change(sql, Change::Insert, "record", &made)?;
    change(sql, Change::Update { keys: 1, only: "TRUE" }, "record", &changed)?;
    write_overruled(sql, rows)
}

fn write_overruled(sql: &dyn Sql, rows: &Rows<'_>) -> StoreResult<()> {
    let (mut forgotten, mut overruled) = (Many::of(FORGOTTEN), Many::of(OVERRULED));
    for (record, field, entry) in &rows.forgotten {
        forgotten.row([record.into(), field.into(), entry.into()]);
    }
    for lost in &rows.overruled {
        let (value, by) = (Arg::from(&lost.value), Arg::from(&lost.by));
        overruled.row([
            (&lost.record).into(),
            (&lost.field).into(),
            value,
            (&lost.entry).into(),
            by,
            lost.n.into(),
        ]);
    }
    change(sql, Change::Delete, "overruled", &forgotten)?;
    change(sql, Change::Insert, "overruled", &overruled)
}

fn change(sql: &dyn Sql, change: Change, table: &'static str, many: &Many<'_>) -> StoreResult<()> {
    if many.is_empty() { Ok(()) } else { sql.run_of(change, table, many) }
}

fn entry_row<'a>(
    n: u64,
    entry: &'a EntryRow<'_>,
    moved_from: Option<&'a str>,
    journal: i64,
    now_ms: i64,
) -> [Arg<'a>; ENTRY.len()] {
    [
        n.into(),
        (&entry.id).into(),
        (&entry.record).into(),
        journal.into(),
        entry.seq.into(),
        entry.content.into(),
        entry.payload.into(),
        entry.commit.as_ref().into(),
        entry.at.raw().into(),
        entry.outcome.as_ref().into(),
        entry.held.map(HeldReason::code).into(),
        entry.superseded_by.as_ref().into(),
        moved_from.into(),
        (&entry.cell.area).into(),
        entry.cell.class.word().into(),
        entry.cell.month.into(),
        (&entry.link).into(),
        (&entry.chain).into(),
        now_ms.into(),
    ]
}

fn record_row<'a>(record: &'a RecordRow<'_>) -> [Arg<'a>; RECORD.len()] {
    [
        (&record.id).into(),
        (&*record.kind).into(),
        (&record.cell.area).into(),
        record.cell.class.word().into(),
        record.cell.month.into(),
        (&*record.body).into(),
        (&record.head).into(),
        record.head_n.into(),
        record.voided.into(),
        record.void_own.into(),
        record.void_n.into(),
        record.journal.into(),
        (&record.occurred).into(),
    ]
}
