//! The hub of a history: the real one over a book in memory, which can be put back to an earlier state.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use beatbook_hub::clock::Clock;
use beatbook_hub::organisation::Key;
use beatbook_hub::state::Hub;
use beatbook_hub::store::head::Head;
use beatbook_hub::store::{Book, Store};
use beatbook_records::entry::Hash;
use uuid::Uuid;

/// The hub's clock, which is the true one.
pub struct TrueClock {
    now_ms: AtomicI64,
    drawn: AtomicU64,
    seed: u64,
}

impl Clock for TrueClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    fn fill(&self, bytes: &mut [u8]) {
        for block in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
            let hash = Hash::of(&[b"hub", &self.seed.to_be_bytes(), &drawn.to_be_bytes()]);
            block.copy_from_slice(&hash.0[..block.len()]);
        }
    }
}

impl TrueClock {
    pub fn new(now_ms: i64, seed: u64) -> Arc<Self> {
        Arc::new(Self { now_ms: now_ms.into(), drawn: 0.into(), seed })
    }

    pub fn advance(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A backup: the book, and what it must have held.
pub struct Backup {
    book: Store,
    has: BTreeSet<Uuid>,
    /// The last commit number in it.
    n: u64,
}

/// The central place: the hub that answers now.
pub struct Centre {
    pub hub: Arc<Hub>,
    pub clock: Arc<TrueClock>,
    /// The entries it has told anybody that it has.
    pub has: BTreeSet<Uuid>,
    /// All of today's history: of a lost one, none is kept.
    backups: Vec<Backup>,
    made: usize,
    /// What phones were told that a verified backup has.
    horizon: Option<(u64, Hash)>,
}

/// One backup in so many is verified, and phones hear of it.
const VERIFIED_ONE_IN: usize = 3;

thread_local! {
    static FRESH: Store = Store::in_memory(None).expect("the migrations run");
}

impl Centre {
    pub fn new(now_ms: i64, seed: u64) -> Self {
        let clock = TrueClock::new(now_ms, seed);
        let book = FRESH.with(|fresh| Store::in_memory(Some(&fresh.book()))).expect("a copy");
        book.book().establish("Simulated", clock.uuid_v7()).expect("a head");
        let hub = Hub::over(book, key(), clock.clone());
        Self { hub, clock, has: BTreeSet::new(), backups: Vec::new(), made: 0, horizon: None }
    }

    /// Keep a copy of the book; whether it counts, and phones hear of it.
    pub fn back_up(&mut self) -> bool {
        let book = Store::in_memory(Some(&self.hub.store())).expect("a copy");
        let head = Head::read(book.book().sql()).expect("a head");
        self.backups.push(Backup { book, has: self.has.clone(), n: head.commit_seq });
        self.made += 1;
        let verified = self.made.is_multiple_of(VERIFIED_ONE_IN);
        if verified {
            self.horizon = Some((head.commit_seq, head.chain));
            self.publish(&self.hub.store());
        }
        verified
    }

    fn publish(&self, book: &Book<'_>) {
        if let Some((n, chain)) = &self.horizon {
            assert!(
                book.publish_horizon(*n, chain, self.clock.now_ms()).expect("published"),
                "of this history"
            );
        }
    }

    /// Put a backup that has what phones were promised in the place of the book, if there is one; whether there was.
    pub fn restore(&mut self, which: usize, new_epoch: bool) -> bool {
        let least = self.horizon.as_ref().map_or(0, |(n, _)| *n);
        let fit: Vec<_> = self.backups.iter().filter(|backup| backup.n >= least).collect();
        let Some(backup) = (!fit.is_empty()).then(|| fit[which % fit.len()]) else { return false };
        let n = backup.n;
        let book = Store::in_memory(Some(&backup.book.book())).expect("a copy");
        if new_epoch {
            book.book().begin_epoch(self.clock.uuid_v7()).expect("an epoch");
        }
        enrol_again(&self.hub.store(), &book.book());
        self.publish(&book.book());
        self.has = backup.has.clone();
        self.hub = Hub::over(book, key(), self.clock.clone());
        self.backups.retain(|backup| backup.n <= n);
        true
    }
}

/// Stands in for the ledger outside the backup: phones enrolled since then are known.
fn enrol_again(lost: &Book<'_>, book: &Book<'_>) {
    let mut devices = lost.connection().prepare_cached("SELECT * FROM device").expect("devices");
    let places = vec!["?"; devices.column_count()].join(", ");
    let insert = format!("INSERT OR IGNORE INTO device VALUES ({places})");
    let mut rows = devices.query([]).expect("devices");
    while let Some(row) = rows.next().expect("a device") {
        let columns = row.as_ref().column_count();
        let values =
            (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column).expect("a value"));
        book.connection().execute(&insert, rusqlite::params_from_iter(values)).expect("enrolled again");
    }
}

fn key() -> Key {
    Key::from_seed(&[8; 32])
}
