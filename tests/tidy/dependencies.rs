//! The direction of dependencies, read from Cargo itself: what each package must not know.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::{Offence, assert_none, tree};

/// Package → what it must not reach, itself or through our other packages.
const MUST_NOT: &[(&str, &[&str])] = &[
    (
        "beatbook-records",
        &["tokio", "axum", "hyper", "reqwest", "rusqlite", "tauri", "getrandom", "rand", "keyring"],
    ),
    ("beatbook-picture", &["beatbook-records", "beatbook-core", "rusqlite", "tokio", "getrandom"]),
    ("beatbook-letter", &["beatbook-records", "beatbook-core", "rusqlite", "tokio", "getrandom", "chrono"]),
    ("beatbook-core", &["tauri", "axum", "tokio", "beatbook-hub"]),
    // Its object store brings an HTTP client; that nothing else uses it is a rule of `layers`.
    ("beatbook-hub", &["tauri", "beatbook-core"]),
    ("beatbook", &["beatbook-hub"]),
    ("beatbook-bridge", &["tauri", "beatbook-hub"]),
    ("beatbook-floor", &["beatbook-records", "beatbook-core", "beatbook-hub"]),
    ("beatbook-cluster", &["beatbook-records", "beatbook-core", "beatbook-hub"]),
];

/// Package → what it must not name itself, though another of ours may bring it.
const MUST_NOT_NAME: &[(&str, &[&str])] = &[
    ("beatbook", &["rusqlite", "reqwest", "beatbook-records"]),
    ("beatbook-bridge", &["rusqlite", "reqwest"]),
];

/// Package → the names of what it depends on, tests aside.
type Graph = BTreeMap<String, BTreeSet<String>>;

fn reaches(graph: &Graph, package: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![package.to_owned()];
    while let Some(next) = open.pop() {
        for name in graph.get(&next).into_iter().flatten() {
            if reached.insert(name.clone()) {
                open.push(name.clone());
            }
        }
    }
    reached
}

fn offences(graph: &Graph) -> Vec<Offence> {
    let broken = |package: &str, known: &BTreeSet<String>, banned: &[&str]| -> Vec<Offence> {
        let hits = banned.iter().filter(|name| known.contains(**name));
        hits.map(|name| format!("{package} must not know {name}")).collect()
    };
    let none = BTreeSet::new();
    let far = MUST_NOT.iter().flat_map(|(package, banned)| broken(package, &reaches(graph, package), banned));
    let near = MUST_NOT_NAME
        .iter()
        .flat_map(|(package, banned)| broken(package, graph.get(*package).unwrap_or(&none), banned));
    far.chain(near).collect()
}

fn workspace() -> Graph {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).current_dir(tree::root());
    let output = cargo.output().expect("cargo starts");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a name").to_owned();
    let needed = |package: &serde_json::Value| {
        let all = package["dependencies"].as_array().expect("a list").iter();
        all.filter(|dependency| dependency["kind"] != "dev")
            .map(|dependency| text(&dependency["name"]))
            .collect()
    };
    let packages = metadata["packages"].as_array().expect("a list").iter();
    packages.map(|package| (text(&package["name"]), needed(package))).collect()
}

#[test]
fn dependencies_run_in_one_direction() {
    let graph = workspace();
    for (package, _) in MUST_NOT.iter().chain(MUST_NOT_NAME) {
        assert!(graph.contains_key(*package), "the rule names {package}, which is gone");
    }
    assert_none(&offences(&graph));
}

#[test]
fn planted_dependencies_are_caught() {
    let graph = |pairs: &[(&str, &str)]| -> Graph {
        let mut graph = Graph::new();
        for (from, to) in pairs {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    };
    assert_eq!(offences(&graph(&[("beatbook-records", "tokio")])).len(), 1);
    assert_eq!(
        offences(&graph(&[("beatbook-hub", "beatbook-records"), ("beatbook-records", "beatbook-core")]))
            .len(),
        1
    );
    assert_eq!(offences(&graph(&[("beatbook", "rusqlite")])).len(), 1);
    assert!(offences(&graph(&[("beatbook", "beatbook-core"), ("beatbook-core", "rusqlite")])).is_empty());
}
