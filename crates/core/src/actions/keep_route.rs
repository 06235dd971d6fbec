//! Where the screen was last. The device's own; it never travels.

use super::Context;
use crate::api::Route;
use crate::error::Error;
use crate::store::Reader;

const ROUTE: &str = "route";

pub(crate) fn put_route(context: &Context, input: Route) -> Result<(), Error> {
    context.write(move |tx| Ok(tx.put_setting(ROUTE, &input.route)?))
}

/// Where the screen was last.
pub(super) fn route(reader: Reader<'_>) -> Result<Option<String>, Error> {
    Ok(reader.setting(ROUTE)?)
}
