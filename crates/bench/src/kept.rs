//! What a hub keeps its book in. Each hub of a measurement begins with a new one.

use std::path::Path;

use beatbook_floor as floor;
use beatbook_hub::config::Database;

/// Which store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kept {
    /// A file of the hub's own.
    Sqlite,
    /// A database on a throw-away server, as durable as in production.
    Postgresql,
}

impl Kept {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
        }
    }

    /// The URL of a new database, where one is needed.
    pub fn new_database(self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgresql => Some(beatbook_cluster::shared().new_database()),
        }
    }
}

/// The product's book in that database, or in a file where there is none.
pub fn database(url: Option<&str>) -> Database {
    match url {
        None => Database::Embedded,
        Some(url) => Database::Postgres { url: url.into(), authority: 1 },
    }
}

/// The floor's hub over that database, or over a file in the folder.
pub fn floor_hub(folder: &Path, url: Option<&str>) -> anyhow::Result<floor::Hub> {
    match url {
        None => floor::Hub::serve(&folder.join("hub.db")),
        Some(url) => floor::Hub::serve_postgres(url),
    }
}
