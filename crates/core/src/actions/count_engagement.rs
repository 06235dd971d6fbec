//! Count a conversation, and take a count back. One tap is one record; an undo is a void.

use beatbook_records::entry::Act;
use beatbook_records::kinds::Engagement;
use beatbook_records::record::{Record as _, Values};
use serde_json::Value;
use uuid::Uuid;

use super::Context;
use super::support::create;
use super::view_patrol::{Duty, counts};
use crate::api::{CountEngagement, Counted, UndoEngagement};
use crate::error::{Error, ErrorCode};
use crate::store::{Draft, Stored};

/// Count a conversation on the patrol that runs, or is paused: people talk then, too.
pub(crate) fn count(context: &Context, input: CountEngagement) -> Result<Counted, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let duty = Duty::running(reader, &reader.enrolled()?)?;
        let leg = duty.last_leg()?;
        let engagement = Engagement {
            area: leg.area.clone(),
            patrol: Some(duty.id),
            hotspot: Some(leg.hotspot.clone()),
            hotspot_version: leg.hotspot_version,
            kind: input.kind,
            count: 1,
            theme: None,
            what_worries: None,
            feels_safe: None,
            action_asked: None,
            place_unsafe: None,
            uprn: None,
            duplicate_of: None,
        };
        let tap = create(tx, &engagement, tx.env().now())?;
        Ok(Counted { tap, counts: counts(reader, duty.id)? })
    })
}

/// Take an own count back. Taking it back twice is taking it back.
pub(crate) fn undo(context: &Context, input: UndoEngagement) -> Result<Counted, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        let own = |tap: &Stored| tap.kind == Engagement::KIND.name && tap.device == owner.device;
        let tap = reader.record(input.tap)?.filter(own).ok_or(ErrorCode::NotFound)?;
        if !tap.voided {
            tx.enter(Draft {
                act: Act::Void,
                kind: Engagement::KIND.name,
                record: Some(tap.id),
                values: Values::new(),
                reason: None,
                occurred: tx.env().now(),
                seen: reader.seen_now(tap.id)?,
                fixes: None,
            })?;
        }
        let patrol = tap.values.get("patrol").and_then(Value::as_str).and_then(|id| id.parse().ok());
        Ok(Counted { tap: tap.id, counts: counts(reader, patrol.unwrap_or(Uuid::nil()))? })
    })
}
