//! How the app is set, and where the screen was last. The device's own; they never travel.

use super::Context;
use crate::api::{Route, Settings};
use crate::error::Error;
use crate::store::Reader;

const SETTINGS: &str = "settings";
const ROUTE: &str = "route";

pub(crate) fn put_settings(context: &Context, input: Settings) -> Result<Settings, Error> {
    context.write(move |tx| {
        tx.put_setting(SETTINGS, &input)?;
        Ok(input)
    })
}

pub(crate) fn put_route(context: &Context, input: Route) -> Result<(), Error> {
    context.write(move |tx| Ok(tx.put_setting(ROUTE, &input.route)?))
}

/// As put, else as the app comes.
pub(super) fn settings(reader: Reader<'_>) -> Result<Settings, Error> {
    Ok(reader.setting(SETTINGS)?.unwrap_or_default())
}

/// Where the screen was last.
pub(super) fn route(reader: Reader<'_>) -> Result<Option<String>, Error> {
    Ok(reader.setting(ROUTE)?)
}
