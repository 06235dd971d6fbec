//! The shape of a file: it opens with its rule, it stays short, its names say something.

use crate::tree::{self, File};
use crate::{Offence, assert_none};

/// Past this a file is two files.
const LINES_MAX: usize = 400;

/// Longer files, each with the reason why it stays whole.
const LONG: &[(&str, &str)] =
    &[("ui/src/api/bindings/kinds.ts", "generated: one table of all kinds, which nobody reads by eye")];

/// Words that say nothing about what a thing does.
const EMPTY_NAMES: &[&str] = &["Manager", "Service", "Helper", "Util"];

const DEFINITIONS: &[&str] = &["struct ", "enum ", "trait ", "type ", "mod ", "class ", "interface "];

fn opens_with_its_rule(file: &File) -> Option<Offence> {
    let first = file.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    (!first.starts_with("//!")).then(|| format!("{}: open with `//!`: what this module is for", file.path))
}

fn is_short(file: &File) -> Option<Offence> {
    let lines = file.text.lines().count();
    let excused = LONG.iter().any(|(path, _)| *path == file.path);
    (lines > LINES_MAX && !excused).then(|| format!("{}: {lines} lines, more than {LINES_MAX}", file.path))
}

fn empty_names(file: &File) -> Vec<Offence> {
    let defined = |line: &str| {
        let (_, after) = DEFINITIONS.iter().find_map(|word| line.split_once(word))?;
        let name: String = after.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
        EMPTY_NAMES.iter().any(|empty| name.ends_with(empty) || name.starts_with(empty)).then_some(name)
    };
    let code = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.filter_map(defined)
        .map(|name| format!("{}: `{name}` says nothing: name what it does", file.path))
        .collect()
}

#[test]
fn every_module_opens_with_its_rule() {
    assert_none(&tree::rust().iter().filter_map(opens_with_its_rule).collect::<Vec<_>>());
}

#[test]
fn no_file_is_longer_than_its_reader() {
    let files = tree::files(&[".rs", ".ts", ".svelte", ".scss", ".js", ".mjs"]);
    assert_none(&files.iter().filter_map(is_short).collect::<Vec<_>>());
}

#[test]
fn names_say_something() {
    let files = tree::files(&[".rs", ".ts"]);
    let own = files.iter().filter(|file| !file.path.starts_with("tests/tidy/"));
    assert_none(&own.flat_map(empty_names).collect::<Vec<_>>());
}

#[test]
fn planted_shapes_are_caught() {
    let file = |text: String| File { path: "crates/core/src/planted.rs".into(), text };
    assert!(opens_with_its_rule(&file("use std::fs;\n//! late".into())).is_some());
    assert!(opens_with_its_rule(&file("//! Its rule.".into())).is_none());
    assert!(is_short(&file("//\n".repeat(LINES_MAX + 1))).is_some());
    assert!(is_short(&file("//\n".repeat(LINES_MAX))).is_none());
    assert_eq!(empty_names(&file("pub struct SyncManager;\nstruct Utilisation;\n".into())).len(), 2);
    assert!(empty_names(&file("/// A struct Manager would be wrong.\nstruct Hub;".into())).is_empty());
}
