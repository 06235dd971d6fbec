//! A shipped migration never changes: `migrations/SHA256SUMS` holds what each one was.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::{Offence, assert_none, tree};

/// Path below `migrations/` → its SHA-256 in hexadecimal.
type Sums = BTreeMap<String, String>;

fn parse(sums: &str) -> Sums {
    sums.lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, path)| (path.into(), sum.into()))
        .collect()
}

fn offences(listed: &Sums, there: &Sums) -> Vec<Offence> {
    let changed = listed.iter().filter_map(|(path, sum)| match there.get(path) {
        None => Some(format!("migrations/{path} was shipped and is gone")),
        Some(now) if now != sum => {
            Some(format!("migrations/{path} was shipped and has changed: write a new one"))
        }
        Some(_) => None,
    });
    let new = there.iter().filter(|(path, _)| !listed.contains_key(*path));
    let new = new.map(|(path, sum)| format!("add this line to migrations/SHA256SUMS: {sum}  {path}"));
    changed.chain(new).collect()
}

fn sum(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn shipped_migrations_never_change() {
    let files = tree::files(&[".sql"]);
    let sql = files
        .iter()
        .filter_map(|file| Some((file.path.strip_prefix("migrations/")?.to_owned(), sum(&file.text))));
    let listed =
        std::fs::read_to_string(tree::root().join("migrations/SHA256SUMS")).expect("migrations/SHA256SUMS");
    assert_none(&offences(&parse(&listed), &sql.collect()));
}

#[test]
fn planted_changes_are_caught() {
    let listed = parse(&format!("{}  device/0001_start.sql\n", sum("CREATE TABLE record;")));
    let there = |text: &str| Sums::from([("device/0001_start.sql".into(), sum(text))]);
    assert!(offences(&listed, &there("CREATE TABLE record;")).is_empty());
    assert_eq!(offences(&listed, &there("CREATE TABLE records;")).len(), 1);
    assert_eq!(offences(&listed, &Sums::new()).len(), 1);
    assert_eq!(offences(&Sums::new(), &there("x")).len(), 1);
    assert_eq!(sum(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
