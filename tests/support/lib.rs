//! A town to test in: a hub and officers' devices in one process, with a link between them that can
//! lose what passes.
//!
//! Rule: real SQLite files, the real hub functions and the real sync; only the socket is missing. What
//! the tests compare with is their own list of what was written.

mod at_rest;
mod carried;
mod dump;
mod link;
mod officer;
mod photos;
mod saving;
mod served;
mod tampering;
mod town;

pub use at_rest::AtRest;
pub use carried::{Carried, id};
pub use dump::{Dump, Told};
pub use link::{Faults, Link};
pub use officer::{Officer, connect};
pub use photos::{photo, true_files};
pub use saving::save_note;
pub use served::{ServedHub, Serving, central, enrol_words, enrolled_book, hub_command};
pub use town::{Town, TownClock};
