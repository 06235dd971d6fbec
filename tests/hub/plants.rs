//! Decisions switched off, to see that the tests beside this one would notice: each in a process of its own.

use std::process::Command;

use beatbook_records::plant;

use super::{amends, cluster, writers};

/// How the process is told what to switch off.
const PLANT: &str = "BEATBOOK_TEST_PLANT";

/// Not a test: the process with a bug in it. It says how many it found wrong.
#[test]
#[ignore = "the process that other tests start"]
fn a_hub_with_a_bug() {
    let Ok(name) = std::env::var(PLANT) else { return };
    let sown: plant::Plant = name.parse().expect("a plant");
    plant::sow(Some(sown));
    let wrong = match sown {
        plant::Plant::NaiveSeq => writers::skipped(8_000, 5, true),
        _ => amends::contradictions(),
    };
    assert_eq!(wrong, 0, "{name}: {wrong} are wrong");
}

/// Whether the process found the bug: a hub that fails in another way does not count.
fn is_caught(name: &str) -> bool {
    let mut process = Command::new(std::env::current_exe().expect("this program"));
    process.args(["--exact", "plants::a_hub_with_a_bug", "--ignored", "--nocapture"]).env(PLANT, name);
    cluster::shared().give_to(&mut process);
    let output = process.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    !output.status.success() && said.contains(&format!("{name}: ")) && said.contains("are wrong")
}

#[test]
fn numbers_of_a_plain_sequence_are_skipped_and_seen_to_be() {
    assert!(is_caught("naive-seq"));
}

#[test]
fn settling_without_row_locks_is_seen_to_contradict() {
    assert!(is_caught("no-row-locks"));
}
