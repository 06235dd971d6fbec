//! What kinds, fields and values are called for people.
//!
//! Rule: the words are those of the phones, from the one list that they show; what that list lacks is called by its name.

use std::collections::HashMap;
use std::sync::LazyLock;

use beatbook_records::field::{CodeList, Field, Kind, Shape};
use beatbook_records::report::period::london_time;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

static LABELS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../ui/src/i18n/labels.en.json")).expect("a list of labels")
});

/// What a kind is called.
#[must_use]
pub fn kind(name: &str) -> String {
    LABELS.get(&format!("kind.{name}")).cloned().unwrap_or_else(|| plain(name))
}

/// What a field of a kind is called.
#[must_use]
pub fn field(kind: &Kind, field: &str) -> String {
    let own = LABELS.get(&format!("kind.{}.{field}", kind.name));
    own.or_else(|| LABELS.get(&format!("field.{field}"))).cloned().unwrap_or_else(|| plain(field))
}

/// A value of a field in words.
#[must_use]
pub fn value(field: &Field, value: &Value) -> String {
    match (field.shape, value) {
        (_, Value::Null) => "nothing".into(),
        (_, Value::Bool(yes)) => if *yes { "Yes" } else { "No" }.into(),
        (Shape::Code(list), Value::String(of)) => code(list, of),
        (Shape::Codes(list), Value::Array(all)) => codes(list, all),
        (Shape::Codes(list), Value::Object(change)) => {
            let part = |name: &str, word: &str| {
                let all = change.get(name)?.as_array().filter(|all| !all.is_empty())?;
                Some(format!("{word} {}", codes(list, all)))
            };
            [part("add", "added"), part("remove", "took away")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("; ")
        }
        (Shape::Instant, Value::String(text)) => moment(text),
        (Shape::Date, Value::String(text)) => {
            text.parse::<NaiveDate>().map_or_else(|_| text.clone(), |day| day.format("%-d %B %Y").to_string())
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// A moment as clocks in London show it, or as it was written.
#[must_use]
pub fn moment(text: &str) -> String {
    text.parse::<DateTime<Utc>>().map_or_else(|_| text.to_owned(), london_time)
}

/// A moment in Unix milliseconds as clocks in London show it.
#[must_use]
pub fn moment_of(ms: i64) -> String {
    london_time(DateTime::from_timestamp_millis(ms).unwrap_or_default())
}

fn code(list: &CodeList, code: &str) -> String {
    let shown = LABELS.get(&format!("code.{}.{code}", list.name)).cloned();
    shown.or_else(|| list.words_of(code).map(str::to_owned)).unwrap_or_else(|| code.to_owned())
}

fn codes(list: &CodeList, all: &[Value]) -> String {
    let words: Vec<_> = all.iter().filter_map(Value::as_str).map(|one| code(list, one)).collect();
    if words.is_empty() { "none".into() } else { words.join(", ") }
}

/// A name as words: `time_source` is "Time source".
fn plain(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut characters = words.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use beatbook_records::codes::Activity;
    use beatbook_records::kinds;
    use serde_json::json;

    #[test]
    fn kinds_fields_and_values_are_called_as_phones_call_them() {
        let hazard = kinds::kind("hazard").unwrap();
        assert_eq!((kind("subject"), field(hazard, "note")), ("Person".into(), "What was found".into()));
        assert_eq!(
            (kind("of_tomorrow"), field(hazard, "of_tomorrow")),
            ("Of tomorrow".into(), "Of tomorrow".into())
        );
        let patrol = kinds::kind("patrol").unwrap();
        let said = |name: &str, of: Value| value(patrol.field(name).unwrap(), &of);
        assert_eq!(said("started", json!("2024-06-10T10:00:00.000Z")), "11:00 on 10 June 2024");
        assert_eq!(said("activities", json!(["OF_TOMORROW"])), "OF_TOMORROW");
        assert_eq!(said("activities", json!({ "add": ["OF_TOMORROW"], "remove": [] })), "added OF_TOMORROW");
        assert_ne!(said("activities", json!([Activity::Welfare.code()])), Activity::Welfare.code());
    }
}
