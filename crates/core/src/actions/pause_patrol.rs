//! Pause a patrol: its open leg is closed. A pause is what lies between two legs.

use beatbook_records::kinds::PatrolLeg;
use beatbook_records::record::{Record as _, Values};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::Context;
use super::support::amend;
use super::view_patrol::Duty;
use crate::api::{Nothing, PatrolView};
use crate::env::Env;
use crate::error::Error;
use crate::store::Tx;

/// Pause; a patrol that is paused stays so.
pub(crate) fn pause(context: &Context, _: Nothing) -> Result<PatrolView, Error> {
    context.write(|tx| {
        let (reader, now) = (tx.read(), tx.env().now());
        let owner = reader.enrolled()?;
        let duty = Duty::own(reader, &owner)?;
        close_leg(tx, &duty, now)?;
        Duty::read(reader, duty.id)?.view(reader, &owner, now)
    })
}

/// Close the open leg, if there is one. Returns when, which is never before it was opened: a clock
/// that was set back does not keep anybody from finishing.
pub(super) fn close_leg(tx: &mut Tx<'_>, duty: &Duty, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let Some((id, leg)) = duty.open_leg() else { return Ok(now) };
    let to = now.max(leg.from);
    let values = closing(tx.env(), leg, to);
    amend(tx, PatrolLeg::KIND.name, *id, values)?;
    Ok(to)
}

/// The times, given whole as a group is, and the device's clocks as evidence.
fn closing(env: &dyn Env, leg: &PatrolLeg, to: DateTime<Utc>) -> Values {
    let mut values = Values::new();
    let mut give = |name: &str, value| drop(values.insert(name.into(), value));
    give("from", json!(leg.from));
    give("to", json!(to));
    give("to_offset_min", json!(env.offset_minutes()));
    give("to_monotonic_ms", json!(env.monotonic_ms()));
    give("to_boot", json!(env.boot()));
    values
}
