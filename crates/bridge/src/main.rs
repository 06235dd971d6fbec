//! Being written.
mod guard;
mod policy;
fn main() { }
