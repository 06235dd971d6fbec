//! The description of the views, and the script of their readers, are those of this build's field tables.

use std::path::Path;

use beatbook_records::field::Sensitivity;
use beatbook_records::kinds::{KINDS, kind};
use beatbook_records::view::{open_columns, reader_script};
use beatbook_records::view_doc::markdown;

/// With `BEATBOOK_BLESS` set the file is written; otherwise a stale one fails.
fn is_current(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("BEATBOOK_BLESS").is_some() {
        std::fs::write(&path, text).expect("the file is written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "{} is stale: `cargo xtask gen` writes it", path.display());
}

#[test]
fn generated_documents_are_current() {
    is_current("docs/views.md", &markdown());
    is_current("deploy/reader.sql", &reader_script(1));
}

#[test]
fn every_column_of_every_view_is_described() {
    let text = markdown();
    for kind in KINDS {
        let (_, view) = text.split_once(&format!("\n## `v_{}`\n", kind.name)).expect("its view");
        let view = view.split("\n## ").next().expect("its part");
        assert_eq!(view.matches("\n| `").count(), kind.fields.len(), "{}", kind.name);
        for field in kind.fields {
            let line = view.lines().find(|line| line.starts_with(&format!("| `{}` |", field.name)));
            let line = line.unwrap_or_else(|| panic!("{} {}", kind.name, field.name));
            assert!(line.contains(field.about.trim()), "{line}");
        }
    }
    let count = text.lines().find(|line| line.starts_with("| `extended_activity_min` |")).expect("a column");
    assert!(count.contains("| bigint | minutes |") && count.ends_with("| ordinary | yes |"), "{count}");
}

#[test]
fn what_concerns_a_person_is_open_to_nobody() {
    let script = reader_script(1);
    for kind in KINDS {
        let open = open_columns(kind);
        assert_eq!(script.contains(&format!(".v_{} TO", kind.name)), !open.is_empty(), "{}", kind.name);
        assert!(open.is_empty() || kind.sensitivity == Sensitivity::Ordinary, "{}", kind.name);
        for name in open.iter().filter_map(|name| kind.field(name)) {
            assert_eq!(name.sensitivity, Sensitivity::Ordinary, "{} {}", kind.name, name.name);
        }
    }
    let asset = open_columns(kind("street_asset").expect("a kind"));
    assert!(asset.contains(&"state") && !asset.contains(&"lat") && !asset.contains(&"note"));
}
