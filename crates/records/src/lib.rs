//! What is written down, when it is right, how two edits settle, and what travels.
//!
//! Rule: everything here is a pure function of its arguments, so that a phone and the hub reach the
//! same answer from the same bytes. It must not know files, sockets, threads, SQL drivers, the
//! clock, randomness, Tauri or axum.

pub mod cell;
pub mod check;
pub mod clock;
pub mod codes;
mod declare;
pub mod digest;
pub mod entry;
pub mod export;
pub mod field;
pub mod follow;
pub mod geo;
pub mod key;
pub mod kinds;
pub mod pack;
pub mod plant;
pub mod powers;
pub mod record;
pub mod report;
pub mod rescue;
pub mod rescue_file;
pub mod role;
pub mod rounds;
pub mod seal;
pub mod settle;
pub mod typescript;
pub mod view;
pub mod view_doc;
pub mod wire;

/// The version of the whole field table. It grows by one whenever a kind or a field is added;
/// an entry is checked under the schema it was written under.
pub const SCHEMA: u32 = 3;
