//! The exchange: take a batch in, answer with verdicts and a page of the feed.
//!
//! Rule: one transaction. A gap stores nothing past it; a fork stores nothing; one bad entry blocks no
//! other. A revoked device hands in and receives nothing.

use beatbook_records::digest::Digest;
use beatbook_records::entry::JournalId;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::wire::{
    BATCH_ENTRIES_MAX, ExchangeReply, ExchangeRequest, Reset, Verdict, VerdictRange,
};

use uuid::Uuid;

use crate::arrival::{Arrival, read_batch};
use crate::auth::{Caller, Signed};
use crate::commit::{Coming, Commit};
use crate::error::HubError;
use crate::judge::Writer;
use crate::state::Hub;
use crate::store::cells::{self, StoredCell};
use crate::store::feed::{self, Reader};
use crate::store::head::Head;
use crate::store::journals::Journal;
use crate::store::{Exchanging, batches, scopes, touched, write};

/// What came of the batch.
struct Taken {
    verdicts: Vec<VerdictRange>,
    before: Head,
    after: Head,
    next_before: u64,
    journal: Journal,
    forked: bool,
}

/// Do one small sync.
///
/// # Errors
/// When the batch is too large, is not what its signature says, or the database fails.
pub fn exchange(
    hub: &Hub,
    caller: &Caller,
    signed: &Signed,
    request: ExchangeRequest,
) -> Result<ExchangeReply, HubError> {
    if request.entries.len() > BATCH_ENTRIES_MAX {
        return Err(HubError::TooLarge("entries in a batch"));
    }
    if request.first_seq == 0 || request.incarnation > i64::MAX.cast_unsigned() {
        return Err(HubError::Malformed("sequence numbers begin with 1, incarnations have 63 bits"));
    }
    let now_ms = hub.clock.now_ms();
    let mut store = hub.store();
    // With nothing to keep there is nothing to commit: most exchanges only ask what is new.
    let tx = if request.entries.is_empty() { store.begin_read()? } else { store.begin()? };
    let scope_seen = scopes::acknowledged(&tx, caller.device)?;
    let writer = Writer { scope: &caller.scope, scope_seen, revoked: caller.revoked };
    let taken = take(&tx, writer, caller.device, signed, &request, now_ms)?;
    let reply = if caller.revoked || taken.forked {
        answer_no_feed(&taken, caller.revoked, now_ms)
    } else {
        scopes::acknowledge(&tx, caller.device, request.scope.min(caller.scope.version), now_ms)?;
        answer(&tx, caller, &request, &taken, now_ms)?
    };
    tx.commit()?;
    Ok(reply)
}

/// Put what is new into the history.
fn take(
    tx: &Exchanging<'_>,
    writer: Writer<'_>,
    device: Uuid,
    signed: &Signed,
    request: &ExchangeRequest,
    now_ms: i64,
) -> Result<Taken, HubError> {
    let id = JournalId { device, incarnation: request.incarnation };
    let arrivals = read_batch(id, request.first_seq, request.prev, &request.entries);
    let last_link = arrivals.last().map_or(request.prev, |arrival| arrival.link);
    if last_link != signed.link {
        return Err(HubError::Unsigned("the batch does not end in the link that was signed"));
    }
    let journal = Journal::open(tx, id, request.parent, request.prev)?;
    let before = Head::read(tx)?;
    let next_before = journal.next_seq;
    let forked = !is_on(Plant::NoFork) && is_fork(tx, &journal, request, &arrivals)?;
    let mut taken =
        Taken { verdicts: Vec::new(), after: before.clone(), before, next_before, journal, forked };
    if forked || request.first_seq > taken.journal.next_seq {
        return Ok(taken);
    }
    let known = arrivals.partition_point(|arrival| arrival.seq < next_before);
    #[cfg(feature = "sim")]
    crate::store::planted::take_again(tx, &arrivals[..known])?;
    if known > 0 {
        taken.verdicts.push(VerdictRange {
            from: request.first_seq,
            to: arrivals[known - 1].seq,
            verdict: Verdict::Duplicate,
        });
    }
    let new = &arrivals[known..];
    if new.is_empty() {
        return Ok(taken);
    }
    let journal = taken.journal.clone().begin(tx)?;
    let world = touched::load(&**tx, &journal, new)?;
    let coming = Coming { writer, now_ms, skew_ms: request.device_time - now_ms };
    let mut commit = Commit::new(coming, world, journal);
    for arrival in new {
        let verdict = commit.take(arrival);
        if is_on(Plant::PoisonBlocks) && matches!(verdict, Verdict::Held(_)) {
            return Err(HubError::Malformed("planted"));
        }
        add_verdict(&mut taken.verdicts, arrival.seq, verdict);
    }
    let mut rows = commit.finish();
    taken.after = rows.number(&taken.before);
    write::write(&**tx, &rows, taken.before.commit_seq + 1, now_ms)?;
    rows.cells.write(tx, taken.after.commit_seq)?;
    rows.journal.write(tx)?;
    taken.after.write(tx)?;
    taken.journal = rows.journal;
    batches::keep(tx, taken.journal.n, new, signed, now_ms)?;
    Ok(taken)
}

/// Whether the batch disagrees with what is kept under its numbers.
fn is_fork(
    tx: &Exchanging<'_>,
    journal: &Journal,
    request: &ExchangeRequest,
    arrivals: &[Arrival<'_>],
) -> Result<bool, HubError> {
    if request.first_seq > journal.next_seq {
        return Ok(false); // a gap: nothing can be said yet
    }
    if journal.link_at(tx, request.first_seq - 1)? != Some(request.prev) {
        return Ok(true);
    }
    for arrival in arrivals.iter().take_while(|arrival| arrival.seq < journal.next_seq) {
        if journal.link_at(tx, arrival.seq)? != Some(arrival.link) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn add_verdict(verdicts: &mut Vec<VerdictRange>, seq: u64, verdict: Verdict) {
    match verdicts.last_mut() {
        Some(last) if last.verdict == verdict && last.to + 1 == seq => last.to = seq,
        _ => verdicts.push(VerdictRange { from: seq, to: seq, verdict }),
    }
}

/// A revoked device learns that its work is kept, a forked one that it must begin anew; nothing else.
fn answer_no_feed(taken: &Taken, revoked: bool, now_ms: i64) -> ExchangeReply {
    ExchangeReply {
        verdicts: taken.verdicts.clone(),
        forked: taken.forked,
        revoked,
        ..ExchangeReply::empty(taken.before.epoch, now_ms, taken.journal.next_seq)
    }
}

fn answer(
    tx: &Exchanging<'_>,
    caller: &Caller,
    request: &ExchangeRequest,
    taken: &Taken,
    now_ms: i64,
) -> Result<ExchangeReply, HubError> {
    let head = &taken.after;
    let cursor = match &request.cursor {
        Some(cursor) => taken.before.of_cursor(tx, cursor)?,
        None => None,
    };
    let mut reply = ExchangeReply {
        verdicts: taken.verdicts.clone(),
        ..ExchangeReply::empty(head.epoch, now_ms, taken.journal.next_seq)
    };
    let rescoped = request.scope < caller.scope.version;
    if rescoped {
        reply.new_scope = Some(caller.scope.clone());
    }
    if cursor.is_none() {
        let known = taken.next_before > 1;
        let head = if known { taken.journal.link_at(tx, taken.next_before - 1)? } else { None };
        reply.reset = Some(Reset { next_seq: taken.next_before, head });
    }
    if cursor.is_none() || rescoped {
        let cells = cells::visible(tx, &caller.scope, 0)?;
        reply.cells = cells.iter().map(|stored| stored.cell.to_string()).collect();
    }
    let newest = scopes::hotspots_version(tx)?;
    reply.hotspots = (newest > request.hotspots.unwrap_or(0)).then_some(newest);

    // A reset reads on from before this batch, so that the batch's own receipts still come.
    let from = cursor.unwrap_or(taken.before.commit_seq);
    let reader = Reader {
        journal: JournalId { device: caller.device, incarnation: request.incarnation },
        scope: &caller.scope,
    };
    let page = feed::page(tx, reader, from, head.commit_seq)?;
    reply.more = page.up_to < head.commit_seq;
    reply.cursor = head.at(tx, page.up_to)?.cursor();
    if !reply.more {
        let at_head = cursor == Some(taken.before.commit_seq);
        reply.digests = digests(tx, caller, request, taken, from, at_head)?;
    }
    (reply.journals, reply.feed) = (page.journals, page.items);
    Ok(reply)
}

/// The digests the device may have to compare: of what changed since its cursor, or of everything
/// where the sum it sent from the head was not the hub's.
fn digests(
    tx: &Exchanging<'_>,
    caller: &Caller,
    request: &ExchangeRequest,
    taken: &Taken,
    from: u64,
    at_head: bool,
) -> Result<std::collections::BTreeMap<String, String>, HubError> {
    let differs = match &request.digest {
        Some(theirs) if at_head && taken.verdicts.is_empty() => {
            let all = cells::visible(tx, &caller.scope, 0)?;
            all.iter().fold(Digest::default(), |sum, stored| sum.plus(stored.digest)).to_hex() != *theirs
        }
        _ => false,
    };
    let cells = cells::visible(tx, &caller.scope, if differs { 0 } else { from })?;
    let pair = |stored: StoredCell| (stored.cell.to_string(), stored.digest.to_hex());
    Ok(cells.into_iter().map(pair).collect())
}
