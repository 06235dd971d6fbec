//! Words that do not belong in the repository: notes to oneself, and places on somebody's machine.

use crate::tree::{self, File};
use crate::{Offence, assert_none};

const TEXT: &[&str] = &[
    ".rs", ".ts", ".svelte", ".js", ".mjs", ".scss", ".md", ".toml", ".json", ".yml", ".sql", ".html", ".sh",
    "run",
];

/// Work that is not done is an issue, not a comment.
const NOTES: &[&str] = &["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("];

/// A path of one machine, at the start of a word.
const MACHINE: &[&str] = &["/work/", "/root/", "/tmp/", "/home/", "/Users/", "C:\\Users"];

fn notes(file: &File) -> Vec<Offence> {
    found(
        file,
        NOTES,
        |before| !before.is_some_and(char::is_alphanumeric),
        "finish it or file it as an issue",
    )
}

fn machine_paths(file: &File) -> Vec<Offence> {
    let starts =
        |before: Option<char>| !before.is_some_and(|char| char.is_alphanumeric() || "./}*".contains(char));
    found(file, MACHINE, starts, "a path of one machine")
}

fn found(file: &File, words: &[&str], starts: impl Fn(Option<char>) -> bool, what: &str) -> Vec<Offence> {
    let lines = file.text.lines().enumerate();
    lines
        .flat_map(|(number, line)| {
            let hits =
                words.iter().flat_map(move |word| line.match_indices(word).map(move |(at, _)| (at, *word)));
            hits.filter(|(at, _)| starts(line[..*at].chars().next_back()))
                .map(move |(_, word)| format!("{}:{}: `{word}`: {what}", file.path, number + 1))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn ours() -> Vec<File> {
    let mut files = tree::files(TEXT);
    files.retain(|file| !file.path.starts_with("tests/tidy/") && !file.path.ends_with("package-lock.json"));
    files
}

#[test]
fn nothing_is_left_as_a_note() {
    assert_none(&ours().iter().flat_map(notes).collect::<Vec<_>>());
}

#[test]
fn no_path_of_one_machine_is_written_down() {
    assert_none(&ours().iter().flat_map(machine_paths).collect::<Vec<_>>());
}

#[test]
fn planted_words_are_caught() {
    let file = |text: &str| File { path: "docs/planted.md".into(), text: text.into() };
    assert_eq!(notes(&file("fine\n// TODO: later")).len(), 1);
    assert!(notes(&file("METODOS")).is_empty());
    assert_eq!(machine_paths(&file("see /tmp/x and \"/home/asha/beat\"")).len(), 2);
    assert!(machine_paths(&file("ui/src/work/ and https://beatbook.example/home/")).is_empty());
}
