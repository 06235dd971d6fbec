//! Check: whether values are right for their kind, under the schema they were written under.
//!
//! Rule: the same answer on the device before saving and on the hub before accepting. Fields this
//! build does not know are never a problem: a newer app wrote them.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::HhsrsScheme;
use crate::entry::Act;
use crate::field::{CodeList, Field, Kind, LINE_BYTES_MAX, Rule, Shape};
use crate::record::Values;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// The field.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}

/// The ways in which a field can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Required and not given.
    Missing,
    /// Not the declared shape.
    WrongShape,
    /// Not in the vocabulary.
    UnknownCode,
    /// Longer than allowed.
    TooLong,
    /// Outside the range.
    OutOfRange,
    /// Empty where words are needed.
    Blank,
    /// Before the field it must follow.
    TooEarly,
    /// A year no record can have.
    ImpossibleTime,
    /// Part of a group whose other fields were not given with it.
    GroupIncomplete,
    /// Does not go with what another field says.
    DoesNotGo,
    /// Says which thing it is, and so cannot change.
    Fixed,
}

/// Check what an entry gives. A void needs nothing.
#[must_use]
pub fn check(kind: &Kind, schema: u32, act: Act, values: &Values) -> Vec<Problem> {
    let mut problems = match act {
        Act::Void => return Vec::new(),
        Act::Create => missing(kind, schema, values),
        Act::Amend => incomplete_groups(kind, values),
    };
    problems.extend(needed(kind, act, values));
    problems.extend(kind.fields.iter().filter_map(|field| {
        let value = values.get(field.name)?;
        let fault = fault_of(field, act, value, values)?;
        Some(Problem { field: field.name.into(), fault })
    }));
    problems
}

/// Check a settled record: everything a create would need.
#[must_use]
pub fn check_settled(kind: &Kind, schema: u32, values: &Values) -> Vec<Problem> {
    check(kind, schema, Act::Create, values)
}

fn missing(kind: &Kind, schema: u32, values: &Values) -> Vec<Problem> {
    let absent = |field: &&Field| values.get(field.name).is_none_or(Value::is_null);
    kind.fields
        .iter()
        .filter(|field| field.required_under(schema))
        .filter(absent)
        .map(|field| Problem { field: field.name.into(), fault: Fault::Missing })
        .collect()
}

/// An amend gives a group whole, so that winning and losing concern all of it.
fn incomplete_groups(kind: &Kind, values: &Values) -> Vec<Problem> {
    let touches = |field: &&Field| values.contains_key(field.name);
    let groups: Vec<_> = kind.fields.iter().filter(touches).filter_map(|field| field.group).collect();
    kind.fields
        .iter()
        .filter(|field| field.group.is_some_and(|group| groups.contains(&group)) && !touches(field))
        .map(|field| Problem { field: field.name.into(), fault: Fault::GroupIncomplete })
        .collect()
}

fn fault_of(field: &Field, act: Act, value: &Value, all: &Values) -> Option<Fault> {
    if value.is_null() {
        return (field.required && act == Act::Amend).then_some(Fault::Missing);
    }
    shape_fault(field, act, value)
        .or_else(|| field.rules.iter().find_map(|rule| rule_fault(*rule, value, all)))
}

fn shape_fault(field: &Field, act: Act, value: &Value) -> Option<Fault> {
    let wrong = |right: bool| (!right).then_some(Fault::WrongShape);
    match field.shape {
        Shape::Text(most) => match value.as_str() {
            None => Some(Fault::WrongShape),
            Some(text) => (text.len() > most).then_some(Fault::TooLong),
        },
        Shape::Integer => wrong(value.as_i64().is_some()),
        Shape::Decimal => wrong(value.as_f64().is_some()),
        Shape::Boolean => wrong(value.is_boolean()),
        Shape::Id => wrong(value.as_str().is_some_and(|text| uuid::Uuid::parse_str(text).is_ok())),
        // Written one way alone, so that equal hashes are equal texts.
        Shape::Hash => wrong(value.as_str().is_some_and(|text| {
            text.len() == 64 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        })),
        Shape::Date => match date(value) {
            None => Some(Fault::WrongShape),
            Some(day) => (!(1900..2200).contains(&day.year())).then_some(Fault::ImpossibleTime),
        },
        Shape::Instant => match instant(value) {
            None => Some(Fault::WrongShape),
            Some(time) => (!(2000..2200).contains(&time.year())).then_some(Fault::ImpossibleTime),
        },
        Shape::Code(list) => match value.as_str() {
            None => Some(Fault::WrongShape),
            Some(code) => (!list.codes.contains(&code)).then_some(Fault::UnknownCode),
        },
        Shape::Codes(list) => codes_fault(list, act, value),
    }
}

fn codes_fault(list: &CodeList, act: Act, value: &Value) -> Option<Fault> {
    let known = |codes: &Value| match codes.as_array() {
        None => Some(Fault::WrongShape),
        Some(codes) => codes.iter().find_map(|code| match code.as_str() {
            None => Some(Fault::WrongShape),
            Some(code) => (!list.codes.contains(&code)).then_some(Fault::UnknownCode),
        }),
    };
    match (act, value) {
        (Act::Amend, Value::Object(delta)) => {
            if delta.keys().any(|key| key != "add" && key != "remove") {
                return Some(Fault::WrongShape);
            }
            delta.values().find_map(known)
        }
        (Act::Amend, _) => Some(Fault::WrongShape),
        (_, value) => known(value),
    }
}

fn rule_fault(rule: Rule, value: &Value, all: &Values) -> Option<Fault> {
    match rule {
        Rule::Between(low, high) => {
            let exact = value.as_i64().map(|n| (low..=high).contains(&n));
            let inside = exact.or_else(|| value.as_f64().map(|n| (low as f64..=high as f64).contains(&n)));
            (inside != Some(true)).then_some(Fault::OutOfRange)
        }
        Rule::NotBlank => value.as_str().is_some_and(|text| text.trim().is_empty()).then_some(Fault::Blank),
        Rule::NotBefore(other) => {
            let (this, other) = (instant(value)?, instant(all.get(other)?)?);
            (this < other).then_some(Fault::TooEarly)
        }
        Rule::OneLine => {
            let text = value.as_str()?;
            let long = (text.len() > LINE_BYTES_MAX).then_some(Fault::TooLong);
            long.or_else(|| text.contains(char::is_control).then_some(Fault::WrongShape))
        }
        Rule::Uprn => (!value.as_str().is_some_and(is_uprn)).then_some(Fault::WrongShape),
        Rule::OnlyWhen(other, codes) | Rule::When(other, codes) => {
            (!has_code(all, other, codes)).then_some(Fault::DoesNotGo)
        }
        Rule::SchemeOn(other) => {
            let right = HhsrsScheme::on(instant(all.get(other)?)?.date_naive());
            (value.as_str() != Some(right.code())).then_some(Fault::DoesNotGo)
        }
        Rule::NeededWhen(..) | Rule::NeededWith(_) | Rule::NeededWithout(_) => None,
    }
}

/// Fields that what else is given makes necessary. They are of one group with it, so an amend gives both.
fn needed(kind: &Kind, act: Act, values: &Values) -> Vec<Problem> {
    let given = |name: &str| values.get(name).is_some_and(|value| !value.is_null());
    let fault = |field: &Field| {
        let concerned = act == Act::Create || values.contains_key(field.name);
        let wanted = field.rules.iter().any(|rule| match *rule {
            Rule::NeededWhen(other, codes) | Rule::When(other, codes) => has_code(values, other, codes),
            Rule::NeededWith(other) => given(other),
            Rule::NeededWithout(other) => !given(other),
            _ => false,
        });
        if concerned && wanted && !given(field.name) {
            return Some(Fault::Missing);
        }
        (act == Act::Amend && kind.natural_key.contains(&field.name) && values.contains_key(field.name))
            .then_some(Fault::Fixed)
    };
    let problem = |field: &Field| Some(Problem { field: field.name.into(), fault: fault(field)? });
    kind.fields.iter().filter_map(problem).collect()
}

fn has_code(values: &Values, field: &str, codes: &[&str]) -> bool {
    values.get(field).and_then(Value::as_str).is_some_and(|code| codes.contains(&code))
}

/// Up to 12 digits. Leading zeros say nothing and are not written, so that one home has one text.
fn is_uprn(text: &str) -> bool {
    (1..=12).contains(&text.len())
        && text.bytes().all(|digit| digit.is_ascii_digit())
        && !text.starts_with('0')
}

fn date(value: &Value) -> Option<NaiveDate> {
    let text = value.as_str()?;
    // Written one way alone, so that lists and reports compare these texts as they stand.
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)
}

/// Only RFC 3339 in UTC: lists and reports compare these texts as they stand.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
    (time.offset().local_minus_utc() == 0).then(|| time.to_utc())
}
