//! What a power cut leaves: the files as last made durable, and of everything since then what a model lets survive.
//!
//! Rule: a sync makes a file's bytes durable; only a sync of the folder makes its names durable, and on Unix SQLite
//! does that with the first sync of a new journal. Bytes next to those that were being written stay as they were.

use std::collections::BTreeMap;

use crate::disk::{Files, Op};
use crate::random::Random;

/// The least that a disk writes at once.
const SECTOR_BYTES: usize = 512;

/// What survives of the writes that were not yet made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// Nothing.
    Nothing,
    /// Everything.
    Everything,
    /// Each write, or not.
    SomeWrites,
    /// Each sector of each write, or not.
    SomeSectors,
    /// Everything, but in the place of the last write sectors of it, of zeros and of garbage.
    LastGarbled,
    /// All bytes, but no length, no new name and no deletion.
    BytesOnly,
}

/// All of them.
pub const MODELS: [Model; 6] = [
    Model::Nothing,
    Model::Everything,
    Model::SomeWrites,
    Model::SomeSectors,
    Model::LastGarbled,
    Model::BytesOnly,
];

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => write(to, *at, bytes),
            Self::Truncate(size) => to.resize(*size, 0),
        }
    }
}

fn write(to: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if to.len() < end {
        to.resize(end, 0);
    }
    to[at..end].copy_from_slice(bytes);
}

#[derive(Clone, Default)]
struct Body {
    durable: Vec<u8>,
    now: Vec<u8>,
    since: Vec<Change>,
}

#[derive(Clone)]
enum Named {
    Made(String, usize),
    Gone(String),
    Moved { from: String, to: String, body: usize },
}

impl Named {
    /// The folder whose names it changes; empty for the watched one itself.
    fn folder(&self) -> &str {
        match self {
            Self::Made(name, _) | Self::Gone(name) | Self::Moved { to: name, .. } => folder_of(name),
        }
    }
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

type Names = BTreeMap<String, usize>;

/// A disk that follows what was asked of it, and can lose power at any moment.
#[derive(Clone, Default)]
pub struct Platter {
    bodies: Vec<Body>,
    durable: Names,
    now: Names,
    since: Vec<Named>,
    /// The body last written to, if that write is not durable.
    last: Option<usize>,
}

impl Platter {
    /// With these files on it, all durable.
    #[must_use]
    pub fn new(files: &Files) -> Self {
        let mut platter = Self::default();
        for (name, bytes) in files {
            platter.now.insert(name.clone(), platter.bodies.len());
            platter.bodies.push(Body { durable: bytes.clone(), now: bytes.clone(), since: Vec::new() });
        }
        platter.durable = platter.now.clone();
        platter
    }

    /// Do what was asked.
    ///
    /// # Panics
    /// When it names a file that is not there.
    pub fn step(&mut self, op: &Op) {
        match op {
            Op::Create { file } => {
                let body = self.bodies.len();
                self.bodies.push(Body::default());
                self.now.insert(file.clone(), body);
                self.since.push(Named::Made(file.clone(), body));
            }
            Op::Write { file, at, bytes } => {
                self.change(file, Change::Write { at: *at, bytes: bytes.clone() });
            }
            Op::Truncate { file, size } => self.change(file, Change::Truncate(*size)),
            Op::Sync { file, names } => {
                let at = self.now[file];
                let body = &mut self.bodies[at];
                body.durable.clone_from(&body.now);
                body.since.clear();
                self.last = self.last.filter(|last| *last != at);
                self.sync_names(*names, "");
            }
            Op::Rename { from, to } => {
                let body = self.now.remove(from).expect("the file is there");
                self.now.insert(to.clone(), body);
                self.since.push(Named::Moved { from: from.clone(), to: to.clone(), body });
            }
            Op::Names { folder } => self.sync_names(true, folder),
            Op::Delete { file, names } => {
                self.now.remove(file);
                self.since.push(Named::Gone(file.clone()));
                self.sync_names(*names, "");
            }
            Op::Mark(_) => {}
        }
    }

    fn change(&mut self, file: &str, change: Change) {
        let at = self.now[file];
        let body = &mut self.bodies[at];
        change.apply(&mut body.now);
        self.last = matches!(change, Change::Write { .. }).then_some(at);
        body.since.push(change);
    }

    /// The names in one folder are durable; those in others are not for that.
    fn sync_names(&mut self, names: bool, folder: &str) {
        if names {
            self.durable.retain(|name, _| folder_of(name) != folder);
            let now = self.now.iter().filter(|(name, _)| folder_of(name) == folder);
            self.durable.extend(now.map(|(name, body)| (name.clone(), *body)));
            self.since.retain(|change| change.folder() != folder);
        }
    }

    /// What is there when the power comes back.
    #[must_use]
    pub fn cut(&self, model: Model, random: &mut Random) -> Files {
        let names = match model {
            Model::Nothing | Model::BytesOnly => self.durable.clone(),
            Model::Everything | Model::LastGarbled => self.now.clone(),
            Model::SomeWrites | Model::SomeSectors => self.some_names(random),
        };
        names
            .into_iter()
            .map(|(name, at)| {
                let body = &self.bodies[at];
                let bytes = match model {
                    Model::Nothing => body.durable.clone(),
                    Model::Everything => body.now.clone(),
                    Model::SomeWrites => body.some(random, |_, random| random.coin()),
                    Model::SomeSectors => body.some_sectors(random),
                    Model::LastGarbled if self.last == Some(at) => body.last_garbled(random),
                    Model::LastGarbled => body.now.clone(),
                    Model::BytesOnly => body.of_durable_length(),
                };
                (name, bytes)
            })
            .collect()
    }

    /// Names are kept in order: the first so many changes.
    fn some_names(&self, random: &mut Random) -> Names {
        let mut names = self.durable.clone();
        for change in self.since.iter().take(random.below(self.since.len() + 1)) {
            match change {
                Named::Made(name, body) => drop(names.insert(name.clone(), *body)),
                Named::Gone(name) => drop(names.remove(name)),
                Named::Moved { from, to, body } => {
                    names.remove(from);
                    names.insert(to.clone(), *body);
                }
            }
        }
        names
    }
}

impl Body {
    fn some(&self, random: &mut Random, survives: impl Fn(&Change, &mut Random) -> bool) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for change in &self.since {
            if survives(change, random) {
                change.apply(&mut bytes);
            }
        }
        bytes
    }

    fn some_sectors(&self, random: &mut Random) -> Vec<u8> {
        let mut kept = self.durable.clone();
        for change in &self.since {
            match change {
                Change::Truncate(_) if random.coin() => change.apply(&mut kept),
                Change::Truncate(_) => {}
                Change::Write { at, bytes } => {
                    for (at, sector) in sectors(*at, bytes) {
                        if random.coin() {
                            write(&mut kept, at, sector);
                        }
                    }
                }
            }
        }
        kept
    }

    fn last_garbled(&self, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.now.clone();
        if let Some(Change::Write { at, bytes: written }) = self.since.last() {
            for (at, sector) in sectors(*at, written) {
                let garbage = random.draw().to_le_bytes();
                let instead: Vec<u8> = match random.below(3) {
                    0 => sector.to_vec(),
                    1 => vec![0; sector.len()],
                    _ => garbage.iter().copied().cycle().take(sector.len()).collect(),
                };
                write(&mut bytes, at, &instead);
            }
        }
        bytes
    }

    fn of_durable_length(&self) -> Vec<u8> {
        let mut bytes = self.now.clone();
        bytes.truncate(self.durable.len());
        let lost = bytes.len();
        bytes.extend_from_slice(&self.durable[lost..]);
        bytes
    }
}

/// The parts of a write that lie in one sector of the disk each.
fn sectors(at: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let first = (SECTOR_BYTES - at % SECTOR_BYTES).min(bytes.len());
    let (head, rest) = bytes.split_at(first);
    let rest = rest.chunks(SECTOR_BYTES).enumerate();
    std::iter::once((at, head))
        .chain(rest.map(move |(n, sector)| (at + first + n * SECTOR_BYTES, sector)))
        .filter(|(_, sector)| !sector.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_op(at: usize, byte: u8, len: usize) -> Op {
        Op::Write { file: "a".into(), at, bytes: vec![byte; len] }
    }

    #[test]
    fn what_was_synced_survives_every_model_and_what_was_not_survives_as_the_model_says() {
        let mut platter = Platter::new(&Files::from([("a".into(), vec![1; 1024])]));
        platter.step(&write_op(0, 2, 512));
        platter.step(&Op::Sync { file: "a".into(), names: false });
        platter.step(&write_op(512, 3, 1024));
        platter.step(&Op::Create { file: "b".into() });
        for model in MODELS {
            for seed in 0..20 {
                let files = platter.cut(model, &mut Random::new(seed));
                assert_eq!(files["a"][..512], [2; 512], "{model:?}");
            }
        }
        let cut = |model| platter.cut(model, &mut Random::new(5));
        assert_eq!(cut(Model::Nothing)["a"].len(), 1024);
        assert!(!cut(Model::Nothing).contains_key("b"));
        assert_eq!(cut(Model::Everything)["a"][512..], [3; 1024]);
        assert_eq!(cut(Model::BytesOnly)["a"][512..], [3; 512]);
        let torn = (0..40).map(|seed| platter.cut(Model::SomeSectors, &mut Random::new(seed))["a"].clone());
        assert!(torn.into_iter().any(|a| a.len() == 1536 && a[512] == 1 && a[1024] == 3));
    }

    #[test]
    fn a_rename_is_whole_or_not_there_and_durable_with_the_names_of_its_own_folder() {
        let mut platter = Platter::new(&Files::from([("book".into(), vec![1])]));
        platter.step(&Op::Create { file: "photos/a.part".into() });
        platter.step(&Op::Sync { file: "photos/a.part".into(), names: false });
        platter.step(&Op::Rename { from: "photos/a.part".into(), to: "photos/a".into() });
        platter.step(&Op::Sync { file: "book".into(), names: true });
        assert!(!platter.cut(Model::Nothing, &mut Random::new(1)).contains_key("photos/a"));
        for model in MODELS {
            for seed in 0..20 {
                let files = platter.cut(model, &mut Random::new(seed));
                assert!(
                    !(files.contains_key("photos/a") && files.contains_key("photos/a.part")),
                    "{model:?}"
                );
            }
        }
        platter.step(&Op::Names { folder: "photos".into() });
        for model in MODELS {
            assert!(platter.cut(model, &mut Random::new(1)).contains_key("photos/a"), "{model:?}");
        }
    }

    #[test]
    fn a_deletion_is_undone_until_the_names_are_synced() {
        let files = Files::from([("a".into(), vec![1]), ("b".into(), vec![2])]);
        let mut platter = Platter::new(&files);
        platter.step(&Op::Delete { file: "b".into(), names: false });
        assert!(platter.cut(Model::BytesOnly, &mut Random::new(1)).contains_key("b"));
        assert!(!platter.cut(Model::Everything, &mut Random::new(1)).contains_key("b"));
        platter.step(&Op::Sync { file: "a".into(), names: true });
        assert!(!platter.cut(Model::BytesOnly, &mut Random::new(1)).contains_key("b"));
    }
}
