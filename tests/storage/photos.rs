//! A phone's photos on a watched disk, and what must hold of them: no row without its file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use beatbook_core::{Disk, SystemDisk};
use beatbook_faultfs::{Call, Hand, Op};
use beatbook_tests::{Officer, Town, connect};
use rusqlite::Connection;

use crate::cuts::cut;
use crate::recording::Workload;
use crate::tally::say;
use crate::{PLAIN, SEALED};

/// The system's disk, watched: every step is written down once it was done, and fails where that was planned.
pub struct Watched {
    hand: Hand,
    written: Mutex<BTreeMap<String, usize>>,
}

impl Watched {
    pub fn through(hand: Hand) -> Arc<dyn Disk> {
        Arc::new(Self { hand, written: Mutex::default() })
    }
}

impl Disk for Watched {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.hand.may(Call::Create)?;
        let made = SystemDisk.create(path)?;
        self.hand.note(Op::Create { file: self.hand.name(path) });
        Ok(made)
    }

    fn write(&self, path: &Path, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        self.hand.may(Call::Write)?;
        SystemDisk.write(path, file, bytes)?;
        let name = self.hand.name(path);
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let at = written.entry(name.clone()).or_default();
        self.hand.note(Op::Write { file: name, at: *at, bytes: bytes.to_vec() });
        *at += bytes.len();
        Ok(())
    }

    fn sync(&self, path: &Path, _: &File) -> io::Result<()> {
        self.hand.may(Call::Sync)?;
        self.hand.note(Op::Sync { file: self.hand.name(path), names: false });
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.hand.may(Call::Name)?;
        SystemDisk.rename(from, to)?;
        self.hand.note(Op::Rename { from: self.hand.name(from), to: self.hand.name(to) });
        Ok(())
    }

    fn sync_folder(&self, dir: &Path) -> io::Result<()> {
        self.hand.may(Call::Sync)?;
        self.hand.note(Op::Names { folder: self.hand.name(dir) });
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.hand.may(Call::Name)?;
        SystemDisk.remove(path)?;
        self.hand.note(Op::Delete { file: self.hand.name(path), names: false });
        Ok(())
    }
}

/// What the rows of photos name: hash and file.
fn named(conn: &Connection) -> Result<Vec<(String, String)>, String> {
    let alone = "SELECT count(*) FROM record WHERE kind = 'evidence' AND NOT EXISTS
                 (SELECT 1 FROM photo WHERE sha256 = body -> 'values' ->> 'sha256')";
    let alone: i64 = conn.query_row(alone, [], |row| row.get(0)).map_err(|error| error.to_string())?;
    if alone > 0 {
        return Err(format!("{alone} records name a photo that has no row"));
    }
    let mut rows = conn.prepare("SELECT sha256, file FROM photo").map_err(|error| error.to_string())?;
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.and_then(Iterator::collect).map_err(|error| error.to_string())
}

/// Every photo that a row names is there as a whole, and is what its name says.
pub fn have_their_files(asha: &Officer, town: &Town, dir: &Path, sealed: bool) -> Result<usize, String> {
    let rows = named(&connect(dir, sealed))?;
    let phone = asha.found_with(dir.to_path_buf(), town, Vec::new());
    let phone = phone.map_err(|error| format!("does not open: {error}"))?;
    let folder = phone.with(|store| store.photos()).map_err(|error| error.to_string())?;
    for (sha256, file) in &rows {
        match folder.examine(file) {
            Ok(photo) if photo.sha256.to_string() == *sha256 => {}
            Ok(_) => return Err(format!("the photo in {file} is another one")),
            Err(error) => return Err(format!("a row without its photo: {error}")),
        }
    }
    Ok(rows.len())
}

#[test]
fn no_power_cut_leaves_a_row_without_its_photo() {
    for sealed in [PLAIN, SEALED] {
        let recorded = Workload::Photo.record(sealed, false, 3);
        let (asha, town) = (&recorded.asha, &recorded.town);
        let whole = |dir: &Path| have_their_files(asha, town, dir, sealed).map(drop);
        cut("Photo", &recorded, &whole).is_clean();
    }
}

/// The obvious order, row first, must be seen to lose photos, or the test above finds nothing.
#[test]
fn a_row_before_its_photo_is_seen_to_lose_photos() {
    let mut recorded = Workload::Photo.record(PLAIN, false, 3);
    let mut reordered = Vec::new();
    for step in recorded.ops.split_inclusive(|op| matches!(op, Op::Mark(_))) {
        let (mark, step) = step.split_last().expect("a step ends in its mark");
        let is_photo = |op: &&Op| match op {
            Op::Create { file } | Op::Write { file, .. } | Op::Sync { file, .. } => {
                file.starts_with("photos/")
            }
            Op::Rename { .. } | Op::Names { .. } => true,
            _ => false,
        };
        let (photo, row): (Vec<_>, Vec<_>) = step.iter().partition(is_photo);
        reordered.extend(row.into_iter().chain(photo).chain([mark]).cloned());
    }
    recorded.ops = reordered;
    let (asha, town) = (&recorded.asha, &recorded.town);
    let whole = |dir: &Path| have_their_files(asha, town, dir, PLAIN).map(drop);
    let tally = cut("Photo after its row (control)", &recorded, &whole);
    say(&tally);
    assert!(tally.bad.iter().any(|bad| bad.contains("a row without its photo")), "{tally}");
}
