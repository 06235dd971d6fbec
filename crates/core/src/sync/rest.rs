//! To rest: rounds until nothing is left to do, the next request under way while a reply is taken in.
//!
//! Rule: asked ahead is only what the reply leaves no doubt about. The cursor that goes with it is not stored yet: if the
//! reply cannot be taken in, the next try begins where the last stored one ended, and the hub has everything twice.

use std::panic::resume_unwind;
use std::thread;

use beatbook_records::wire::{ExchangeReply, ExchangeRequest};

use super::central::{Central, CentralError};
use super::round::{Asked, Trouble, ask, finish, noted, receive};
use crate::store::{Access, After, Offer, Received};

/// Takes a reply in and asks the next, in whichever order.
type Both<A, C> = fn(
    &A,
    &mut C,
    (ExchangeReply, u64),
    &Offer,
) -> (Result<Option<Received>, Trouble>, Result<ExchangeReply, CentralError>);

/// Rounds until nothing is left to do; the next request is under way while a reply is taken in.
///
/// # Errors
/// See [`Trouble`].
pub fn to_rest<A: Access + Sync, C: Central + Send + ?Sized>(
    access: &A,
    central: &mut C,
) -> Result<(), Trouble> {
    rounds(access, central, usize::MAX, beside).map(drop)
}

/// The same on one thread: the next request is answered before a reply is taken in. At most so many rounds; whether
/// that came to an end.
///
/// # Errors
/// See [`Trouble`].
#[cfg(feature = "sim")]
pub fn to_rest_in_turn<A: Access, C: Central>(
    access: &A,
    central: &mut C,
    most: usize,
) -> Result<bool, Trouble> {
    rounds(access, central, most, |access, central, (reply, written_to), next| {
        let answer = central.exchange(&next.request, next.last_link);
        (receive(access, reply, written_to), answer)
    })
}

fn beside<A: Access + Sync, C: Central + Send + ?Sized>(
    access: &A,
    central: &mut C,
    (reply, written_to): (ExchangeReply, u64),
    next: &Offer,
) -> (Result<Option<Received>, Trouble>, Result<ExchangeReply, CentralError>) {
    thread::scope(|scope| {
        let answer = scope.spawn(|| central.exchange(&next.request, next.last_link));
        let received = receive(access, reply, written_to);
        (received, answer.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn rounds<A: Access, C: Central + ?Sized>(
    access: &A,
    central: &mut C,
    most: usize,
    both: Both<A, C>,
) -> Result<bool, Trouble> {
    let mut asked = None;
    for _ in 0..most {
        match one(access, central, asked.take(), both) {
            Ok((false, None)) => return Ok(true),
            Ok((_, next)) => asked = next,
            Err(trouble) => return Err(noted(access, trouble)?),
        }
    }
    Ok(false)
}

/// One round; whether another should follow, and that one's answer if it was asked for already.
fn one<A: Access, C: Central + ?Sized>(
    access: &A,
    central: &mut C,
    asked: Option<Asked>,
    both: Both<A, C>,
) -> Result<(bool, Option<Asked>), Trouble> {
    let Asked { offer, reply } = match asked {
        Some(asked) => asked,
        None => ask(access, central)?,
    };
    let reply = reply?;
    let ahead = match follows(&offer.request, &reply) {
        Some(after) => access.with(move |store| store.offer_after(&after))?,
        None => None,
    };
    let Some(next) = ahead else {
        let received = receive(access, reply, offer.written_to)?;
        return Ok((finish(access, central, received, offer.written_to)?.more, None));
    };
    let (received, reply) = both(access, central, (reply, offer.written_to), &next);
    finish(access, central, received?, offer.written_to)?;
    Ok((true, Some(Asked { offer: next, reply })))
}

/// What a device asks after this reply, unless taking it in changes what there is to ask.
fn follows(request: &ExchangeRequest, reply: &ExchangeReply) -> Option<After> {
    let end = request.first_seq + request.entries.len() as u64;
    let plain = request.cursor.is_some()
        && reply.expected_seq == end
        && reply.reset.is_none()
        && reply.new_scope.is_none()
        && reply.hotspots.is_none()
        && reply.powers.is_none()
        && reply.contacts.is_none()
        && reply.erasures.is_empty()
        && reply.nudges.is_none()
        && !reply.forked
        && !reply.revoked;
    plain.then(|| After { seq: end - 1, cursor: reply.cursor.clone(), more: reply.more })
}
