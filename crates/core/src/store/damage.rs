//! A damaged book: copied aside, and another put in its place once that is whole.
//!
//! Rule: nothing is deleted that is not also in the copy. Whatever is cut short, the next start goes on: until the new
//! book is complete the old one stays, and from then on the new one is put in its place.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::open::FILE;
use crate::folder::sync_folder;

/// The new book while it is written.
const GROWING: &str = "book.salvaging";
/// The new book once it is complete.
const COMPLETE: &str = "book.salvaged";
/// Says that something in the book could not be read, so that the next start looks at all of it.
const SUSPECT: &str = "book.suspect";

/// What SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Have the next start look at all of the book; one in memory has none.
pub(super) fn suspect(dir: &Path) {
    if dir.as_os_str().is_empty() {
        return;
    }
    if let Err(error) = File::create(dir.join(SUSPECT)) {
        tracing::warn!(%error, "the next start will not look at all of the book");
    }
}

/// Whether the last run found something that it could not read.
pub(super) fn is_suspect(dir: &Path) -> bool {
    dir.join(SUSPECT).exists()
}

/// The book was looked at.
pub(super) fn trust(dir: &Path) {
    let _ = fs::remove_file(dir.join(SUSPECT));
}

/// Copy the book's files, as they are, into a folder of their own, durably.
pub(super) fn copy_aside(dir: &Path, now: DateTime<Utc>) -> io::Result<PathBuf> {
    let name = format!("book.damaged-{}", now.format("%Y%m%dT%H%M%SZ"));
    let mut aside = dir.join(&name);
    for again in 2.. {
        match fs::create_dir(&aside) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                aside = dir.join(format!("{name}-{again}"))
            }
            made => {
                made?;
                break;
            }
        }
    }
    for ending in ["", "-wal"] {
        let file = format!("{FILE}{ending}");
        if dir.join(&file).exists() {
            fs::copy(dir.join(&file), aside.join(&file))?;
            File::open(aside.join(&file))?.sync_all()?;
        }
    }
    sync_folder(&aside)?;
    sync_folder(dir)?;
    Ok(aside)
}

/// Where to write the new book; whatever an earlier try left there is gone.
pub(super) fn new_book(dir: &Path) -> PathBuf {
    let path = dir.join(GROWING);
    remove(&path);
    path
}

/// The new book is written: from here on it is the book.
pub(super) fn is_complete(dir: &Path) -> io::Result<()> {
    File::open(dir.join(GROWING))?.sync_all()?;
    fs::rename(dir.join(GROWING), dir.join(COMPLETE))?;
    sync_folder(dir)
}

/// Put a complete new book, if there is one, in the place of the old one, which lies in its copy.
pub(super) fn put_in_place(dir: &Path) -> io::Result<()> {
    if !dir.join(COMPLETE).exists() {
        return Ok(());
    }
    // The log of the old book must not be taken for one of the new.
    for ending in BESIDE {
        match fs::remove_file(dir.join(format!("{FILE}{ending}"))) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    sync_folder(dir)?;
    fs::rename(dir.join(COMPLETE), dir.join(FILE))?;
    sync_folder(dir)
}

fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    for ending in BESIDE {
        let _ = fs::remove_file(path.with_file_name(format!("{GROWING}{ending}")));
    }
}
