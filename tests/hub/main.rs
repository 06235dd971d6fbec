//! The hub's book on PostgreSQL: the facts of `sync` over it, and what only several hubs over one book can get wrong.
//!
//! Rule: the server is a real one of this run's own, each test has a database of its own. A test that says nothing is
//! lost has a twin in which one decision of the hub is switched off and which sees the loss.

mod amends;
mod backups;
mod bucket;
mod cluster;
mod contacts;
mod device;
mod drill;
mod exports;
mod operations;
mod operator;
mod plants;
mod police;
mod processes;
mod returns;
mod sizing;
mod standby;
mod tls;
mod writers;

use beatbook_tests::Town;

#[path = "../sync/conflicts.rs"]
mod conflicts;
#[path = "../sync/everyday.rs"]
mod everyday;
#[path = "../sync/faults.rs"]
mod faults;
#[path = "../sync/photos.rs"]
mod photos;
#[path = "../sync/places.rs"]
mod places;
#[path = "../sync/powers.rs"]
mod powers;
#[path = "../sync/random.rs"]
mod random;
#[path = "../sync/safe.rs"]
mod safe;
#[path = "../sync/scopes.rs"]
mod scopes;
#[path = "../sync/sign_in.rs"]
mod sign_in;

/// A town whose hub keeps its book on PostgreSQL.
fn town() -> Town {
    Town::on(cluster::database())
}
