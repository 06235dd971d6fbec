//! Where things are: hotspots now; tracks and visits build on the same ground.
//!
//! Rule: arithmetic on positions that are handed in; nothing here asks for one.

pub mod hotspot;
