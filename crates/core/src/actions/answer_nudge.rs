//! Answer a supervisor's question: the record is right as it is.

use super::Context;
use crate::api::{AnswerNudge, Nothing, SyncState};
use crate::error::{Error, ErrorCode};

/// The hub hears it with the next exchange.
pub(crate) fn answer(context: &Context, input: AnswerNudge) -> Result<SyncState, Error> {
    context.write(move |tx| match tx.answer_nudge(input.n)? {
        true => Ok(()),
        false => Err(ErrorCode::NotFound.into()),
    })?;
    context.syncing.now();
    super::read_sync::state(context, Nothing {})
}
