//! Judge: whether an entry applies or is held for a person.
//!
//! Rule: pure; the default is to keep. Nobody's work is refused, and one bad entry blocks no other.

use beatbook_records::SCHEMA;
use beatbook_records::cell::Scope;
use beatbook_records::check::check;
use beatbook_records::entry::{Act, Content, Payload};
use beatbook_records::field::Kind;
use beatbook_records::kinds;
use beatbook_records::wire::HeldReason;

/// What the judge knows of the writer.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    /// What the device may hold.
    pub scope: &'a Scope,
    /// The newest scope version it has acknowledged.
    pub scope_seen: u32,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// The kind under which the entry applies (`None` for one this build does not know), or why it is
/// held. `area` is the record's, where it exists.
///
/// # Errors
/// The reason for which a person has to look at it.
pub fn judge(
    writer: Writer<'_>,
    content: &Content,
    payload: &Payload,
    area: Option<&str>,
) -> Result<Option<&'static Kind>, HeldReason> {
    if writer.revoked {
        return Err(HeldReason::Triage);
    }
    let kind = kinds::kind(&content.kind);
    if kind.is_none() && content.schema <= SCHEMA {
        return Err(HeldReason::UnknownKind);
    }
    if let Some(kind) = kind
        && !check(kind, content.schema, content.act, &payload.values).is_empty()
    {
        return Err(HeldReason::CheckFailed);
    }
    if content.act != Act::Create && area.is_none() {
        return Err(HeldReason::RecordHeld);
    }
    let given = payload.values.get("area").and_then(serde_json::Value::as_str);
    let outside = [area, given].into_iter().flatten().any(|area| !writer.scope.covers_area(area));
    // Work done under an older scope, before the device had heard of the newer one, stands.
    let unaware = content.scope < writer.scope.version && content.scope >= writer.scope_seen;
    if outside && !unaware { Err(HeldReason::Triage) } else { Ok(kind) }
}
