//! The soak itself, small: what it says of a good run, and that it sees a leak.

use std::path::Path;
use std::process::{Command, Output};

fn soak(words: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_beatbook-soak"));
    let mut command = Command::new(program);
    if std::env::var_os("BEATBOOK_BIN").is_none() {
        command.env("BEATBOOK_BIN", program.parent().expect("a folder of programs"));
    }
    command.args(["--devices", "6", "--seconds", "8", "--every", "1", "--open-one-in", "3"]).args(words);
    command.output().expect("it starts")
}

#[test]
fn six_phones_end_alike_and_memory_is_flat() {
    let output = soak(&[]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("all 6 phones have what the hub has"), "{said}");
}

#[test]
fn a_planted_leak_is_noticed() {
    let output = soak(&["--leak", "2048"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("FAILED: the memory of the phones grew"), "{said}");
    assert!(said.contains("all 6 phones have what the hub has"), "a leak loses nothing: {said}");
}
