//! A town whose hub is really served, and officers who reach it through the proxy.
//!
//! Rule: real sockets, the real client and server; the clocks of phones and hub are the test's.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use beatbook_core::Env;
use beatbook_core::sync::http::{HttpCentral, Identity, Patience};
use beatbook_core::sync::{Trouble, to_rest};
use beatbook_hub::store::verify;
use beatbook_records::plant::{Plant, sow};
use beatbook_tests::{Officer, Serving, Town};
use rusqlite::Connection;
use uuid::Uuid;

use crate::proxy::Proxy;

/// Planted bugs hold for the whole process: while one is sown, nobody else tests.
static FIELD: RwLock<()> = RwLock::new(());

/// The bug goes with this.
pub struct Sown(#[expect(dead_code, reason = "held, not read")] RwLockWriteGuard<'static, ()>);

impl Sown {
    pub fn with(plant: Plant) -> Self {
        let field = FIELD.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        sow(Some(plant));
        Self(field)
    }
}

impl Drop for Sown {
    fn drop(&mut self) {
        sow(None);
    }
}

/// Nothing is sown while this is held.
pub fn unsown() -> RwLockReadGuard<'static, ()> {
    FIELD.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A town, its hub served, a proxy before it.
pub struct Street {
    pub town: Town,
    pub proxy: Proxy,
    pub hub: SocketAddr,
    look: Connection,
    _serving: Serving,
}

impl Street {
    pub fn new() -> Self {
        let town = Town::new();
        let serving = town.serve();
        let (hub, look) = (serving.on, town.connection());
        Self { proxy: Proxy::before(hub), hub, look, _serving: serving, town }
    }

    /// An officer's client, through the proxy.
    pub fn central(&self, officer: &Officer) -> HttpCentral {
        self.central_at(officer, &self.proxy.address(), Patience::default())
    }

    /// An officer's client that gives up soon.
    pub fn impatient(&self, officer: &Officer) -> HttpCentral {
        let patience = Patience { connect: Duration::from_secs(5), whole: Duration::from_millis(150) };
        self.central_at(officer, &self.proxy.address(), patience)
    }

    /// An officer's client for any address.
    pub fn central_at(&self, officer: &Officer, address: &str, patience: Patience) -> HttpCentral {
        let (device, key) = officer.link.identity().clone();
        let env = Arc::clone(&officer.env) as Arc<dyn Env>;
        let identity = Some(Identity { device, key });
        HttpCentral::with_patience(address, identity, env, patience).expect("a client")
    }

    /// How many entries the hub has committed, how many records it made of them, and how many of these it has.
    pub fn committed(&self, of: &[Uuid]) -> (usize, usize, usize) {
        let count = |text: &str| {
            self.look.query_row(text, [], |row| row.get::<_, u32>(0)).map(|n| n as usize).expect("a count")
        };
        let ids: Vec<String> = of.iter().map(|id| format!("x'{}'", id.simple())).collect();
        let these = format!("SELECT count(*) FROM entry WHERE id IN ({})", ids.join(", "));
        (count("SELECT count(*) FROM entry"), count("SELECT count(*) FROM record"), count(&these))
    }

    /// Whether the hub's chain holds and every entry is as it was written.
    pub fn verifies(&self) -> Result<(), String> {
        self.town
            .with_store(|book| verify::verify(book.sql()).map(drop))
            .map_err(|fault| format!("the hub's book: {fault}"))
    }
}

/// Sync until nothing is left to do.
pub fn sync(officer: &Officer, central: &mut HttpCentral) -> Result<(), Trouble> {
    officer.with_access(|store| to_rest(store, central))
}

/// What must be so once an officer has synced well: everything of theirs is on the hub, once. All of it are creates,
/// so that there are as many records.
pub fn stands(street: &Street, officer: &Officer, written: &[Uuid], everybodys: usize) -> Result<(), String> {
    let (all, records, here) = street.committed(written);
    let waiting = officer.waiting();
    if here < written.len() {
        return Err(format!(
            "lost: {} of {} entries are not on the hub",
            written.len() - here,
            written.len()
        ));
    }
    if all.max(records) > everybodys {
        return Err(format!("twice: {all} entries and {records} records, {everybodys} were written"));
    }
    if all < everybodys {
        return Err(format!("lost: {all} entries on the hub, {everybodys} were written"));
    }
    if waiting > 0 {
        return Err(format!("waiting: {waiting} entries"));
    }
    officer.verify_journal();
    Ok(())
}
