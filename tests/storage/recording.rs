//! What a phone does to its disk during a piece of work: recorded once, cut everywhere.
//!
//! Rule: a workload is a name and a function here; everything else treats them alike.

use std::path::Path;

use beatbook_faultfs::{Disk, Files, Op};
use beatbook_tests::{Officer, Told, Town, connect, photo};
use serde_json::json;

use crate::photos::Watched;

/// Entries that others wrote and the phone is told of: a slice and a rest.
pub const TOLD: usize = 200 + 30;

/// A piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// Notes and counts are saved, corrected and voided, until the log was moved into the file once, and the app ends.
    Save,
    /// Photos are taken, until the app ends.
    Photo,
    /// The feed brings what others wrote.
    Pull,
    /// What waits is handed in and comes back confirmed.
    Confirm,
    /// The app starts for the first time and is enrolled; a note is saved.
    FirstStart,
    /// Another build starts on a book with unsent work, and makes its views anew.
    Migration,
}

/// All of them.
pub const WORKLOADS: [Workload; 6] = [
    Workload::Save,
    Workload::Photo,
    Workload::Pull,
    Workload::Confirm,
    Workload::FirstStart,
    Workload::Migration,
];

/// What was recorded.
pub struct Recording {
    /// The town afterwards: its hub has what was handed in.
    pub town: Town,
    /// The phone afterwards.
    pub asha: Officer,
    /// What was on the disk before.
    pub base: Files,
    /// What was asked of the disk.
    pub ops: Vec<Op>,
    /// What the officer wrote, in order; a mark says how much of it had been saved.
    pub written: Vec<Told>,
    /// Whether the book is encrypted.
    pub sealed: bool,
    /// The phone's disk: files stay watched for as long as the app has them open.
    pub disk: Disk,
}

impl Workload {
    /// Do it on a recording disk: so many saves, or so many entries to be told of. A careless phone saves with
    /// `synchronous=NORMAL`.
    pub fn record(self, sealed: bool, careless: bool, size: usize) -> Recording {
        if self == Self::FirstStart {
            return first_start(sealed);
        }
        let recording = self.prepared(sealed, size);
        let asha = &recording.asha;
        asha.careless.store(careless, std::sync::atomic::Ordering::SeqCst);
        let disk = &recording.disk;
        disk.record();
        disk.mark(asha.written().len());
        match self {
            Self::Save => save(asha, disk, size),
            Self::Photo => take_photos(asha, disk, size),
            Self::Pull | Self::Confirm => asha.sync().expect("a good link"),
            Self::FirstStart | Self::Migration => {}
        }
        asha.restarts();
        disk.mark(asha.written().len());
        Recording { ops: disk.recorded(), written: asha.written(), ..recording }
    }

    /// Everything is there for it, and nothing done.
    pub fn prepared(self, sealed: bool, size: usize) -> Recording {
        let town = Town::new();
        let asha = officer(&town, sealed);
        let disk = Disk::watch(asha.dir());
        asha.writes_through(Watched::through(disk.hand()));
        self.prepare(&town, &asha, size);
        let (base, written) = (disk.files(), asha.written());
        Recording { town, asha, base, ops: Vec::new(), written, sealed, disk }
    }

    fn prepare(self, town: &Town, asha: &Officer, size: usize) {
        match self {
            Self::Pull => {
                asha.sync().expect("a good link");
                let bela = town.officer("Bela");
                for _ in 0..size {
                    bela.counts("RESIDENT", "stockton");
                }
                bela.sync().expect("a good link");
            }
            Self::Confirm => {
                asha.sync().expect("a good link");
                waiting_work(asha);
            }
            Self::Migration => {
                waiting_work(asha);
                return asha.tampers_and_stops(
                    "UPDATE setting SET value = 'of another build' WHERE key = 'views';
                     DROP VIEW v_note; CREATE VIEW v_note AS SELECT 1; CREATE VIEW v_gone AS SELECT 2;",
                );
            }
            Self::Save | Self::Photo | Self::FirstStart => drop(asha.notes("Before", "stockton")),
        }
        asha.restarts();
    }
}

fn officer(town: &Town, sealed: bool) -> Officer {
    if sealed { town.officer("Asha") } else { town.officer_unencrypted("Asha") }
}

fn first_start(sealed: bool) -> Recording {
    let town = Town::new();
    let dir = town.place("Asha");
    std::fs::create_dir_all(&dir).expect("a folder");
    let disk = Disk::watch(&dir);
    disk.record();
    let asha = officer(&town, sealed);
    asha.notes("First", "stockton");
    disk.mark(1);
    asha.restarts();
    let (ops, written) = (disk.recorded(), asha.written());
    Recording { town, asha, base: Files::new(), ops, written, sealed, disk }
}

fn waiting_work(asha: &Officer) {
    for n in 0..6 {
        let note = asha.notes(&format!("Waiting {n}"), "stockton");
        asha.counts("VISITOR", "stockton");
        asha.amends("note", note, json!({ "text": format!("Corrected {n}") }));
    }
}

fn save(asha: &Officer, disk: &Disk, saves: usize) {
    let mut note = asha.written()[0].record;
    for n in 0..saves {
        match n % 5 {
            0 => note = asha.notes(&format!("Note {n} {}", "x".repeat(n * 37 % 6000)), "stockton"),
            1 | 2 => drop(asha.counts("RESIDENT", "stockton")),
            3 => drop(asha.amends("note", note, json!({ "text": format!("Better {n}") }))),
            _ => drop(asha.voids("note", note)),
        }
        disk.mark(asha.written().len());
    }
}

fn take_photos(asha: &Officer, disk: &Disk, photos: usize) {
    let note = asha.written()[0].record;
    for n in 0..photos {
        asha.takes_photo(note, &photo(50_000 + 40_000 * n, n as u64));
        disk.mark(asha.written().len());
    }
}

/// Put files into an empty folder.
pub fn lay(files: &Files, dir: &Path) {
    if dir.exists() {
        std::fs::remove_dir_all(dir).expect("the folder goes");
    }
    std::fs::create_dir_all(dir).expect("a folder");
    for (name, bytes) in files {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

/// How many entries of others, and whether the cursor says that all of them are there.
pub fn heard(dir: &Path, sealed: bool) -> (usize, Option<String>) {
    let conn = connect(dir, sealed);
    let ask = "SELECT (SELECT count(*) FROM entry WHERE own = 0), cursor FROM sync";
    conn.query_row(ask, [], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs() as usize, row.get(1)?)))
        .expect("a book")
}
