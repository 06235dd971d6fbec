//! The reports, from outside: the patrol summary against an oracle that shares no code with it, and over a council
//! whose figures are known; the outcomes from street files of the police.

mod council;
mod hub;
mod lived_journals;
mod oracle;
mod outcome_places;
mod outcomes;
mod partner_figures;
mod quarters;
mod random_journals;
