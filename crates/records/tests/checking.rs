//! Check: what each kind takes, and what it finds wrong, fault by fault.

mod support;

use beatbook_records::check::{Fault, check};
use beatbook_records::entry::Act;
use beatbook_records::field::Shape;
use beatbook_records::kinds::{KINDS, kind};
use beatbook_records::record::Values;
use serde_json::{Value, json};
use support::{full, needed};

fn values(value: Value) -> Values {
    value.as_object().cloned().expect("an object")
}

/// The faults that `change` brings into a right record, as `field fault`.
fn faults(name: &str, act: Act, change: Value) -> Vec<String> {
    let kind = kind(name).expect("a kind of this name");
    let mut given = if act == Act::Create { full(kind) } else { Values::new() };
    given.extend(values(change));
    let problems = check(kind, 1, act, &given);
    problems.iter().map(|p| format!("{} {}", p.field, json!(p.fault).as_str().expect("a word"))).collect()
}

fn on_create(name: &str, change: Value) -> Vec<String> {
    faults(name, Act::Create, change)
}

fn on_amend(name: &str, change: Value) -> Vec<String> {
    faults(name, Act::Amend, change)
}

#[test]
fn a_right_record_of_every_kind_has_no_fault() {
    for kind in KINDS {
        assert_eq!(check(kind, 1, Act::Create, &full(kind)), [], "{}", kind.name);
    }
}

#[test]
fn a_record_with_only_what_is_required_has_no_fault() {
    for kind in KINDS {
        let mut given = full(kind);
        // Twice: what one field needs of another shows once that one is gone.
        for field in kind.fields.iter().chain(kind.fields) {
            let value = given.remove(field.name);
            if let Some(value) = value.filter(|_| needed(field, &given)) {
                given.insert(field.name.into(), value);
            }
        }
        assert_eq!(check(kind, 1, Act::Create, &given), [], "{}", kind.name);
    }
}

#[test]
fn every_required_field_is_missed_and_no_other() {
    for kind in KINDS {
        for field in kind.fields {
            let mut given = full(kind);
            given.remove(field.name);
            let missed = check(kind, 1, Act::Create, &given)
                .iter()
                .any(|p| p.field == field.name && p.fault == Fault::Missing);
            assert_eq!(missed, needed(field, &given), "{}.{}", kind.name, field.name);
            given.insert(field.name.into(), Value::Null);
            let null = check(kind, 1, Act::Create, &given)
                .iter()
                .any(|p| p.field == field.name && p.fault == Fault::Missing);
            assert_eq!(null, needed(field, &given), "null {}.{}", kind.name, field.name);
        }
    }
}

#[test]
fn every_field_refuses_every_foreign_shape() {
    let foreign = |shape: Shape| match shape {
        Shape::Text(_) => vec![json!(5), json!(true), json!(["words"]), json!({"add": []})],
        Shape::Integer => vec![json!("3"), json!(3.5), json!(true), json!([3])],
        Shape::Decimal => vec![json!("54.56"), json!(false), json!([1])],
        Shape::Boolean => vec![json!(1), json!("true"), json!([])],
        Shape::Instant => vec![json!(1_690_884_000), json!("yesterday"), json!("2023-08-01"), json!([])],
        Shape::Date => vec![json!(20_230_801), json!("01/08/2023"), json!("2023-8-1"), json!("2023-02-30")],
        Shape::Id => vec![json!(7), json!("0189b3c4"), json!([])],
        Shape::Hash => vec![json!(7), json!("AB".repeat(32)), json!("ab".repeat(31)), json!("g".repeat(64))],
        Shape::Code(_) => vec![json!(1), json!(["FOOT"]), json!({})],
        Shape::Codes(_) => vec![json!("PSPO"), json!([1]), json!({"add": ["PSPO"]})],
    };
    for kind in KINDS {
        for field in kind.fields {
            for value in foreign(field.shape) {
                let mut given = full(kind);
                given.insert(field.name.into(), value.clone());
                let found = check(kind, 1, Act::Create, &given)
                    .iter()
                    .any(|p| p.field == field.name && p.fault == Fault::WrongShape);
                assert!(found, "{}.{} takes {value}", kind.name, field.name);
            }
        }
    }
}

#[test]
fn times_are_rfc_3339_in_utc() {
    let started = |text: &str| on_create("patrol", json!({"started": text, "finished": null}));
    for right in ["2023-08-01T10:00:00Z", "2023-08-01T10:00:00.123Z", "2023-08-01T10:00:00+00:00"] {
        assert_eq!(started(right), [""; 0], "{right}");
    }
    for wrong in
        ["2023-08-01T10:00:00", "2023-08-01T11:00:00+01:00", "2023-  08-01T10:00:00Z", "2023-02-30T10:00:00Z"]
    {
        assert_eq!(started(wrong), ["started wrong_shape"], "{wrong}");
    }
    assert_eq!(started("1901-12-13T20:45:52Z"), ["started impossible_time"]);
    assert_eq!(started("2200-01-01T00:00:00Z"), ["started impossible_time"]);
}

#[test]
fn an_unknown_code_is_found_alone_and_in_a_set() {
    assert_eq!(on_create("patrol", json!({"mode": "HORSE"})), ["mode unknown_code"]);
    assert_eq!(on_create("patrol", json!({"activities": ["PSPO", "SINGING"]})), ["activities unknown_code"]);
    assert_eq!(on_amend("patrol", json!({"activities": {"add": ["SINGING"]}})), ["activities unknown_code"]);
}

#[test]
fn text_has_a_limit_and_may_not_be_blank_where_words_are_needed() {
    assert_eq!(on_create("note", json!({"text": "x".repeat(16 * 1024)})), [""; 0]);
    assert_eq!(on_create("note", json!({"text": "x".repeat(16 * 1024 + 1)})), ["text too_long"]);
    assert_eq!(on_create("note", json!({"text": " \n\t"})), ["text blank"]);
    assert_eq!(on_create("patrol", json!({"weather": ""})), [""; 0], "weather may be empty");
}

#[test]
fn numbers_stay_in_their_range() {
    for (value, fault) in [(1, false), (999, false), (0, true), (1000, true), (-1, true)] {
        assert_eq!(!on_create("engagement", json!({"count": value})).is_empty(), fault, "count {value}");
    }
    assert_eq!(on_create("patrol_leg", json!({"warden": 100})), ["warden out_of_range"]);
    assert_eq!(on_create("engagement", json!({"feels_safe": 6})), ["feels_safe out_of_range"]);
    assert_eq!(on_create("engagement", json!({"count": u64::MAX})), ["count wrong_shape"]);
}

#[test]
fn an_end_is_not_before_its_start() {
    let leg = |from: &str, to: &str| on_create("patrol_leg", json!({"from": from, "to": to}));
    assert_eq!(leg("2023-08-01T10:00:00Z", "2023-08-01T10:00:00Z"), [""; 0]);
    assert_eq!(leg("2023-08-01T10:00:00Z", "2023-08-01T09:59:59.999Z"), ["to too_early"]);
    let patrol = json!({"started": "2023-08-01T10:00:00Z", "finished": "2023-08-01T09:00:00Z"});
    assert_eq!(on_amend("patrol", patrol), ["finished too_early"]);
}

#[test]
fn an_amend_gives_a_group_whole_and_a_set_as_changes() {
    assert_eq!(on_amend("patrol", json!({"finished": "2023-08-01T10:00:00Z"})), ["started group_incomplete"]);
    assert_eq!(on_amend("engagement", json!({"hotspot": "stockton"})), ["hotspot_version group_incomplete"]);
    assert_eq!(on_amend("engagement", json!({"hotspot": null, "hotspot_version": null})), [""; 0]);
    assert_eq!(on_amend("patrol", json!({"activities": {"add": ["PSPO"], "remove": ["WELFARE"]}})), [""; 0]);
    assert_eq!(on_amend("patrol", json!({"activities": ["PSPO"]})), ["activities wrong_shape"]);
    assert_eq!(on_amend("patrol", json!({"activities": {"set": ["PSPO"]}})), ["activities wrong_shape"]);
}

#[test]
fn an_amend_clears_what_is_optional_and_nothing_else() {
    assert_eq!(on_amend("patrol", json!({"weather": null})), [""; 0]);
    assert_eq!(on_amend("patrol", json!({"mode": null})), ["mode missing"]);
}

#[test]
fn fields_of_a_newer_app_and_voids_are_never_a_problem() {
    assert_eq!(on_create("note", json!({"mood_of_the_street": {"newer": true}})), [""; 0]);
    assert_eq!(faults("note", Act::Void, json!({"text": 5})), [""; 0]);
}
