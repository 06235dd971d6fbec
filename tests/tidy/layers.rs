//! Who may touch what, inside a package: SQL in the stores, HTTP in sync, printing in command lines.

use crate::tree::{self, File};
use crate::{Offence, assert_none};

/// A word that only some places may use.
struct Layer {
    /// What the offence is called.
    what: &'static str,
    /// How it shows in the text.
    signs: &'static [&'static str],
    /// Where it is at home: beginnings of paths.
    home: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        what: "SQL belongs in the store",
        signs: &[
            "rusqlite::",
            "SELECT ",
            "INSERT INTO",
            "DELETE FROM",
            "CREATE TABLE",
            "CREATE VIEW",
            "PRAGMA ",
        ],
        home: &["crates/core/src/store/", "crates/hub/src/store/", "crates/records/src/view.rs"],
    },
    Layer { what: "HTTP belongs in sync", signs: &["reqwest::"], home: &["crates/core/src/sync/"] },
    Layer {
        what: "objects belong in the hub's one place for them",
        signs: &["object_store::"],
        home: &["crates/hub/src/objects.rs"],
    },
    Layer { what: "Tauri belongs in its shell", signs: &["tauri::"], home: &["src-tauri/"] },
    Layer {
        what: "only a command line prints",
        signs: &["println!(", "print!(", "eprintln!(", "eprint!("],
        home: &[
            "crates/hub/src/main.rs",
            "crates/hub/src/cli",
            "crates/bridge/src/main.rs",
            "src-tauri/build.rs",
        ],
    },
];

/// The product itself; tests, tools and measurements see everything.
const PRODUCT: &[&str] =
    &["crates/records/src/", "crates/core/src/", "crates/hub/src/", "crates/bridge/src/", "src-tauri/"];

fn offences(file: &File) -> Vec<Offence> {
    let (product, _tests) = file.text.split_once("#[cfg(test)]").unwrap_or((&file.text, ""));
    let code = || product.lines().filter(|line| !line.trim_start().starts_with("//"));
    let away = LAYERS.iter().filter(|layer| !layer.home.iter().any(|home| file.path.starts_with(home)));
    let signs = away.flat_map(|layer| layer.signs.iter().map(move |sign| (layer.what, *sign)));
    let broken = signs.filter(|(_, sign)| code().any(|line| line.contains(sign)));
    broken.map(|(what, sign)| format!("{}: `{}`: {what}", file.path, sign.trim_end())).collect()
}

#[test]
fn each_layer_keeps_to_itself() {
    let files = tree::rust();
    let product = files.iter().filter(|file| PRODUCT.iter().any(|part| file.path.starts_with(part)));
    assert_none(&product.flat_map(offences).collect::<Vec<_>>());
}

#[test]
fn planted_strays_are_caught() {
    let at = |path: &str, text: &str| offences(&File { path: path.into(), text: text.into() });
    assert_eq!(at("crates/core/src/actions/count.rs", "tx.execute(\"INSERT INTO record\")").len(), 1);
    assert_eq!(at("crates/core/src/actions/count.rs", "reqwest::get(url)").len(), 1);
    assert_eq!(at("crates/hub/src/exchange.rs", "tauri::Builder; println!(\"x\")").len(), 2);
    assert!(at("crates/core/src/store/records.rs", "tx.execute(\"INSERT INTO record\")").is_empty());
    assert!(
        at("crates/core/src/lib.rs", "/// No `reqwest::` here.\n#[cfg(test)]\nreqwest::get()").is_empty()
    );
}
