//! Sync: hand in what waits, read what is new. Knows the store and the hub's trait; decides nothing
//! about records, which the hub settles and `records` replays.
//!
//! Rule: the only place with HTTP. Everything it has to remember stands in the store, so it can be
//! killed between any two lines.

mod blobs;
mod body;
mod central;
pub mod http;
mod numbers;
mod places;
mod rest;
mod round;
pub mod schedule;
mod worker;

pub use central::{Central, CentralError};
pub use rest::to_rest;
#[cfg(feature = "sim")]
pub use rest::to_rest_in_turn;
pub use round::{Round, SIGN_IN_EXPIRED, Trouble, round};
pub use worker::{Connect, Worker};
