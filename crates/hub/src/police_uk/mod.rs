//! Street-level crime as data.police.uk publishes it, month by month.
//!
//! Rule: files are taken in as a whole, all of them or none, so that no month is ever half there. The LSOA that was
//! published counts; none is worked out from the anonymised point, which is not even kept.

mod read;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

pub use read::{Refused, Scanned, Stopped, WrongLine, crimes, is_lsoa, scan};

use crate::store::police::PoliceFile;
use crate::store::{Book, Passing, StoreError};

/// Why files were not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file is not what it should be.
    #[error("{0}: {1}")]
    Refused(String, Refused),
    /// The files do not belong together, or not to what is there.
    #[error("{0}")]
    Unfit(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Passing for ImportError {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_passing())
    }
}

/// What became of a file.
#[derive(Debug)]
pub struct Taken {
    /// The file.
    pub file: PoliceFile,
    /// Whether it was there already, byte for byte.
    pub known: bool,
    /// Whether another file of its month was there.
    pub replaced: bool,
    /// LSOA codes that it calls by two names.
    pub twice_named: Vec<String>,
}

/// Look through files, see that they belong together, and take them in. `told` hears of each that was looked through.
///
/// # Errors
/// When a file is refused, the files do not fit, or the database fails; nothing is then changed.
pub fn import(
    book: &Book<'_>,
    paths: &[PathBuf],
    now_ms: i64,
    mut told: impl FnMut(&Path, &Scanned),
) -> Result<Vec<Taken>, ImportError> {
    let there = book.police_files()?;
    let mut taken = Vec::new();
    for path in paths {
        let scanned = look(path).map_err(|why| ImportError::Refused(name(path), why))?;
        told(path, &scanned);
        let same = |known: &&PoliceFile| known.force == scanned.force && known.month == scanned.month;
        let known = there.iter().find(same);
        taken.push(Taken {
            known: known.is_some_and(|known| known.sha256 == scanned.sha256),
            replaced: known.is_some(),
            twice_named: scanned.twice_named.clone(),
            file: PoliceFile {
                force: scanned.force,
                month: scanned.month,
                sha256: scanned.sha256,
                name: name(path),
                lines: scanned.lines,
                imported_ms: now_ms,
            },
        });
    }
    fit(there.first().map(|file| file.force.as_str()), &taken)?;
    let new: Vec<(&PathBuf, &Taken)> = paths.iter().zip(&taken).filter(|(_, taken)| !taken.known).collect();
    let files: Vec<PoliceFile> = new.iter().map(|(_, taken)| taken.file.clone()).collect();
    book.put_police(&files, |at, taking| {
        let (path, file) = (new[at].0, &files[at]);
        let refused = |why| ImportError::Refused(file.name.clone(), why);
        let hash =
            crimes(open(path).map_err(refused)?, |crime| taking.take(crime)).map_err(
                |error| match error {
                    Stopped::Refused(why) => refused(why),
                    Stopped::By(error) => ImportError::Store(error),
                },
            )?;
        if hash == file.sha256 { Ok(()) } else { Err(refused(Refused::Changed)) }
    })?;
    Ok(taken)
}

/// All of one force, and no month twice.
fn fit(there: Option<&str>, taken: &[Taken]) -> Result<(), ImportError> {
    let force = there.or_else(|| taken.first().map(|taken| taken.file.force.as_str()));
    let mut months = BTreeSet::new();
    for Taken { file, .. } in taken {
        if Some(file.force.as_str()) != force {
            let force = force.unwrap_or_default();
            return Err(ImportError::Unfit(format!(
                "{} is of {}, and the figures here are of {force}",
                file.name, file.force
            )));
        }
        if !months.insert(file.month) {
            return Err(ImportError::Unfit(format!("{} is a second file of {}", file.name, file.month)));
        }
    }
    Ok(())
}

/// Look through one file, by itself.
///
/// # Errors
/// Why it is refused.
pub fn look(path: &Path) -> Result<Scanned, Refused> {
    open(path).and_then(scan)
}

fn open(path: &Path) -> Result<File, Refused> {
    let file = File::open(path)?;
    if file.metadata()?.len() > read::BYTES_MAX { Err(Refused::TooLong) } else { Ok(file) }
}

/// What a file is called.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
