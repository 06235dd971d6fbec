//! What an officer can do, with or without signal.
//!
//! Rule: actions read and write the store, sync reads and writes the store, and never the other way
//! round. It is synchronous, and must not know Tauri, axum or the hub.

mod actions;
pub mod api;
#[cfg(test)]
mod bindings;
mod book;
#[cfg(feature = "sim")]
pub mod decoders;
mod dispatch;
pub mod env;
pub mod error;
mod folder;
mod keys;
mod lock;
mod native;
mod photo_door;
mod rescue_place;
pub mod store;
pub mod sync;
mod sync_link;

pub use book::{Book, Config};
pub use env::{Env, SystemEnv, TestEnv};
pub use error::{Error, ErrorBody, ErrorCode};
pub use folder::{Disk, SystemDisk};
pub use keys::FileKeys;
pub use lock::{Lock, LockConfig};
pub use native::{Camera, Keys, Location, NoCamera, NoLocation, ScreenCamera};
pub use photo_door::PhotoAnswer;
pub use store::{Access, Changed, Store, StoreError, StoreHandle, Tx};
