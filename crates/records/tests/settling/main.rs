//! The laws of settling, on random histories of three officers, and on cases with names.

mod book;
mod cases;
mod controls;
mod history;
mod laws;
mod naive;
