//! Correct a record, with a reason. What was written stays readable: a correction is a new entry.

use beatbook_records::entry::{Act, Seen};
use beatbook_records::field::{Kind, Shape};
use beatbook_records::record::Values;
use serde_json::{Value, json};

use super::Context;
use super::support::{changeable, reference};
use crate::api::{CorrectRecord, Saved};
use crate::error::{Error, ErrorCode};
use crate::store::{Draft, HeldEntry, Reader, Stored};

pub(crate) fn correct(context: &Context, input: CorrectRecord) -> Result<Saved, Error> {
    if input.reason.trim().is_empty() {
        return Err(ErrorCode::ReasonNeeded.into());
    }
    if input.values.is_empty() {
        return Err(Error::Invalid { field: "values".into(), why: "nothing to correct".into() });
    }
    context.write(move |tx| {
        let reader = tx.read();
        let (record, kind) = changeable(reader, input.record)?;
        let held = reader.held_of(record.id)?.into_iter().next();
        let (act, values) = plan(kind, &record, held.as_ref(), input.values);
        tx.enter(Draft {
            act,
            kind: kind.name,
            record: Some(record.id),
            values,
            reason: Some(input.reason),
            occurred: tx.env().now(),
            seen: seen(reader, input.seen)?,
            fixes: held.map(|held| held.content.id),
        })?;
        Ok(Saved { record: record.id, reference: reference(record.id) })
    })
}

pub(super) fn seen(reader: Reader<'_>, entry: Option<uuid::Uuid>) -> Result<Option<Seen>, Error> {
    let epoch = reader.epoch()?;
    Ok(epoch.zip(entry).map(|(epoch, entry)| Seen { epoch, entry }))
}

/// What to write: an amend; or, where the hub holds an entry of ours, one that replaces it and so
/// carries all its values.
fn plan(kind: &Kind, record: &Stored, held: Option<&HeldEntry>, wanted: Values) -> (Act, Values) {
    match held {
        Some(held) if held.content.act == Act::Create => {
            let mut values = record.values.clone();
            values.extend(wanted);
            values.retain(|_, value| !value.is_null());
            (Act::Create, values)
        }
        Some(held) => {
            let mut values = held.payload.as_ref().map(|payload| payload.values.clone()).unwrap_or_default();
            values.extend(amendment(kind, &record.values, wanted));
            (Act::Amend, values)
        }
        None => (Act::Amend, amendment(kind, &record.values, wanted)),
    }
}

/// New values as an amend gives them: a set as what is added and removed, a group whole.
pub(super) fn amendment(kind: &Kind, standing: &Values, wanted: Values) -> Values {
    let mut values = Values::new();
    for (name, value) in wanted {
        for other in kind.unit(&name) {
            if let Some(stands) = standing.get(other).filter(|_| !values.contains_key(other)) {
                values.insert(other.to_owned(), stands.clone());
            } else if other != name && !values.contains_key(other) {
                values.insert(other.to_owned(), Value::Null);
            }
        }
        let is_set = kind.field(&name).is_some_and(|field| matches!(field.shape, Shape::Codes(_)));
        let value = if is_set && value.is_array() { delta(standing.get(&name), &value) } else { value };
        values.insert(name, value);
    }
    values
}

fn delta(standing: Option<&Value>, wanted: &Value) -> Value {
    let codes = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (old, new) = (codes(standing), codes(Some(wanted)));
    let less = |from: &[Value], what: &[Value]| -> Vec<Value> {
        from.iter().filter(|code| !what.contains(code)).cloned().collect()
    };
    json!({ "add": less(&new, &old), "remove": less(&old, &new) })
}
