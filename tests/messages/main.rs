//! What travelled in each released version, kept as files: today's code still reads it and prints the same.
//!
//! Rule: a phone that was not updated for a year still hands in, and a certificate of the first day still counts.
//! The files of a version are written once (`cargo xtask messages`) and never changed.

mod folder;
mod reading;
mod story;

use std::collections::BTreeSet;

use folder::Set;
use serde_json::Value;

/// The version whose messages today's code writes.
const TODAY: &str = env!("CARGO_PKG_VERSION");

#[test]
fn every_version_still_reads_and_prints_the_same() {
    let versions = folder::versions();
    assert!(
        versions.iter().any(|version| version == TODAY),
        "`cargo xtask messages` writes those of {TODAY}"
    );
    for version in versions {
        let set = Set::read(&version).unwrap_or_else(|why| panic!("{version}: {why}"));
        reading::all(&set).unwrap_or_else(|why| panic!("{version}: {why}"));
    }
}

#[test]
fn todays_messages_have_the_shapes_of_this_versions_files() {
    let (kept, told) = (Set::read(TODAY).expect("this version's files"), story::tell());
    let new: Vec<_> = shapes(&told).difference(&shapes(&kept)).cloned().collect();
    assert!(
        new.is_empty(),
        "no stored message of {TODAY} has these: raise the version, write its files: {new:#?}"
    );
}

#[test]
fn the_files_hold_every_word_of_the_protocol() {
    let set = Set::read(TODAY).expect("this version's files");
    let text = set.files.values().flatten().cloned().collect::<Vec<_>>().join("\n");
    let words = [
        "\"accepted\"",
        "\"duplicate\"",
        "\"check_failed\"",
        "\"record_held\"",
        "\"triage\"",
        "\"own\":",
        "\"entry\":",
        "\"gone\":",
        "\"body\":",
        "\"reset\":",
        "\"forked\":true",
        "\"revoked\":true",
        "\"digests\":",
        "\"hotspots\":",
        "\"outcome\":",
        "\"overruled\":",
        "\"parent\":",
        "\"fixes\":",
        "\"create\"",
        "\"amend\"",
        "\"void\"",
        "\"patrol\"",
        "\"patrol_leg\"",
        "\"engagement\"",
        "\"note\"",
    ];
    let missing: Vec<_> = words.iter().filter(|word| !text.contains(**word)).collect();
    assert!(missing.is_empty(), "the story tells nothing of {missing:?}");
}

#[test]
fn an_edited_message_fails() {
    let whole = Set::read(TODAY).expect("this version's files");
    reading::all(&whole).expect("untouched, it reads");
    let edited = |file: &str, from: &str, to: &str| {
        let mut set = whole.clone();
        let lines = set.files.get_mut(file).expect("a file");
        let line = lines.iter_mut().find(|line| line.contains(from)).expect("a line to edit");
        *line = line.replacen(from, to, 1);
        set
    };
    let edits = [
        edited("exchange_reply.jsonl", "\"hub_time\":", "\"hub_times\":"),
        edited("exchange_request.jsonl", "\"first_seq\":1,", "\"first_seq\":1, "),
        edited("journal.jsonl", "RESIDENT", "BUSINESS"),
        edited("signed.jsonl", "\"time_ms\":1", "\"time_ms\":2"),
        edited("text.jsonl", "\"answer\":\"", "\"answer\":\"0"),
        edited("certificate.jsonl", "Asha", "Ashe"),
    ];
    for set in edits {
        assert!(reading::all(&set).is_err() && set.sums() != whole.sums());
    }
    let mut fewer = whole.clone();
    fewer.files.remove("refusal.jsonl");
    assert!(reading::all(&fewer).is_err(), "a file that is gone");
}

/// Writes this version's files where there are none. `cargo xtask messages` runs it.
#[test]
#[ignore = "it writes"]
fn write_this_versions_files() {
    story::tell().write(TODAY).unwrap_or_else(|why| panic!("{why}"));
}

/// Which fields of which types stand where, file by file.
fn shapes(set: &Set) -> BTreeSet<String> {
    let mut shapes = BTreeSet::new();
    for (file, lines) in &set.files {
        for line in lines {
            let value: Value = serde_json::from_str(line).expect("a line is JSON");
            walk(&value, file, &mut shapes);
        }
    }
    shapes
}

fn walk(value: &Value, at: &str, shapes: &mut BTreeSet<String>) {
    match value {
        Value::Null => drop(shapes.insert(format!("{at} null"))),
        Value::Bool(_) => drop(shapes.insert(format!("{at} bool"))),
        Value::Number(_) => drop(shapes.insert(format!("{at} number"))),
        Value::String(_) => drop(shapes.insert(format!("{at} string"))),
        Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{at}[]"), shapes)),
        // Keys that are data and not names: cells.
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            let name = if name.contains('/') { "*" } else { name };
            walk(value, &format!("{at}.{name}"), shapes);
        }),
    }
}
