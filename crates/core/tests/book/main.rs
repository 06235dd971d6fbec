//! The book from outside, as the shell and the screen use it: real encrypted files, a clock set by hand.

mod correct;
mod drafts;
mod enrol;
mod hotspots;
mod letters;
mod open;
mod patrol;
mod photos;
mod pictures;
mod places;
mod powers;
mod progress;
mod support;
mod taps;
mod write;
