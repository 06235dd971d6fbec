//! The patrol summary, from outside: against an oracle that shares no code with it.

mod oracle;
mod random_journals;
