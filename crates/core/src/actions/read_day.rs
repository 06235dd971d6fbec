//! The first screen of a shift, and the patrol that runs.

use chrono::{DateTime, Utc};

use super::Context;
use super::find_photos;
use super::keep_draft::drafts;
use super::list_hotspots::{choices, suggest};
use super::read_slip::shift;
use super::read_sync::chip;
use super::start_patrol::defaults;
use super::support::day_start;
use super::view_patrol::Duty;
use crate::api::{Nothing, PatrolView, Today};
use crate::env::Env;
use crate::error::Error;
use crate::store::{Owner, Reader};

/// The first screen of a shift.
pub(crate) fn today(context: &Context, _: Nothing) -> Result<Today, Error> {
    let fix = context.location.fix();
    let photos_found = find_photos::count(context)?;
    context.read(move |reader, env| {
        let owner = reader.enrolled()?;
        let choices = choices(reader, &owner, fix)?;
        let (suggested, why) = suggest(reader, &choices)?;
        Ok(Today {
            chip: chip(reader)?,
            suggested,
            why,
            shift: shift(reader, &owner)?.filter(|shift| shift.ended.is_none()),
            patrol: live_view(reader, &owner, env.now())?,
            minutes_today: seconds_today(reader, &owner, env)? / 60,
            drafts: drafts(reader)?,
            photos_found,
            defaults: defaults(reader)?,
            hotspots: u32::try_from(choices.len()).unwrap_or(u32::MAX),
        })
    })
}

/// The patrol that runs or is paused.
pub(crate) fn live(context: &Context, _: Nothing) -> Result<Option<PatrolView>, Error> {
    context.read(|reader, env| live_view(reader, &reader.enrolled()?, env.now()))
}

fn live_view(reader: Reader<'_>, owner: &Owner, now: DateTime<Utc>) -> Result<Option<PatrolView>, Error> {
    Duty::live(reader, owner)?.map(|duty| duty.view(reader, owner, now)).transpose()
}

/// Clock seconds of own patrols begun since the device's day began.
fn seconds_today(reader: Reader<'_>, owner: &Owner, env: &dyn Env) -> Result<u32, Error> {
    let mut seconds = 0;
    for patrol in reader.patrols_since(owner.device, day_start(env))? {
        seconds += Duty::read(reader, patrol)?.seconds(env.now()).0;
    }
    Ok(seconds)
}
