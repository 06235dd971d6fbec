//! Every rule of every field of every kind: what lies just inside is taken, what lies just outside is refused.

mod support;

use std::collections::BTreeMap;

use beatbook_records::check::{Fault, check};
use beatbook_records::codes::HhsrsScheme;
use beatbook_records::entry::Act;
use beatbook_records::field::{Field, Kind, LINE_BYTES_MAX, Rule, Shape};
use beatbook_records::kinds::KINDS;
use beatbook_records::record::Values;
use serde_json::{Value, json};
use support::{full, settled_with};

/// What check says of one field of a record.
fn fault(kind: &Kind, field: &str, values: &Values) -> Option<Fault> {
    check(kind, 3, Act::Create, values).into_iter().find(|p| p.field == field).map(|p| p.fault)
}

/// What check says of a right record with another value in one field.
fn with(kind: &Kind, field: &Field, value: Value) -> Option<Fault> {
    let mut values = given(kind, field);
    values.insert(field.name.into(), value);
    fault(kind, field.name, &values)
}

/// Values just inside, and just outside with the fault they have.
fn edges(rule: Rule) -> (Vec<Value>, Vec<(Value, Fault)>) {
    let line = |n: usize| json!("x".repeat(n));
    match rule {
        Rule::Between(low, high) => (
            vec![json!(low), json!(high)],
            vec![(json!(low - 1), Fault::OutOfRange), (json!(high + 1), Fault::OutOfRange)],
        ),
        Rule::NotBlank => (vec![json!("x")], vec![(json!(""), Fault::Blank), (json!(" \t "), Fault::Blank)]),
        Rule::OneLine => (
            vec![line(1), line(LINE_BYTES_MAX)],
            vec![(line(LINE_BYTES_MAX + 1), Fault::TooLong), (json!("a\nb"), Fault::WrongShape)],
        ),
        Rule::Uprn => {
            let wrong = ["", "0", "012345", "1234567890123", "12a", "1 2", "-1"];
            let right = [json!("1"), json!("999999999999")];
            (right.into(), wrong.iter().map(|text| (json!(text), Fault::WrongShape)).collect())
        }
        _ => (Vec::new(), Vec::new()),
    }
}

#[test]
fn what_lies_just_inside_is_taken_and_what_lies_just_outside_is_refused() {
    let mut tried = BTreeMap::<&str, u32>::new();
    for kind in KINDS {
        for field in kind.fields {
            for rule in field.rules {
                let (inside, outside) = edges(*rule);
                for value in inside {
                    // A number that may be as low as 1 may still be refused by nothing else.
                    assert_eq!(
                        with(kind, field, value.clone()),
                        None,
                        "{}.{} {value}",
                        kind.name,
                        field.name
                    );
                }
                for (value, expected) in outside {
                    // A blank line with a tab in it is refused first for the tab.
                    let found = with(kind, field, value.clone());
                    let line = field.rules.contains(&Rule::OneLine) && expected == Fault::Blank;
                    let right = found == Some(expected) || (line && found == Some(Fault::WrongShape));
                    assert!(right, "{}.{} takes {value}: {found:?}", kind.name, field.name);
                }
                *tried.entry(word(*rule)).or_default() += 1;
            }
            if let Shape::Text(most) = field.shape
                && !field.rules.iter().any(|rule| matches!(rule, Rule::OneLine | Rule::Uprn))
            {
                assert_eq!(with(kind, field, json!("x".repeat(most))), None, "{}.{}", kind.name, field.name);
                let long = with(kind, field, json!("x".repeat(most + 1)));
                assert_eq!(long, Some(Fault::TooLong), "{}.{}", kind.name, field.name);
            }
            if matches!(field.shape, Shape::Date) {
                assert_eq!(with(kind, field, json!("1900-01-01")), None);
                assert_eq!(with(kind, field, json!("2199-12-31")), None);
                assert_eq!(with(kind, field, json!("1899-12-31")), Some(Fault::ImpossibleTime));
                assert_eq!(with(kind, field, json!("2200-01-01")), Some(Fault::ImpossibleTime));
            }
        }
    }
    for word in ["between", "not_before", "not_blank", "one_line", "uprn", "needs", "only", "scheme"] {
        assert!(tried.contains_key(word), "no field has the rule {word}: {tried:?}");
    }
}

const fn word(rule: Rule) -> &'static str {
    match rule {
        Rule::Between(..) => "between",
        Rule::NotBefore(_) => "not_before",
        Rule::NotBlank => "not_blank",
        Rule::OneLine => "one_line",
        Rule::Uprn => "uprn",
        Rule::NeededWhen(..) | Rule::NeededWith(_) | Rule::NeededWithout(_) => "needs",
        Rule::When(..) | Rule::OnlyWhen(..) => "only",
        Rule::SchemeOn(_) => "scheme",
    }
}

#[test]
fn an_end_may_be_its_start_and_no_millisecond_earlier() {
    for (kind, field, start) in
        every(|rule| if let Rule::NotBefore(start) = rule { Some(start) } else { None })
    {
        let at = |text: &str| settled_with(kind, field.name, json!(text));
        assert_eq!(fault(kind, field.name, &at("2023-08-01T10:00:00.000Z")), None, "{}.{start}", kind.name);
        let early = fault(kind, field.name, &at("2023-08-01T09:59:59.999Z"));
        assert_eq!(early, Some(Fault::TooEarly), "{}.{}", kind.name, field.name);
    }
}

#[test]
fn what_a_code_asks_for_is_missed_and_what_it_forbids_is_refused() {
    let conditions = |rule| match rule {
        Rule::When(of, codes) => Some((of, codes, true, true)),
        Rule::NeededWhen(of, codes) => Some((of, codes, true, false)),
        Rule::OnlyWhen(of, codes) => Some((of, codes, false, true)),
        _ => None,
    };
    for (kind, field, (of, codes, asks, forbids)) in every(conditions) {
        let list = match kind.field(of).expect("the other field").shape {
            Shape::Code(list) => list,
            shape => panic!("{}.{of} is no code but {shape:?}", kind.name),
        };
        assert!(
            codes.iter().all(|code| list.codes.contains(code)),
            "{}.{} waits for no code",
            kind.name,
            field.name
        );
        for code in list.codes {
            let mut without = settled_with(kind, of, json!(code));
            let value = without.remove(field.name).unwrap_or_else(|| given(kind, field)[field.name].clone());
            let named = codes.contains(code);
            let missed = fault(kind, field.name, &without) == Some(Fault::Missing);
            assert_eq!(missed, named && asks, "{}.{} where {of} is {code}", kind.name, field.name);
            let mut beside = without;
            beside.insert(field.name.into(), value);
            let refused = fault(kind, field.name, &beside) == Some(Fault::DoesNotGo);
            assert_eq!(refused, !named && forbids, "{}.{} where {of} is {code}", kind.name, field.name);
        }
    }
}

/// A right record in which the field may be given.
fn given(kind: &Kind, field: &Field) -> Values {
    let condition = field.rules.iter().find_map(|rule| match rule {
        Rule::When(of, codes) | Rule::OnlyWhen(of, codes) => Some((*of, codes[0])),
        _ => None,
    });
    condition.map_or_else(|| full(kind), |(of, code)| settled_with(kind, of, json!(code)))
}

#[test]
fn what_goes_with_another_field_is_missed_without_or_with_it() {
    for (kind, field, (other, when_given)) in every(|rule| match rule {
        Rule::NeededWith(other) => Some((other, true)),
        Rule::NeededWithout(other) => Some((other, false)),
        _ => None,
    }) {
        let mut both = full(kind);
        both.remove(field.name);
        let missed = fault(kind, field.name, &both) == Some(Fault::Missing);
        assert_eq!(missed, when_given, "{}.{} with {other}", kind.name, field.name);
        both.remove(other);
        let missed = fault(kind, field.name, &both) == Some(Fault::Missing);
        assert_eq!(missed, !when_given, "{}.{} without {other}", kind.name, field.name);
    }
}

#[test]
fn the_hazard_scheme_follows_the_day_an_inspection_begins() {
    let kind = beatbook_records::kinds::kind("inspection").expect("the kind");
    for (started, scheme) in
        [("2026-06-21T22:59:59.999Z", HhsrsScheme::Of2005), ("2026-06-22T00:00:00.000Z", HhsrsScheme::Of2026)]
    {
        let mut values = settled_with(kind, "started", json!(started));
        values.insert("ended".into(), Value::Null);
        for given in HhsrsScheme::ALL {
            values.insert("scheme".into(), json!(given.code()));
            let expected = (*given != scheme).then_some(Fault::DoesNotGo);
            assert_eq!(fault(kind, "scheme", &values), expected, "{started} {}", given.code());
        }
    }
}

#[test]
fn an_amend_cannot_change_which_thing_a_record_is_of() {
    for kind in KINDS {
        for name in kind.natural_key {
            let value = full(kind)[*name].clone();
            let amend: Values =
                kind.unit(name).iter().map(|other| ((*other).into(), value.clone())).collect();
            let problems = check(kind, 3, Act::Amend, &amend);
            let fixed = problems.iter().any(|p| p.field == *name && p.fault == Fault::Fixed);
            assert!(fixed, "{}.{name}: {problems:?}", kind.name);
        }
    }
}

#[test]
fn fields_that_speak_of_each_other_settle_together() {
    for (kind, field, other) in every(|rule| match rule {
        Rule::NotBefore(other)
        | Rule::NeededWith(other)
        | Rule::NeededWithout(other)
        | Rule::SchemeOn(other) => Some(other),
        Rule::When(other, _) | Rule::NeededWhen(other, _) | Rule::OnlyWhen(other, _) => Some(other),
        _ => None,
    }) {
        assert!(kind.unit(field.name).contains(&other), "{}: {} and {other}", kind.name, field.name);
    }
}

#[test]
fn keys_parents_and_assignees_are_fields_of_the_right_shape() {
    for kind in KINDS {
        for name in kind.natural_key {
            let field = kind.field(name).unwrap_or_else(|| panic!("{} has no {name}", kind.name));
            assert!(field.required && field.group.is_none(), "{}.{name}", kind.name);
        }
        if let Some((_, of)) = &kind.parent {
            assert!(beatbook_records::kinds::kind(of).is_some(), "{} is a part of no kind", kind.name);
        }
        for name in kind.parent.iter().map(|(field, _)| field).chain(&kind.assignee) {
            let field = kind.field(name).unwrap_or_else(|| panic!("{} has no {name}", kind.name));
            assert!(matches!(field.shape, Shape::Id), "{}.{name}", kind.name);
        }
    }
}

/// Every field with a rule of which `pick` wants something, and there is at least one.
fn every<T: Copy>(pick: impl Fn(Rule) -> Option<T>) -> Vec<(&'static Kind, &'static Field, T)> {
    let of_kind = |kind: &'static Kind| {
        let pick = &pick;
        kind.fields.iter().flat_map(move |field| {
            field.rules.iter().filter_map(move |rule| Some((kind, field, pick(*rule)?)))
        })
    };
    let found: Vec<_> = KINDS.iter().flat_map(of_kind).collect();
    assert!(!found.is_empty(), "no field has such a rule");
    found
}
