//! The patrol summary, from outside: against an oracle that shares no code with it, and over a council
//! whose figures are known.

mod council;
mod hub;
mod lived_journals;
mod oracle;
mod random_journals;
