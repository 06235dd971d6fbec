//! Settle a conflict: somebody who saw both values writes the one that is to stand; the other stays in the history.

use beatbook_records::entry::Act;
use beatbook_records::kinds;
use beatbook_records::record::Values;
use serde_json::Value;

use super::Context;
use super::correct_record::amendment;
use super::keep_watch::refuse_by_hand;
use super::support::reference;
use crate::api::{Saved, SettleConflict};
use crate::error::{Error, ErrorCode};
use crate::store::{Draft, StoreError};

pub(crate) fn settle(context: &Context, input: SettleConflict) -> Result<Saved, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        reader.enrolled()?;
        let record = reader.known_record(input.record)?;
        refuse_by_hand(reader, &record)?;
        let kind = kinds::kind(&record.kind).ok_or_else(|| StoreError::UnknownKind(record.kind.clone()))?;
        let lost = reader.overruled(record.id)?.into_iter().rfind(|lost| lost.field == input.field);
        let lost = lost.ok_or(ErrorCode::NotFound)?;
        let stands = record.values.get(&input.field).cloned().unwrap_or(Value::Null);
        let chosen = if input.keep_standing { stands } else { lost.value };
        tx.enter(Draft {
            act: Act::Amend,
            kind: kind.name,
            record: Some(record.id),
            values: amendment(kind, &record.values, Values::from_iter([(input.field, chosen)])),
            reason: None,
            occurred: tx.env().now(),
            seen: reader.seen_now(record.id)?,
            fixes: None,
        })?;
        Ok(Saved { record: record.id, reference: reference(record.id) })
    })
}
