//! What the person who starts the hub may say. Everything has a default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::objects;
use crate::sign_in;
use crate::store::Store;

/// Where the book is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Database {
    /// A file in the data directory.
    #[default]
    Embedded,
    /// A PostgreSQL database, which hubs share.
    Postgres {
        /// `postgres://user@host/database`, or what libpq calls a connection string.
        url: String,
        /// Which council of perhaps several in the database this hub serves.
        authority: i32,
    },
}

impl Database {
    /// What somebody named: nothing is the embedded one.
    ///
    /// # Errors
    /// When it is the URL of nothing the hub knows.
    pub fn named(url: Option<&str>, authority: i32) -> anyhow::Result<Self> {
        match url.map(str::trim).unwrap_or_default() {
            "" | "sqlite" => Ok(Self::Embedded),
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self::Postgres { url: url.to_owned(), authority })
            }
            _ => bail!("the database is named by a URL that begins with postgres://, or not at all"),
        }
    }

    /// Open or make the book.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub fn open(&self, dir: &Path) -> anyhow::Result<Store> {
        match self {
            Self::Embedded => Store::sqlite(dir).context("cannot open the database in the data directory"),
            Self::Postgres { url, authority } => {
                Store::postgres(url, *authority).context("cannot open the PostgreSQL database")
            }
        }
    }
}

/// Where files that are not rows are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In an S3 bucket, whose address and keys the `AWS_…` environment names.
    Bucket {
        /// The bucket.
        bucket: String,
        /// What its keys begin with; may be empty.
        prefix: String,
    },
}

impl Files {
    /// What somebody named: nothing is the folder beside the database.
    ///
    /// # Errors
    /// When it is the URL of nothing the hub knows.
    pub fn named(place: Option<&str>, dir: &Path) -> anyhow::Result<Self> {
        const UNKNOWN: &str = "files are kept in a folder, or in a bucket named as s3://bucket/prefix";
        let place = place.map(str::trim).unwrap_or_default();
        if let Some(path) = place.strip_prefix("file://") {
            anyhow::ensure!(
                Path::new(path).is_absolute(),
                "a file:// address names a folder from the root on"
            );
            return Ok(Self::Folder(path.into()));
        }
        if let Some(rest) = place.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            anyhow::ensure!(!bucket.is_empty(), UNKNOWN);
            return Ok(Self::Bucket { bucket: bucket.into(), prefix: prefix.trim_matches('/').into() });
        }
        match place {
            "" => Ok(Self::Folder(dir.join(objects::FOLDER))),
            place if place.contains("://") => bail!(UNKNOWN),
            folder => Ok(Self::Folder(folder.into())),
        }
    }

    /// Whether several hubs on several machines see the same files there.
    #[must_use]
    pub const fn are_shared(&self) -> bool {
        matches!(self, Self::Bucket { .. })
    }
}

/// How the hub is seen and called.
#[derive(Debug, Clone)]
pub struct Config {
    /// The organisation's name, used when the data directory is new.
    pub organisation: String,
    /// The address that people and devices use, where it is not the one listened on.
    pub address: String,
    /// Where the book is.
    pub database: Database,
    /// Where files are, where they are not in the data directory.
    pub files: Option<String>,
    /// Where the ledger is, where it is not in the data directory.
    pub ledger: Option<String>,
    /// How many days a device is signed in after it was last heard of.
    pub sign_in_days: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            organisation: "Beatbook".into(),
            address: String::new(),
            database: Database::Embedded,
            files: None,
            ledger: None,
            sign_in_days: sign_in::DAYS,
        }
    }
}

impl Config {
    /// The address for a hub that listens here and has no other name.
    #[must_use]
    pub fn listening(self, on: SocketAddr) -> Self {
        if self.address.is_empty() { Self { address: format!("http://{on}"), ..self } } else { self }
    }

    /// Cookies travel over https only, except to this very machine.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        let host = self.address.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
        !matches!(name, Some("127.0.0.1" | "localhost" | "[::1]"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Config, Files};

    #[test]
    fn files_are_beside_the_database_unless_named() {
        let named = |place: Option<&str>| Files::named(place, Path::new("data")).ok();
        let folder = |path: &str| Some(Files::Folder(path.into()));
        let bucket =
            |bucket: &str, prefix: &str| Some(Files::Bucket { bucket: bucket.into(), prefix: prefix.into() });
        assert_eq!(named(None), folder("data/files"));
        assert_eq!(named(Some(" ")), folder("data/files"));
        assert_eq!(named(Some("elsewhere")), folder("elsewhere"));
        assert_eq!(named(Some("file:///srv/files")), folder("/srv/files"));
        assert_eq!(named(Some("s3://council")), bucket("council", ""));
        assert_eq!(named(Some("s3://council/beat/book/")), bucket("council", "beat/book"));
        for wrong in ["s3://", "https://council", "file://srv/files"] {
            assert_eq!(named(Some(wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn only_this_very_machine_is_spared_https() {
        let secure = |address: &str| Config { address: address.into(), ..Config::default() }.secure_cookies();
        assert!(!secure("http://127.0.0.1:8080"));
        assert!(!secure("http://localhost"));
        assert!(!secure("http://[::1]:80/"));
        assert!(secure("https://127.0.0.1:8443"));
        assert!(secure("https://hub.example.gov.uk"));
        assert!(secure("http://10.0.0.7:8080"));
        assert!(secure("http://127.0.0.1.example.com"));
    }
}
