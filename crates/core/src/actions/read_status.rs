//! What the screen needs first. Answers before anybody is enrolled, too.

use super::Context;
use super::keep_route::route;
use super::read_sync::chip;
use crate::api::{AppStatus, Me, Nothing};
use crate::error::Error;
use crate::store::{Owner, time_text};

pub(crate) fn status(context: &Context, _: Nothing) -> Result<AppStatus, Error> {
    context.read(|reader, _| {
        let owner = reader.owner()?;
        let patrol = match &owner {
            Some(owner) => reader.live_patrol(owner.device)?.is_some(),
            None => false,
        };
        Ok(AppStatus {
            me: owner.map(me),
            route: route(reader)?,
            patrol,
            chip: chip(reader)?,
            version: env!("CARGO_PKG_VERSION").into(),
        })
    })
}

/// Whose device it is, as the screen shows it.
pub(super) fn me(owner: Owner) -> Me {
    Me {
        officer: owner.actor,
        name: owner.name,
        role: owner.scope.role,
        organisation: owner.organisation,
        areas: owner.scope.areas,
        hub: owner.hub,
        enrolled_at: time_text(owner.enrolled_at),
    }
}
