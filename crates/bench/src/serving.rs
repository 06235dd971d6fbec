//! The product's hub on threads of this process.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use beatbook_hub::Hub;
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::config::{Config, Database};
use beatbook_hub::gazetteer::in_order;
use beatbook_hub::store::Invitation;
use beatbook_hub::store::places::Replaced;
use beatbook_records::geo::place::{Place, PlaceKind};
use beatbook_records::role::Role;
use tokio::sync::oneshot;

/// A hub that serves until dropped.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// How many requests came.
    requests: Arc<AtomicU64>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    hub: Arc<Hub>,
}

impl Serving {
    /// Serve a new hub on a free loopback port.
    pub fn start(data: &Path, database: Database) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Runtime::new()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let config = Config { database, ..Config::default() }.listening(address);
        let hub = Hub::open(data, &config, Arc::new(SystemClock))?;
        let requests = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&requests);
        let count = from_fn(move |request: Request, next: Next| {
            counter.fetch_add(1, Ordering::Relaxed);
            next.run(request)
        });
        let app = beatbook_hub::app(Arc::clone(&hub)).layer(count);
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! { _ = axum::serve(listener, app) => (), _ = stopped => () }
            });
        });
        Ok(Self { address, requests, stop: Some(stop), thread: Some(thread), hub })
    }

    /// How many requests came so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Import addresses, as the command does.
    pub fn import(&self, places: &[Place]) -> anyhow::Result<()> {
        let part = Replaced { kind: PlaceKind::Address, area: None };
        self.hub.store().put_places(part, places, in_order, SystemClock.now_ms())?;
        Ok(())
    }

    /// A link that enrols one phone, of an officer of these areas (all, where none is named), at this address.
    pub fn invite(&self, name: &str, areas: &[String], url: &str) -> anyhow::Result<String> {
        let of = Invitation { name: name.into(), role: Role::EnforcementOfficer, areas: areas.into() };
        let hub = &self.hub;
        Ok(beatbook_hub::enrol::issue(&hub.store(), &SystemClock, &hub.key, &of, url)?.link)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
        self.thread.take().map(JoinHandle::join);
    }
}
