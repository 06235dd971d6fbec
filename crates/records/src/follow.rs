//! What follows from what was written: values that nobody is asked for because others say them.
//!
//! Rule: pure, and the same on device and hub. It fills what is not given and changes nothing that is.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use crate::codes::{AsbType, HhsrsScheme};
use crate::field::{Kind, Shape};
use crate::record::Values;

/// Fill what follows: times that must be given are those of the event, a child has what it shares with its parent,
/// a type has its class and an inspection the scheme of its day.
pub fn fill(kind: &Kind, values: &mut Values, parent: Option<&Values>, at: DateTime<Utc>, day: NaiveDate) {
    for field in kind.fields.iter().filter(|field| !field.asked && !matches!(field.shape, Shape::Hash)) {
        let shared =
            parent.and_then(|parent| parent.get(field.name)).filter(|_| field.name != "duplicate_of");
        if let Some(shared) = shared {
            values.entry(field.name).or_insert_with(|| shared.clone());
        }
    }
    for field in kind.fields.iter().filter(|field| field.required) {
        let value = match field.shape {
            Shape::Instant => json!(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
            Shape::Date => json!(day.to_string()),
            _ => continue,
        };
        values.entry(field.name).or_insert(value);
    }
    if let Some((field, value)) = follows(kind, values) {
        values.entry(field).or_insert(value);
    }
}

fn follows(kind: &Kind, values: &Values) -> Option<(&'static str, Value)> {
    let text = |name: &str| values.get(name).and_then(Value::as_str);
    match kind.name {
        "observation" => Some(("asb_class", json!(AsbType::from_code(text("asb_type")?)?.class().code()))),
        "inspection" => {
            let began = DateTime::parse_from_rfc3339(text("started")?).ok()?;
            Some(("scheme", json!(HhsrsScheme::on(began.to_utc().date_naive()).code())))
        }
        _ => None,
    }
}
