//! This run's PostgreSQL server, as a hub is told of it.

pub use beatbook_cluster::{Cluster, shared, wait_until};
use beatbook_hub::config::Database;

/// A new database on this run's server, for a hub.
pub fn database() -> Database {
    Database::Postgres { url: shared().new_database(), authority: 1 }
}

/// The URL in it.
pub fn url_of(database: &Database) -> &str {
    match database {
        Database::Postgres { url, .. } => url,
        Database::Embedded => panic!("an embedded book has no URL"),
    }
}
