//! A watched folder: what was asked of its files, and what is to go wrong with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

use crate::shim;

/// The files of a folder, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What was asked of the disk, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// A file that was not there was made.
    Create {
        /// Its name.
        file: String,
    },
    /// Bytes were written.
    Write {
        /// Into this file.
        file: String,
        /// From here on.
        at: usize,
        /// These.
        bytes: Vec<u8>,
    },
    /// A file got another length.
    Truncate {
        /// Its name.
        file: String,
        /// The length.
        size: usize,
    },
    /// A file was made durable.
    Sync {
        /// Its name.
        file: String,
        /// Whether the folder's names were, too.
        names: bool,
    },
    /// A file was deleted.
    Delete {
        /// Its name.
        file: String,
        /// Whether that was made durable at once.
        names: bool,
    },
    /// A file got another name.
    Rename {
        /// The one it had.
        from: String,
        /// The one it has.
        to: String,
    },
    /// The names in a folder below the watched one were made durable.
    Names {
        /// The folder.
        folder: String,
    },
    /// The test's own note of how far it is.
    Mark(usize),
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk does not do it: `EIO`.
    Io,
    /// No room: `ENOSPC`; half of what was to be written is.
    Full,
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The one call.
    Once,
    /// That call, and every later one that changes the disk.
    ForGood,
}

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Delete,
    Memory,
}

impl Fault {
    /// The answer to a call of this kind, if it can fail so.
    fn answer(self, kind: Kind, when: When) -> Option<i32> {
        match (self, kind) {
            (Self::Full, Kind::Write) => Some(ffi::SQLITE_FULL),
            (_, Kind::Memory) => Some(ffi::SQLITE_IOERR_SHMSIZE),
            (Self::Full, _) => None,
            (Self::Io, Kind::Read) => (when == When::Once).then_some(ffi::SQLITE_IOERR_READ),
            (Self::Io, Kind::Open) => Some(ffi::SQLITE_CANTOPEN),
            (Self::Io, Kind::Write) => Some(ffi::SQLITE_IOERR_WRITE),
            (Self::Io, Kind::Truncate) => Some(ffi::SQLITE_IOERR_TRUNCATE),
            (Self::Io, Kind::Sync) => Some(ffi::SQLITE_IOERR_FSYNC),
            (Self::Io, Kind::Delete) => Some(ffi::SQLITE_IOERR_DELETE),
        }
    }
}

struct Plan {
    fault: Fault,
    when: When,
    /// How many calls go well before.
    left: usize,
    struck: usize,
}

struct Watched {
    id: usize,
    dir: PathBuf,
    log: Option<Vec<Op>>,
    plan: Option<Plan>,
}

static WATCHED: Mutex<(usize, Vec<Watched>)> = Mutex::new((0, Vec::new()));

fn watched() -> MutexGuard<'static, (usize, Vec<Watched>)> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A watched folder. It is let go when dropped.
pub struct Disk {
    id: usize,
    dir: PathBuf,
}

impl Disk {
    /// Watch a folder that is there. From the first one on, no sync of this process reaches the hardware: the tests
    /// cut the power of a model of it.
    ///
    /// # Panics
    /// When there is no such folder.
    #[must_use]
    pub fn watch(dir: &Path) -> Self {
        shim::install();
        let dir = dir.canonicalize().expect("the folder is there");
        let mut all = watched();
        all.0 += 1;
        let id = all.0;
        all.1.push(Watched { id, dir: dir.clone(), log: None, plan: None });
        Self { id, dir }
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) const fn id(&self) -> usize {
        self.id
    }

    fn with<T>(&self, work: impl FnOnce(&mut Watched) -> T) -> T {
        let mut all = watched();
        let found = all.1.iter_mut().find(|watched| watched.id == self.id);
        work(found.expect("watched as long as this lives"))
    }

    /// Write down what is asked from now on.
    pub fn record(&self) {
        self.with(|watched| watched.log = Some(Vec::new()));
    }

    /// Note how far the test is.
    pub fn mark(&self, mark: usize) {
        self.with(|watched| watched.log.as_mut().map(|log| log.push(Op::Mark(mark))));
    }

    /// What was asked since [`Disk::record`].
    #[must_use]
    pub fn recorded(&self) -> Vec<Op> {
        self.with(|watched| watched.log.take()).unwrap_or_default()
    }

    /// After this many calls that could fail so, fail.
    pub fn fail_after(&self, calls: usize, fault: Fault, when: When) {
        self.with(|watched| watched.plan = Some(Plan { fault, when, left: calls, struck: 0 }));
    }

    /// Nothing goes wrong from now on; how often something did.
    #[must_use]
    pub fn heal(&self) -> usize {
        self.with(|watched| watched.plan.take()).map_or(0, |plan| plan.struck)
    }

    /// The files as they are, without SQLite's shared memory, which no power cut keeps.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn files(&self) -> Files {
        let listed = std::fs::read_dir(&self.dir).expect("the folder");
        let paths: Vec<_> = listed.map(|file| file.expect("a file").path()).collect();
        let below = |dir: &PathBuf| {
            let listed = std::fs::read_dir(dir).expect("the folder");
            listed.map(|file| file.expect("a file").path()).collect::<Vec<_>>()
        };
        let deeper: Vec<_> = paths.iter().filter(|path| path.is_dir()).flat_map(below).collect();
        let ours = paths.into_iter().chain(deeper).filter(|path| path.is_file() && is_kept(path));
        let name =
            |path: &Path| path.strip_prefix(&self.dir).expect("below it").to_string_lossy().into_owned();
        ours.map(|path| (name(&path), std::fs::read(&path).expect("a file"))).collect()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        watched().1.retain(|watched| watched.id != self.id);
    }
}

fn is_kept(path: &Path) -> bool {
    !path.to_string_lossy().ends_with("-shm")
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file of a watched folder.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    id: usize,
    pub(crate) file: String,
}

/// Whose file this is, if anybody's.
pub(crate) fn place(path: &Path) -> Option<Place> {
    let dir = path.parent()?;
    let all = watched();
    let found = all.1.iter().find(|watched| watched.dir == dir)?;
    is_kept(path).then(|| Place { id: found.id, file: name_of(path) })
}

impl Place {
    /// A file beside those of SQLite.
    pub(crate) const fn beside(id: usize) -> Self {
        Self { id, file: String::new() }
    }

    /// How a call of this kind fails, if it is to.
    pub(crate) fn struck(&self, kind: Kind) -> Option<i32> {
        let mut all = watched();
        let plan = all.1.iter_mut().find(|watched| watched.id == self.id)?.plan.as_mut()?;
        let answer = plan.fault.answer(kind, plan.when)?;
        if plan.left > 0 {
            plan.left -= 1;
            return None;
        }
        if plan.when == When::Once && plan.struck > 0 {
            return None;
        }
        plan.struck += 1;
        Some(answer)
    }

    /// Write down what was done.
    pub(crate) fn note(&self, op: impl FnOnce(String) -> Op) {
        let mut all = watched();
        let found = all.1.iter_mut().find(|watched| watched.id == self.id);
        if let Some(log) = found.and_then(|watched| watched.log.as_mut()) {
            log.push(op(self.file.clone()));
        }
    }
}
