//! Go on with a patrol: after a pause, in another hotspot, or with another crew. A new leg.

use super::Context;
use super::pause_patrol::close_leg;
use super::start_patrol::{LAST_HOTSPOT, choose, open_leg};
use super::view_patrol::Duty;
use crate::api::{ChangePatrol, Nothing, PatrolView};
use crate::error::Error;

/// Go on after a pause; a patrol that runs goes on as it is.
pub(crate) fn resume(context: &Context, _: Nothing) -> Result<PatrolView, Error> {
    change(context, ChangePatrol { hotspot: None, crew: None })
}

/// Close the leg and open the next; a paused patrol goes on with it. What changes nothing about a
/// patrol that runs opens no leg.
pub(crate) fn change(context: &Context, input: ChangePatrol) -> Result<PatrolView, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        let duty = Duty::own(reader, &owner)?;
        let last = duty.last_leg()?;
        let hotspot = input.hotspot.unwrap_or_else(|| last.hotspot.clone());
        let crew = input.crew.unwrap_or_else(|| last.crew());
        let now = tx.env().now();
        let as_it_is = duty.open_leg().is_some() && hotspot == last.hotspot && crew == last.crew();
        if as_it_is {
            return duty.view(reader, &owner, now);
        }
        let hotspot = choose(reader, &owner, &hotspot)?;
        let from = close_leg(tx, &duty, now)?;
        open_leg(tx, duty.id, &hotspot, crew, from)?;
        tx.put_setting(LAST_HOTSPOT, &hotspot.id)?;
        Duty::read(reader, duty.id)?.view(reader, &owner, now)
    })
}
