//! One round: an exchange, then whatever it says is still to be fetched.
//!
//! Rule: the hub is never asked while the store is held, and the store never waits for the hub.

use beatbook_records::plant::{Plant, is_on};
use beatbook_records::wire::{ExchangeReply, FeedItem, RefusalCode, Verdict, VerdictRange};

use super::central::{Central, CentralError};
use super::{blobs, numbers, places};
use crate::store::{Access, Offer, Received, StoreError, Tx};

/// How many feed items or records go into one transaction, so that a tap never waits long.
const SLICE: usize = 200;

/// The code of a try for which the device has to be signed in again.
pub const SIGN_IN_EXPIRED: &str = "sign_in_expired";

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Whether another should follow at once.
    pub more: bool,
    /// Whether the hub took entries or told of any.
    pub moved: bool,
}

/// Why a round did not end well. Nothing is lost: the next one starts from what is stored.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The hub did not answer as asked.
    #[error(transparent)]
    Central(#[from] CentralError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A photo could not be handed in now; the records were.
    #[error("a photo: {0}")]
    Photo(#[source] CentralError),
    /// Places could not be read now; records were handed in, and photos go on.
    #[error("places: {0}")]
    Places(#[source] CentralError),
    /// The phone is not enrolled.
    #[error("not enrolled")]
    NotEnrolled,
}

impl Trouble {
    /// The code the screen acts on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Central(CentralError::Refused(refusal))
            | Self::Photo(CentralError::Refused(refusal))
            | Self::Places(CentralError::Refused(refusal)) => match refusal.code {
                RefusalCode::ClockWrong => "clock_wrong",
                RefusalCode::Revoked => "revoked",
                RefusalCode::SignInExpired => SIGN_IN_EXPIRED,
                RefusalCode::Busy => "hub_busy",
                _ => "hub_refused",
            },
            Self::Central(_) | Self::Photo(_) | Self::Places(_) => "no_connection",
            Self::Store(_) | Self::NotEnrolled => "internal",
        }
    }
}

/// Do one round.
///
/// # Errors
/// See [`Trouble`]; the failed try is already noted in the store.
pub fn round<A: Access, C: Central + ?Sized>(access: &A, central: &mut C) -> Result<Round, Trouble> {
    match try_round(access, central) {
        Ok(round) => Ok(round),
        Err(trouble) => Err(noted(access, trouble)?),
    }
}

/// Note in the store that a try failed, and of what.
pub(super) fn noted<A: Access>(access: &A, trouble: Trouble) -> Result<Trouble, StoreError> {
    let (trouble, noted) = access.with(move |store| {
        if let Trouble::Store(error) = &trouble {
            store.note(Some(error));
        }
        let (code, smaller) = (trouble.code(), is_too_much(&trouble));
        let noted = store.write(|tx| tx.note_failure(code, smaller));
        (trouble, noted)
    });
    noted.map(|_| trouble)
}

fn is_too_much(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Central(CentralError::TimedOut | CentralError::TooLarge) => true,
        Trouble::Central(CentralError::Refused(refusal)) => refusal.code == RefusalCode::TooLarge,
        _ => false,
    }
}

fn try_round<A: Access, C: Central + ?Sized>(access: &A, central: &mut C) -> Result<Round, Trouble> {
    let Asked { offer, reply } = ask(access, central)?;
    let reply = reply?;
    let moved = !offer.request.entries.is_empty() || !reply.feed.is_empty() || reply.reset.is_some();
    let received = receive(access, reply, offer.written_to)?;
    let Finished { more, sent } = finish(access, central, received, offer.written_to)?;
    Ok(Round { more, moved: moved || sent })
}

/// A request and what came of it.
pub(super) struct Asked {
    pub(super) offer: Offer,
    pub(super) reply: Result<ExchangeReply, CentralError>,
}

/// Offer what waits; what the hub says to it.
pub(super) fn ask<A: Access, C: Central + ?Sized>(access: &A, central: &mut C) -> Result<Asked, Trouble> {
    let Some(offer) = access.with(|store| store.offer())? else { return Err(Trouble::NotEnrolled) };
    #[cfg(feature = "sim")]
    forget_waiting(access, Plant::DeleteOnSend)?;
    let reply = central.exchange(&offer.request, offer.last_link);
    #[cfg(feature = "sim")]
    forget_waiting(access, if reply.is_ok() { Plant::AckAll } else { Plant::BrokenOff })?;
    Ok(Asked { offer, reply })
}

/// What a round came to, once everything was fetched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finished {
    /// Whether another round should follow at once.
    pub(super) more: bool,
    /// Whether anything of a photo was handed in.
    pub(super) sent: bool,
}

/// Fetch what a reply says there is besides.
pub(super) fn finish<A: Access, C: Central + ?Sized>(
    access: &A,
    central: &mut C,
    received: Option<Received>,
    written_to: u64,
) -> Result<Finished, Trouble> {
    // The journal goes on as another: it is offered at once.
    let Some(received) = received else { return Ok(Finished { more: true, sent: false }) };
    if received.hotspots_wanted {
        let pack = central.hotspots()?;
        access.with(move |store| store.write(|tx| tx.put_hotspots(&pack)))?;
    }
    if received.powers_wanted {
        let pack = central.powers()?;
        access.with(move |store| store.write(|tx| tx.put_powers(&pack)))?;
    }
    numbers::step(access, central)?;
    if received.contacts_wanted {
        let signed = central.contacts()?;
        access.with(move |store| store.put_contacts(&signed))?;
    }
    if received.shorten {
        while access.with(|store| store.write_pulled(|tx| tx.shorten()))?.0 {}
        access.with(|store| store.write_pulled(|tx| tx.leave_closed()))?;
    }
    let more = received.more || read_cell(access, central)?;
    // Places and photos go after the records; the places first, which are a few megabytes once.
    let more = more || places::step(access, central, written_to)?;
    let sent = !more && blobs::step(access, central, written_to)?;
    Ok(Finished { more: more || sent, sent })
}

/// Take the reply in, a slice at a time; the cursor moves with the last slice. `None` where it told of a fork, and what
/// else it says concerns another journal.
pub(super) fn receive<A: Access>(
    access: &A,
    mut reply: ExchangeReply,
    written_to: u64,
) -> Result<Option<Received>, Trouble> {
    drop_told_twice(&mut reply);
    let mut slices = slices(std::mem::take(&mut reply.feed));
    let reply = std::sync::Arc::new(reply);
    if slices.is_empty() {
        slices.push(Vec::new()); // what else a reply says is taken in with its last slice
    }
    let mut ends_at = slices.len() - 1;
    if is_on(Plant::CursorFirst) {
        slices.insert(0, Vec::new());
        ends_at = 0;
    }
    let mut received = None;
    for (at, slice) in slices.into_iter().enumerate() {
        let (reply, part) = (std::sync::Arc::clone(&reply), Part { begins: at == 0, ends: at == ends_at });
        let (end, _) = access
            .with(move |store| store.write_pulled(|tx| part.take_in(tx, &reply, &slice, written_to)))?;
        match end {
            Taken::Elsewhere => return Ok(None),
            Taken::End(end) => received = Some(end),
            Taken::Slice => {}
        }
    }
    Ok(received)
}

/// What goes into one transaction each.
fn slices<T>(mut all: Vec<T>) -> Vec<Vec<T>> {
    let mut slices = Vec::with_capacity(all.len().div_ceil(SLICE));
    while !all.is_empty() {
        let rest = all.split_off(all.len().min(SLICE));
        slices.push(std::mem::replace(&mut all, rest));
    }
    slices
}

/// Which slice of a reply it is.
#[derive(Debug, Clone, Copy)]
struct Part {
    begins: bool,
    ends: bool,
}

/// What was taken in.
enum Taken {
    /// A slice; others follow.
    Slice,
    /// The slice that moves the cursor.
    End(Received),
    /// A fork: nothing else of the reply is this journal's.
    Elsewhere,
}

impl Part {
    fn take_in(
        self,
        tx: &mut Tx<'_>,
        reply: &ExchangeReply,
        slice: &[FeedItem],
        written_to: u64,
    ) -> Result<Taken, StoreError> {
        if self.begins && !tx.receive_verdicts(reply, written_to)? {
            return Ok(Taken::Elsewhere);
        }
        tx.receive_feed(&reply.journals, slice)?;
        if self.ends { tx.receive_end(reply).map(Taken::End) } else { Ok(Taken::Slice) }
    }
}

/// A verdict whose receipts are in the same reply says nothing more: it need not be written.
fn drop_told_twice(reply: &mut ExchangeReply) {
    let receipts: Vec<(u64, u64)> = reply
        .feed
        .iter()
        .filter_map(|item| match item {
            FeedItem::Own(range) => Some((range.from, range.to)),
            _ => None,
        })
        .collect();
    let receipted =
        |range: &VerdictRange| receipts.iter().any(|(from, to)| *from <= range.from && range.to <= *to);
    let plain = |verdict: &Verdict| matches!(verdict, Verdict::Accepted | Verdict::Duplicate);
    reply.verdicts.retain(|range| !(plain(&range.verdict) && receipted(range)));
}

/// Read the next page of a cell that is wanted; whether there is more to read.
fn read_cell<A: Access, C: Central + ?Sized>(access: &A, central: &mut C) -> Result<bool, Trouble> {
    let Some(wanted) = access.with(|store| store.wanted_cell())? else { return Ok(false) };
    let mut page = match central.snapshot(&wanted.cell.to_string(), wanted.after) {
        Ok(page) => page,
        // Not this device's any more: the next exchange says what is.
        Err(CentralError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => {
            access.with(move |store| store.write_pulled(|tx| tx.forget_cell(&wanted.cell)))?;
            return Ok(true);
        }
        Err(error) => return Err(error.into()),
    };
    for slice in slices(std::mem::take(&mut page.records)) {
        let reading = wanted.reading;
        access.with(move |store| store.write_pulled(|tx| tx.receive_records(&slice, reading)))?;
    }
    access.with(move |store| store.write_pulled(|tx| tx.end_page(&wanted, page.next)))?;
    Ok(true)
}

/// What three planted bugs do, at different moments.
#[cfg(feature = "sim")]
fn forget_waiting<A: Access>(access: &A, plant: Plant) -> Result<(), StoreError> {
    if is_on(plant) { access.with(|store| store.write(|tx| tx.forget_waiting())).map(|_| ()) } else { Ok(()) }
}
