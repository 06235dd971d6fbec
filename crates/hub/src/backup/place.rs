//! Where backups lie, and which of them go.

use std::path::Path;

use anyhow::Context as _;

use super::Manifest;
use crate::config::Files;
use crate::objects::Objects;

/// Where they lie, below the authority.
const PREFIX: &str = "backups";

/// A folder or a bucket with backups of one book.
#[derive(Debug, Clone)]
pub struct Place(Objects);

/// A backup that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name: as text, in the order in which they were made.
    pub name: String,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl Place {
    /// Open a place.
    ///
    /// # Errors
    /// When it is none, or cannot be made.
    pub fn open(place: &str, dir: &Path, authority: i64) -> anyhow::Result<Self> {
        Ok(Self(Objects::open(&Files::named(Some(place), dir)?, authority)?))
    }

    /// The backups there, the oldest first.
    ///
    /// # Errors
    /// When the place cannot be read, or a manifest is none.
    pub fn list(&self) -> anyhow::Result<Vec<Kept>> {
        let mut kept = Vec::new();
        for object in self.0.list(PREFIX).context("cannot read the place of the backups")? {
            let name = object.key.rsplit('/').next().and_then(|file| file.strip_suffix(".json"));
            let Some(name) = name.map(str::to_owned) else { continue };
            let Some(text) = self.0.get(&object.key)? else { continue };
            let manifest =
                serde_json::from_slice(&text).with_context(|| format!("{} is no manifest", object.key))?;
            kept.push(Kept { name, manifest });
        }
        Ok(kept)
    }

    /// Keep as many of the newest, and the newest that is verified; delete the others. Their names.
    ///
    /// # Errors
    /// When the place cannot be written.
    pub fn prune(&self, keep: usize) -> anyhow::Result<Vec<String>> {
        let gone = to_go(&self.list()?, keep);
        for name in &gone {
            // A book without its manifest is no backup any more; the other way round would be one that cannot be read.
            self.0.delete(&manifest(name))?;
            self.0.delete(&Self::book(name))?;
        }
        Ok(gone)
    }

    pub(super) const fn objects(&self) -> &Objects {
        &self.0
    }

    pub(super) fn name(made: i64, commit_seq: u64) -> String {
        format!("{made:013}-{commit_seq:012}")
    }

    pub(super) fn book(name: &str) -> String {
        format!("{PREFIX}/{name}.book")
    }

    pub(super) fn put(&self, name: &str, of: &Manifest) -> anyhow::Result<()> {
        let text = serde_json::to_vec_pretty(of).context("a manifest is plain JSON")?;
        self.0.put(&manifest(name), text.into()).context("cannot write the manifest")
    }
}

fn manifest(name: &str) -> String {
    format!("{PREFIX}/{name}.json")
}

/// Which go, of backups in their order. What devices were told of is the newest verified one: it stays in any case, and so
/// does everything newer.
fn to_go(kept: &[Kept], keep: usize) -> Vec<String> {
    let newest_verified = kept.iter().rposition(|kept| kept.manifest.verified.is_some());
    let first = kept.len().saturating_sub(keep.max(1));
    let first = newest_verified.map_or(0, |verified| first.min(verified));
    kept[..first].iter().map(|kept| kept.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use beatbook_records::entry::Hash;
    use uuid::Uuid;

    use super::*;

    fn kept(verified: &[bool]) -> Vec<Kept> {
        let of = |(n, verified): (usize, &bool)| Kept {
            name: n.to_string(),
            manifest: Manifest {
                authority: 1,
                epoch: Uuid::nil(),
                commit_seq: n as u64,
                chain: Hash::ZERO,
                schema: 1,
                build: String::new(),
                made: 0,
                book: Hash::ZERO,
                book_bytes: 0,
                sealed_bytes: 0,
                verified: verified.then_some(1),
            },
        };
        verified.iter().enumerate().map(of).collect()
    }

    #[test]
    fn the_last_verified_backup_is_never_pruned() {
        let go = |verified: &[bool], keep| to_go(&kept(verified), keep).len();
        assert_eq!(go(&[true, true, true, true], 2), 2);
        assert_eq!(go(&[true, true, false, false], 2), 1, "the verified one is older than those kept");
        assert_eq!(go(&[false, false, false], 1), 0, "none is verified: all stay");
        assert_eq!(go(&[true], 0), 0);
    }
}
