//! The book from outside, as the shell and the screen use it: real encrypted files, a clock set by hand.

mod correct;
mod drafts;
mod enrol;
mod open;
mod patrol;
mod photos;
mod places;
mod progress;
mod support;
mod taps;
