//! A right record of any kind, made from its field table.
#![allow(dead_code, reason = "each test file uses a part")]

use beatbook_records::field::{Field, Kind, Rule, Shape};
use beatbook_records::record::Values;
use serde_json::{Value, json};

/// A right value for a field, whatever the other fields say.
fn right(field: &Field) -> Value {
    match field.shape {
        Shape::Text(_) if field.rules.contains(&Rule::Uprn) => json!("100110000001"),
        Shape::Text(_) => json!("words"),
        Shape::Integer => json!(3),
        Shape::Decimal => json!(54.56),
        Shape::Boolean => json!(true),
        Shape::Instant => json!("2023-08-01T10:00:00.000Z"),
        Shape::Date => json!("2023-08-01"),
        Shape::Id => json!("0189b3c4-0000-7000-8000-000000000001"),
        Shape::Hash => json!("ab".repeat(32)),
        Shape::Code(list) => json!(list.codes[0]),
        Shape::Codes(list) => json!(list.codes),
    }
}

/// Whether a rule of the field forbids it beside these values.
fn forbidden(field: &Field, values: &Values) -> bool {
    field.rules.iter().any(|rule| match *rule {
        Rule::When(other, codes) | Rule::OnlyWhen(other, codes) => !says(values, other, codes),
        _ => false,
    })
}

/// Whether a rule of the field asks for it beside these values.
pub fn needed(field: &Field, values: &Values) -> bool {
    let given = |other: &str| values.get(other).is_some_and(|value| !value.is_null());
    field.required
        || field.rules.iter().any(|rule| match *rule {
            Rule::When(other, codes) | Rule::NeededWhen(other, codes) => says(values, other, codes),
            Rule::NeededWith(other) => given(other),
            Rule::NeededWithout(other) => !given(other),
            _ => false,
        })
}

/// Whether a field has one of these codes.
pub fn says(values: &Values, field: &str, codes: &[&str]) -> bool {
    values.get(field).and_then(Value::as_str).is_some_and(|code| codes.contains(&code))
}

/// A right record of each kind, every field given that may be.
pub fn full(kind: &Kind) -> Values {
    settled(kind, kind.fields.iter().map(|field| (field.name.to_owned(), right(field))).collect())
}

/// The same after one field says something else: what that forbids is gone.
pub fn settled_with(kind: &Kind, changed: &str, value: Value) -> Values {
    let mut values: Values = kind.fields.iter().map(|field| (field.name.to_owned(), right(field))).collect();
    values.insert(changed.to_owned(), value);
    settled(kind, values)
}

fn settled(kind: &Kind, mut values: Values) -> Values {
    for field in kind.fields {
        if forbidden(field, &values) {
            values.remove(field.name);
        }
    }
    values
}
