//! End the shift that runs, with what the next one should know. A form begins it.

use beatbook_records::field::Kind;
use beatbook_records::kinds::Shift;
use beatbook_records::record::{Record as _, Values};
use serde_json::json;

use super::Context;
use super::correct_record::amendment;
use super::read_slip::shift;
use super::support::{amend, reference};
use crate::api::{EndShift, Saved};
use crate::error::{Error, ErrorCode};
use crate::store::time_text;

/// The drafts of the form that ends a shift.
const FORM: &str = "shift_end";
/// There is one: one shift runs.
const ONLY_ONE: &str = "new";

pub(crate) fn end(context: &Context, input: EndShift) -> Result<Saved, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        let running = shift(reader, &owner)?.filter(|shift| shift.ended.is_none());
        let record = reader.known_record(running.ok_or(ErrorCode::NotFound)?.record)?;
        let mut news = Values::new();
        news.insert("ended".into(), json!(time_text(tx.env().now())));
        if let Some(checked) = input.vehicle_check {
            news.insert("vehicle_check".into(), json!(checked));
        }
        if let Some(text) = input.handover.filter(|text| !text.trim().is_empty()) {
            news.insert("handover".into(), json!(text));
        }
        let kind: &Kind = &Shift::KIND;
        amend(tx, kind.name, record.id, amendment(kind, &record.values, news))?;
        tx.drop_draft(FORM, ONLY_ONE)?;
        Ok(Saved { record: record.id, reference: reference(record.id) })
    })
}
