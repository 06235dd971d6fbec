//! The exchange: take a batch in, answer with verdicts and a page of the feed.
//!
//! Rule: what is new is committed in one transaction with its verdicts; the answer is read from one state of the book
//! that holds it, so that nobody waits for somebody else's answer. A gap stores nothing past it; a fork stores nothing;
//! one bad entry blocks no other. A revoked device hands in and receives nothing.

use beatbook_records::digest::Digest;
use beatbook_records::entry::JournalId;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::wire::{
    BATCH_ENTRIES_MAX, ExchangeReply, ExchangeRequest, Nudge, NudgesKnown, Reset, Verdict, VerdictRange,
};

use crate::arrival::{Arrival, read_batch};
use crate::auth::{Caller, Signed};
use crate::commit::{Coming, Commit};
use crate::error::HubError;
use crate::judge::Writer;
use crate::powers::{Covered, is_act};
use crate::state::Hub;
use crate::store::cells::{self, StoredCell};
use crate::store::feed::{self, Reader};
use crate::store::head::Head;
use crate::store::horizon::{self, News};
use crate::store::journals::Journal;
use crate::store::sql::Sql;
use crate::store::{batches, daily, erasure, nudges, powers, scopes, touched, write};

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
    if !is_countable(&request) {
        return Err(HubError::Malformed("sequence numbers begin with 1, they and incarnations have 63 bits"));
    }
    let now_ms = hub.clock.now_ms();
    let asked = Asked { caller, signed, request: &request, now_ms };
    let arrivals = asked.arrivals()?;
    let book = hub.store();
    // With nothing to keep there is nothing to commit: most exchanges only ask what is new.
    if arrivals.is_empty() {
        return book.read(|sql| asked.answer(sql, &asked.take(sql, &arrivals)?));
    }
    let taken = book.write(|sql| asked.take(sql, &arrivals))?;
    book.sql().grown(taken.before.commit_seq, taken.after.commit_seq)?;
    book.read(|sql| asked.answer(sql, &taken))
}

/// Whether every number fits where numbers are kept, with room for a batch after it.
fn is_countable(request: &ExchangeRequest) -> bool {
    let most = i64::MAX.cast_unsigned();
    let seqs = 0..=most - BATCH_ENTRIES_MAX as u64;
    let fits = |incarnation: u64, seq: u64| incarnation <= most && seqs.contains(&seq);
    request.first_seq > 0
        && fits(request.incarnation, request.first_seq)
        && request.parent.is_none_or(|parent| fits(parent.incarnation, parent.seq))
}

/// What is asked, by whom, when.
#[derive(Clone, Copy)]
struct Asked<'a> {
    caller: &'a Caller,
    signed: &'a Signed,
    request: &'a ExchangeRequest,
    now_ms: i64,
}

impl<'a> Asked<'a> {
    fn journal(&self) -> JournalId {
        JournalId { device: self.caller.device, incarnation: self.request.incarnation }
    }

    /// The entries that came, if they are those that were signed.
    fn arrivals(&self) -> Result<Vec<Arrival<'a>>, HubError> {
        let request = self.request;
        let arrivals = read_batch(self.journal(), request.first_seq, request.prev, &request.entries);
        let last_link = arrivals.last().map_or(request.prev, |arrival| arrival.link);
        if last_link != self.signed.link {
            return Err(HubError::Unsigned("the batch does not end in the link that was signed"));
        }
        Ok(arrivals)
    }

    /// Put what is new into the history.
    fn take(&self, sql: &dyn Sql, arrivals: &[Arrival<'_>]) -> Result<Taken, HubError> {
        let request = self.request;
        if !arrivals.is_empty() {
            Journal::lock(sql, self.journal())?;
        }
        let journal = Journal::open(sql, self.journal(), request.parent, request.prev)?;
        let before = Head::read(sql)?;
        let next_before = journal.next_seq;
        let forked = !is_on(Plant::NoFork) && is_fork(sql, &journal, request, arrivals)?;
        let mut taken =
            Taken { verdicts: Vec::new(), after: before.clone(), before, next_before, journal, forked };
        if forked || request.first_seq > taken.journal.next_seq {
            return Ok(taken);
        }
        let known = arrivals.partition_point(|arrival| arrival.seq < next_before);
        #[cfg(feature = "sim")]
        crate::store::planted::take_again(sql, &arrivals[..known])?;
        if known > 0 {
            taken.verdicts.push(VerdictRange {
                from: request.first_seq,
                to: arrivals[known - 1].seq,
                verdict: Verdict::Duplicate,
            });
        }
        if known < arrivals.len() {
            self.commit(sql, &arrivals[known..], &mut taken)?;
        }
        Ok(taken)
    }

    /// Settle what is new over what it touches, then give it its place and write it.
    fn commit(&self, sql: &dyn Sql, new: &[Arrival<'_>], taken: &mut Taken) -> Result<(), HubError> {
        let Self { caller, now_ms, .. } = *self;
        let scope_seen = scopes::acknowledged(sql, caller.device)?;
        let writer = Writer { scope: &caller.scope, scope_seen, revoked: caller.revoked };
        let journal = taken.journal.clone().begin(sql)?;
        let world = touched::load(sql, &journal, new)?;
        let mut acts = new.iter().filter_map(|arrival| arrival.read.as_ref().ok());
        let acts = acts.any(|(content, _)| is_act(content));
        let pack = if acts { powers::newest(sql)? } else { None };
        let covered = Covered { pack: pack.as_ref(), officer: &caller.name, role: caller.scope.role };
        let coming =
            Coming { writer, covered, now_ms, skew_ms: self.request.device_time.saturating_sub(now_ms) };
        let mut commit = Commit::new(coming, world, journal);
        for arrival in new {
            let verdict = commit.take(arrival);
            if is_on(Plant::PoisonBlocks) && matches!(verdict, Verdict::Held(_)) {
                return Err(HubError::Malformed("planted"));
            }
            add_verdict(&mut taken.verdicts, arrival.seq, verdict);
        }
        let mut rows = commit.finish();
        batches::keep(sql, rows.journal.n, new, self.signed, now_ms)?;
        rows.journal.write(sql)?;
        // From here on every other hub waits.
        taken.before = Head::lock(sql)?;
        taken.after = rows.number(&taken.before);
        let left = daily::days_of_standing(sql, rows.changed.iter().map(|record| &record.id))?;
        write::write(sql, &rows, taken.before.commit_seq + 1, now_ms)?;
        let days = &left | &daily::days_of(sql, &rows)?;
        daily::change(sql, &days, taken.after.commit_seq)?;
        rows.cells.write(sql, taken.after.commit_seq)?;
        taken.after.write(sql)?;
        taken.journal = rows.journal;
        Ok(())
    }

    fn answer(&self, sql: &dyn Sql, taken: &Taken) -> Result<ExchangeReply, HubError> {
        let Self { caller, request, now_ms, .. } = *self;
        if caller.revoked || taken.forked {
            return answer_no_feed(sql, caller.revoked, request, taken, now_ms);
        }
        let version = request.scope.min(caller.scope.version);
        scopes::acknowledge(sql, caller.device, version, request.unsent, now_ms)?;
        answer(sql, caller, request, taken, now_ms)
    }
}

/// Whether the batch disagrees with what is kept under its numbers.
fn is_fork(
    sql: &dyn Sql,
    journal: &Journal,
    request: &ExchangeRequest,
    arrivals: &[Arrival<'_>],
) -> Result<bool, HubError> {
    if request.first_seq > journal.next_seq {
        return Ok(false); // a gap: nothing can be said yet
    }
    if journal.link_at(sql, request.first_seq - 1)? != Some(request.prev) {
        return Ok(true);
    }
    let known = arrivals.partition_point(|arrival| arrival.seq < journal.next_seq);
    let Some(last) = arrivals[..known].last() else { return Ok(false) };
    let kept = journal.links(sql, request.first_seq, last.seq)?;
    Ok(!kept.iter().eq(arrivals[..known].iter().map(|arrival| &arrival.link)))
}

fn add_verdict(verdicts: &mut Vec<VerdictRange>, seq: u64, verdict: Verdict) {
    match verdicts.last_mut() {
        Some(last) if last.verdict == verdict && last.to + 1 == seq => last.to = seq,
        _ => verdicts.push(VerdictRange { from: seq, to: seq, verdict }),
    }
}

/// A revoked device learns that its work is kept, and in which history, so that it notices when a restored hub lacks
/// some of it; a forked one that it must begin anew; nothing else.
fn answer_no_feed(
    sql: &dyn Sql,
    revoked: bool,
    request: &ExchangeRequest,
    taken: &Taken,
    now_ms: i64,
) -> Result<ExchangeReply, HubError> {
    let is_known = taken.forked || known_cursor(sql, request, taken)?.is_some();
    Ok(ExchangeReply {
        verdicts: taken.verdicts.clone(),
        forked: taken.forked,
        revoked,
        reset: if is_known { None } else { Some(reset(sql, taken)?) },
        cursor: if taken.forked { String::new() } else { taken.after.cursor() },
        ..ExchangeReply::empty(taken.before.epoch, now_ms, taken.journal.next_seq)
    })
}

/// Where in this history the device stands; `None` where it reads another, or none yet.
fn known_cursor(sql: &dyn Sql, request: &ExchangeRequest, taken: &Taken) -> Result<Option<u64>, HubError> {
    match &request.cursor {
        Some(cursor) => Ok(taken.before.of_cursor(sql, cursor)?),
        None => Ok(None),
    }
}

/// What this history has of the journal, before this batch.
fn reset(sql: &dyn Sql, taken: &Taken) -> Result<Reset, HubError> {
    let known = taken.next_before > 1;
    let head = if known { taken.journal.link_at(sql, taken.next_before - 1)? } else { None };
    Ok(Reset { next_seq: taken.next_before, head })
}

fn answer(
    sql: &dyn Sql,
    caller: &Caller,
    request: &ExchangeRequest,
    taken: &Taken,
    now_ms: i64,
) -> Result<ExchangeReply, HubError> {
    // Others may have gone on since.
    let head = &Head::read(sql)?;
    let cursor = known_cursor(sql, request, taken)?;
    let mut reply = ExchangeReply {
        verdicts: taken.verdicts.clone(),
        ..ExchangeReply::empty(head.epoch, now_ms, taken.journal.next_seq)
    };
    let rescoped = request.scope < caller.scope.version;
    if rescoped {
        reply.new_scope = Some(caller.scope.clone());
    }
    if cursor.is_none() {
        reply.reset = Some(reset(sql, taken)?);
    }
    if cursor.is_none() || rescoped {
        let cells = cells::visible(sql, &caller.scope, 0)?;
        reply.cells = cells.iter().map(|stored| stored.cell.to_string()).collect();
    }
    let News { hotspots, places, powers, contacts, horizon, erasures } = horizon::news(sql)?;
    reply.hotspots = (hotspots > request.hotspots.unwrap_or(0)).then_some(hotspots);
    // Another, not only a newer one: a hub that was put back from a backup has an older one.
    reply.places = (places > 0 && request.places != Some(places)).then_some(places);
    reply.powers = (powers > 0 && request.powers != Some(powers)).then_some(powers);
    reply.contacts = (contacts > 0 && request.contacts != Some(contacts)).then_some(contacts);
    reply.horizon = horizon;
    let is_said = |verdict: &Verdict| matches!(verdict, Verdict::Duplicate | Verdict::Erased);
    let bounded = reply.reset.is_some() || taken.verdicts.iter().any(|range| is_said(&range.verdict));
    reply.reached = bounded.then_some(head.commit_seq);
    let heard = request.erased.unwrap_or(0);
    if let Some(known) = &request.nudges {
        reply.nudges = asked(sql, caller, known, now_ms)?;
    }
    if erasures > heard {
        reply.erasures = erasure::after(sql, heard)?;
    }

    // A reset reads on from before this batch, so that the batch's own receipts still come.
    let from = cursor.unwrap_or(taken.before.commit_seq);
    let reader = Reader {
        journal: JournalId { device: caller.device, incarnation: request.incarnation },
        scope: &caller.scope,
    };
    let page = feed::page(sql, reader, from, head.commit_seq)?;
    reply.more = page.up_to < head.commit_seq;
    reply.cursor = head.at(sql, page.up_to)?.cursor();
    if !reply.more {
        let at_head = cursor == Some(head.commit_seq);
        reply.digests_all = at_head && differs(sql, caller, request, taken)?;
        let since = if reply.digests_all { 0 } else { from };
        let cells = cells::visible(sql, &caller.scope, since)?;
        let pair = |stored: StoredCell| (stored.cell.to_string(), stored.digest.to_hex());
        reply.digests = cells.into_iter().map(pair).collect();
    }
    (reply.journals, reply.feed) = (page.journals, page.items);
    Ok(reply)
}

/// What the officer is asked now, where the device has another list.
fn asked(
    sql: &dyn Sql,
    caller: &Caller,
    known: &NudgesKnown,
    now_ms: i64,
) -> Result<Option<Vec<Nudge>>, HubError> {
    nudges::answer(sql, caller.actor, &known.answered, now_ms)?;
    let open = nudges::open(sql, caller.actor)?;
    let same = open.iter().map(|nudge| nudge.n).eq(known.have.iter().copied());
    Ok((!same).then_some(open))
}

/// Whether the device, at the head with nothing to hand in, sums its cells up to another digest than the hub's: then it
/// is told of everything.
fn differs(
    sql: &dyn Sql,
    caller: &Caller,
    request: &ExchangeRequest,
    taken: &Taken,
) -> Result<bool, HubError> {
    let Some(theirs) = request.digest.as_ref().filter(|_| taken.verdicts.is_empty()) else {
        return Ok(false);
    };
    let all = cells::visible(sql, &caller.scope, 0)?;
    Ok(all.iter().fold(Digest::default(), |sum, stored| sum.plus(stored.digest)).to_hex() != *theirs)
}
