//! Settle: what becomes of an entry, given what stands and what its author could not have known.
//!
//! Rule: the hub decides once with [`settle`]; everybody, the hub included, applies the outcome with
//! [`apply`]. Outcomes name fields and never hold values. Nothing is lost silently: a value that is
//! not shown is in `overruled` until its author replaces it or somebody has seen it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::check::{Problem, check_settled};
use crate::clock::Hlc;
use crate::entry::Act;
use crate::field::{Field, Kind, Shape};
use crate::record::Values;

/// What the settlement of an entry was; stored with it and travels in the feed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Outcome {
    /// The effective time, where it is not the entry's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Hlc>,
    /// Fields of the entry that did not apply, with the entry that stands instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Contest>,
    /// Fields that applied over a value its author had not seen, with the entry that gave it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beat: Vec<Contest>,
    /// Overruled values that are now seen, and so gone from the list: the field and the entry that gave it.
    /// Others of the same field, which the author did not know of, stay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Contest>,
    /// Whether the record counts after this entry, where that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voided: Option<bool>,
    /// Whether this created what others had created already: somebody wrote down the same thing without knowing of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub over: bool,
    /// What is wrong with the settled record; it stands and is flagged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Problem>,
}

/// A field two people changed unseen, and the other's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contest {
    /// The field; `*void` where a void lost against a change.
    pub field: String,
    /// The other entry.
    pub entry: Uuid,
}

/// The field name of a void that lost.
pub const VOID: &str = "*void";

/// A settled entry of the same record, in commit order.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The entry.
    pub id: Uuid,
    /// Its effective time.
    pub at: Hlc,
    /// What it did.
    pub act: Act,
    /// The fields it gave that applied.
    pub applied: Vec<String>,
    /// Whether the author of the entry being settled knew it: up to `seen`, or of the own journal
    /// or its parents.
    pub known: bool,
}

/// The record as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Its values.
    pub values: &'a Values,
    /// Whether it is voided, and whether by its own author's journal: that undo is never beaten.
    pub voided: Option<VoidedBy>,
    /// The overruled values that the author of this entry knew of: the field and the entry that gave it.
    pub overruled_known: &'a [Contest],
}

/// Who voided a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidedBy {
    /// The journal that created it.
    Author,
    /// Another one, in a way this entry's author knew.
    OtherKnown,
    /// Another one, unknown to this entry's author.
    OtherUnknown,
}

/// The entry to settle.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its effective time.
    pub at: Hlc,
    /// What it does.
    pub act: Act,
    /// Whether its journal (or a parent of it) created the record.
    pub own_record: bool,
    /// What it gives.
    pub values: &'a Values,
    /// The schema it was written under.
    pub schema: u32,
}

/// Decide. `earlier` holds the record's settled entries after what the author saw, in commit order.
#[must_use]
pub fn settle(
    kind: Option<&Kind>,
    standing: Option<Standing<'_>>,
    earlier: &[Earlier],
    entry: Incoming<'_>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let Some(standing) = standing else {
        outcome.voided = (entry.act == Act::Void).then_some(true);
        return outcome;
    };
    outcome.over = entry.act == Act::Create;
    match entry.act {
        Act::Void => settle_void(standing, earlier, entry, &mut outcome),
        Act::Create | Act::Amend => {
            let values = whole_groups(kind, entry.act, entry.values);
            settle_fields(kind, standing, earlier, Incoming { values: &values, ..entry }, &mut outcome);
            if standing.voided == Some(VoidedBy::OtherUnknown) && outcome.lost.len() < values.len() {
                outcome.voided = Some(false);
            }
        }
    }
    if let Some(kind) = kind
        && entry.act != Act::Void
        && (entry.act == Act::Amend || !outcome.lost.is_empty())
    {
        let mut settled = standing.values.clone();
        apply(Some(kind), &mut settled, entry.act, entry.values, &outcome);
        outcome.flags = check_settled(kind, entry.schema, &settled);
    }
    outcome
}

/// An undo by the record's own journal always stands; another's void yields to an unseen change.
fn settle_void(standing: Standing<'_>, earlier: &[Earlier], entry: Incoming<'_>, outcome: &mut Outcome) {
    let changed = earlier.iter().rev().find(|e| !e.known && e.act != Act::Void && !e.applied.is_empty());
    match changed {
        Some(change) if !entry.own_record && standing.voided.is_none() => {
            outcome.lost.push(Contest { field: VOID.into(), entry: change.id });
        }
        _ => outcome.voided = standing.voided.is_none().then_some(true),
    }
}

fn settle_fields(
    kind: Option<&Kind>,
    standing: Standing<'_>,
    earlier: &[Earlier],
    entry: Incoming<'_>,
    outcome: &mut Outcome,
) {
    let unit_of = |name| kind.map_or_else(|| vec![name], |kind: &Kind| kind.unit(name));
    for (name, value) in entry.values {
        if set_delta(kind, name, entry.act, value).is_some() {
            continue; // adding and removing never contest
        }
        let unit = unit_of(name.as_str());
        let touches = |e: &&Earlier| e.applied.iter().any(|field| unit.contains(&field.as_str()));
        let holder = earlier.iter().rev().find(touches).filter(|holder| !holder.known);
        match holder {
            None => {
                let seen = standing.overruled_known.iter().filter(|known| known.field == *name);
                outcome.seen.extend(seen.cloned());
            }
            Some(_) if unit.iter().all(|f| same(standing.values.get(*f), entry.values.get(*f))) => {}
            Some(holder) => {
                let contest = Contest { field: name.clone(), entry: holder.id };
                let later = (entry.at, entry.id) > (holder.at, holder.id);
                // A value equal to the standing one is nobody's loss, but the group goes as one.
                if !later {
                    outcome.lost.push(contest);
                } else if !same(standing.values.get(name), Some(value)) {
                    outcome.beat.push(contest);
                }
            }
        }
    }
}

/// A create over a standing record settles as an amend: what it leaves out of a group, it clears.
fn whole_groups<'v>(kind: Option<&Kind>, act: Act, values: &'v Values) -> Cow<'v, Values> {
    let Some(kind) = kind.filter(|_| act == Act::Create) else { return Cow::Borrowed(values) };
    let given = |name: &str| values.contains_key(name);
    let left_out = |field: &&Field| !given(field.name) && kind.unit(field.name).into_iter().any(given);
    let absent: Vec<&Field> = kind.fields.iter().filter(left_out).collect();
    if absent.is_empty() {
        return Cow::Borrowed(values);
    }
    let mut whole = values.clone();
    whole.extend(absent.into_iter().map(|field| (field.name.to_owned(), Value::Null)));
    Cow::Owned(whole)
}

fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    a.unwrap_or(&Value::Null) == b.unwrap_or(&Value::Null)
}

/// A value that is no longer, or never was, shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Overruled {
    /// The field.
    pub field: String,
    /// The value that lost.
    pub value: Value,
    /// The entry that gave it; `None` is the entry being applied.
    pub entry: Option<Uuid>,
    /// The entry that stands instead; `None` is the entry being applied.
    pub by: Option<Uuid>,
}

/// Carry an outcome out on a record's values; returns the values that are overruled by it.
/// The caller keeps `voided`, `seen` and the overruled list.
pub fn apply(
    kind: Option<&Kind>,
    standing: &mut Values,
    act: Act,
    values: &Values,
    outcome: &Outcome,
) -> Vec<Overruled> {
    let mut overruled = Vec::new();
    for (name, value) in whole_groups(kind, act, values).as_ref() {
        if let Some(contest) = outcome.lost.iter().find(|contest| contest.field == *name) {
            if !same(standing.get(name), Some(value)) {
                let (field, value, by) = (name.clone(), value.clone(), Some(contest.entry));
                overruled.push(Overruled { field, value, entry: None, by });
            }
            continue;
        }
        let change = set_delta(kind, name, act, value);
        if let Some(delta) = change {
            apply_delta(standing, name, delta);
            continue;
        }
        let old = if value.is_null() {
            standing.remove(name)
        } else {
            standing.insert(name.clone(), value.clone())
        };
        if let Some(contest) = outcome.beat.iter().find(|contest| contest.field == *name) {
            let (value, entry) = (old.unwrap_or(Value::Null), Some(contest.entry));
            overruled.push(Overruled { field: name.clone(), value, entry, by: None });
        }
    }
    overruled
}

/// What an amend adds to and removes from a set. Only sets are written as objects, so that a field
/// or kind of a newer schema settles here as it does where it is known.
fn set_delta<'v>(
    kind: Option<&Kind>,
    name: &str,
    act: Act,
    value: &'v Value,
) -> Option<&'v Map<String, Value>> {
    let field = kind.and_then(|kind| kind.field(name));
    let may_be_set = field.is_none_or(|field| matches!(field.shape, Shape::Codes(_)));
    value.as_object().filter(|_| act == Act::Amend && may_be_set)
}

fn apply_delta(standing: &mut Values, name: &str, delta: &Map<String, Value>) {
    let codes = |from: Option<&Value>| from.and_then(Value::as_array).cloned().unwrap_or_default();
    let mut set = codes(standing.get(name));
    let removed = codes(delta.get("remove"));
    set.retain(|code| !removed.contains(code));
    for code in codes(delta.get("add")) {
        if !set.contains(&code) {
            set.push(code);
        }
    }
    set.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    standing.insert(name.into(), Value::Array(set));
}
