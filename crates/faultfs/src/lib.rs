//! A disk that fails on purpose, under the SQLite that the product runs on. For tests; no product package names it.
//!
//! Rule: the files are real and what SQLite asks is passed on, so the product opens its book as always. The disk only
//! writes down what was asked, fails where it was told to, and tells afterwards what a power cut could have left.
//! It must not know what is stored.

mod disk;
mod files;
mod platter;
mod random;
mod shim;

pub use disk::{Disk, Fault, Files, Op, When};
pub use files::{Call, Hand};
pub use platter::{MODELS, Model, Platter};
pub use random::Random;
