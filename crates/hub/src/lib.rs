//! The central book: it takes in what devices hand in, settles it, serves it back, and reports it.
//!
//! Rule: stateless but for its store; a request is decided from its bytes, the store and the clock.
//! It must not know `beatbook-core`.

pub mod accounts;
pub mod api;
pub mod arrival;
pub mod auth;
pub mod backup;
pub mod blobs;
pub mod clock;
pub mod commit;
pub mod config;
pub mod contacts;
pub mod enrol;
pub mod error;
pub mod exchange;
pub mod exports;
pub mod gazetteer;
pub mod hand_in;
pub mod judge;
mod labels;
pub mod ledger;
pub mod limits;
pub mod logs;
pub mod metrics;
pub mod numbers;
pub mod objects;
pub mod openapi;
pub mod organisation;
pub mod outcome_places;
pub mod pages;
pub mod partner_figures;
pub mod police_uk;
pub mod powers;
pub mod quality;
pub mod reference;
pub mod reports;
pub mod restore;
mod routes;
pub mod rows;
pub mod server;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod snapshot;
pub mod state;
pub mod store;
pub mod take_in;
mod unread;
pub mod world;

pub use routes::app;
pub use state::Hub;
