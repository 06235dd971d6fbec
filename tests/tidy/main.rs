//! House rules that Cargo and Clippy cannot enforce. Each rule is a pure function over one file's text, and each is
//! tried on something planted, so that a rule which stopped catching anything fails too.

mod dependencies;
mod generated;
mod layers;
mod migrations;
mod shape;
mod tree;
mod words;

/// One broken rule: where, and what to do.
type Offence = String;

/// Fails with every offence listed.
fn assert_none(offences: &[Offence]) {
    assert!(offences.is_empty(), "{} broken:\n  {}", offences.len(), offences.join("\n  "));
}
