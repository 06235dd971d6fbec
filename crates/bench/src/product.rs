//! The product's side of the contest: the real hub, real HTTP, the real encrypted book.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use anyhow::{Context as _, anyhow};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use beatbook_core::store::Draft;
use beatbook_core::sync::http::HttpCentral;
use beatbook_core::sync::to_rest;
use beatbook_core::{Access as _, Book, Config, Env as _, NoCamera, NoLocation, StoreError, SystemEnv};
use beatbook_hub::clock::SystemClock;
use beatbook_hub::store::Invitation;
use beatbook_records::codes::EngagementKind;
use beatbook_records::entry::Act;
use beatbook_records::kinds::Engagement;
use beatbook_records::record::{Record as _, Values};
use beatbook_records::role::Role;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::contest::{Side, Way};

/// How many records one transaction of the preparation holds.
const FILL: usize = 1_000;

/// A hub and two phones.
pub struct Product {
    first: Phone,
    second: Phone,
    hub: Serving,
}

impl Product {
    /// Begin in a folder.
    pub fn begin(folder: &Path, way: Way<'_>) -> anyhow::Result<Self> {
        let (hub, serving) = Serving::start(&folder.join("hub"))?;
        let url = format!("http://{}", way(serving.address)?);
        let phone = |name: &str| Phone::enrolled(&folder.join(name), name, &hub, &url);
        Ok(Self { first: phone("first")?, second: phone("second")?, hub: serving })
    }
}

impl Side for Product {
    fn fill(&mut self, n: usize) -> anyhow::Result<()> {
        let mut left = n;
        while left > 0 {
            let some = left.min(FILL);
            self.first.save(some)?;
            left -= some;
        }
        Ok(())
    }

    fn save(&mut self) -> anyhow::Result<()> {
        self.first.save(1)
    }

    fn hand_in(&mut self) -> anyhow::Result<()> {
        self.first.sync()
    }

    fn read(&mut self) -> anyhow::Result<()> {
        self.second.sync()
    }

    fn heard(&self) -> anyhow::Result<usize> {
        self.second.heard(self.first.patrol)
    }

    fn requests(&self) -> u64 {
        self.hub.requests.load(Ordering::Relaxed)
    }

    const FIRST: &str = "first";
}

/// The hub on threads of its own, until dropped.
struct Serving {
    address: SocketAddr,
    /// How many requests came.
    requests: Arc<AtomicU64>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Serving {
    fn start(data: &Path) -> anyhow::Result<(Arc<beatbook_hub::Hub>, Self)> {
        let runtime = tokio::runtime::Runtime::new()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let config = beatbook_hub::config::Config::default().listening(address);
        let hub = beatbook_hub::Hub::open(data, &config, Arc::new(SystemClock))?;
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
        Ok((hub, Self { address, requests, stop: Some(stop), thread: Some(thread) }))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
        self.thread.take().map(JoinHandle::join);
    }
}

struct Phone {
    book: Book,
    hub: HttpCentral,
    env: Arc<SystemEnv>,
    patrol: Uuid,
}

impl Phone {
    /// Enrolled with a real code, and up to date.
    fn enrolled(dir: &Path, name: &str, hub: &beatbook_hub::Hub, url: &str) -> anyhow::Result<Self> {
        let env = Arc::new(SystemEnv::new());
        let book = Book::open(Config {
            dir: dir.into(),
            // A key like any other; the bench has nothing to hide.
            key: [7; 32],
            env: env.clone(),
            location: Arc::new(NoLocation),
            camera: Arc::new(NoCamera),
            sync: false,
        })?;
        let of = Invitation { name: name.into(), role: Role::EnforcementOfficer, areas: Vec::new() };
        let issued = beatbook_hub::enrol::issue(&hub.store(), &SystemClock, &hub.key, &of, url)?;
        let enrol = serde_json::json!({"link": issued.link, "hub": null}).to_string();
        book.call("enrol_device", &enrol).map_err(|error| anyhow!("cannot enrol: {error:?}"))?;
        let hub = HttpCentral::enrolled(&book.store(), env.clone())?.context("not enrolled")?;
        let patrol = env.uuid_v7(env.now());
        let mut phone = Self { book, hub, env, patrol };
        phone.sync()?;
        Ok(phone)
    }

    /// Save so many engagements in one commit.
    fn save(&self, some: usize) -> anyhow::Result<()> {
        let (values, occurred) = (self.engagement(), self.env.now());
        let saved = self.book.store().with(move |store| {
            store.write(|tx| -> Result<(), StoreError> {
                for _ in 0..some {
                    tx.enter(Draft {
                        act: Act::Create,
                        kind: Engagement::KIND.name,
                        record: None,
                        values: values.clone(),
                        reason: None,
                        occurred,
                        seen: None,
                        fixes: None,
                    })?;
                }
                Ok(())
            })
        });
        saved.map(drop).context("cannot save")
    }

    fn engagement(&self) -> Values {
        Engagement {
            area: "stockton".into(),
            patrol: Some(self.patrol),
            hotspot: Some("stockton-town-centre".into()),
            hotspot_version: Some(1),
            kind: EngagementKind::Resident,
            count: 1,
            theme: None,
            what_worries: None,
            feels_safe: None,
            action_asked: None,
            duplicate_of: None,
        }
        .to_values()
    }

    fn sync(&mut self) -> anyhow::Result<()> {
        to_rest(&self.book.store(), &mut self.hub).context("cannot sync")
    }

    /// How many engagements of a patrol are known here.
    fn heard(&self, patrol: Uuid) -> anyhow::Result<usize> {
        let tally = self.book.store().with(move |store| store.read().tally(patrol))?;
        Ok(tally.iter().map(|(_, count)| *count as usize).sum())
    }
}
