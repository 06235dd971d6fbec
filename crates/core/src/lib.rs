//! What an officer can do, with or without signal.
//!
//! Rule: actions read and write the store, sync reads and writes the store, and never the other way
//! round. It is synchronous, and must not know Tauri, axum or the hub.

pub mod env;
pub mod error;
pub mod store;
pub mod sync;

pub use env::{Env, SystemEnv, TestEnv};
pub use error::{Error, ErrorBody, ErrorCode};
pub use store::{Access, Changed, Store, StoreError, StoreHandle, Tx};
