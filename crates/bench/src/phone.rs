//! A phone: the real encrypted book, and the real client.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use beatbook_core::store::{Draft, Page};
use beatbook_core::sync::http::HttpCentral;
use beatbook_core::sync::to_rest;
use beatbook_core::{Access as _, Book, Config, Env as _, NoCamera, NoLocation, StoreError, SystemEnv};
use beatbook_records::codes::EngagementKind;
use beatbook_records::entry::Act;
use beatbook_records::kinds::Engagement;
use beatbook_records::record::{Record as _, Values};
use uuid::Uuid;

/// Where everything happens that is not said to happen elsewhere.
pub const AREA: &str = "stockton";
/// How many records one transaction of a preparation holds.
const FILL: usize = 1_000;

/// An enrolled phone.
pub struct Phone {
    book: Book,
    hub: HttpCentral,
    env: Arc<SystemEnv>,
    area: String,
    /// The patrol that its engagements are of.
    pub patrol: Uuid,
}

impl Phone {
    /// Enrolled by a link, and up to date.
    pub fn enrolled(dir: &Path, link: &str, area: &str) -> anyhow::Result<Self> {
        let env = Arc::new(SystemEnv::new());
        let book = open(dir, &env)?;
        let enrol = serde_json::json!({"link": link, "hub": null}).to_string();
        book.call("enrol_device", &enrol).map_err(|error| anyhow!("cannot enrol: {error:?}"))?;
        let mut phone = Self::over(book, env, area)?;
        phone.sync()?;
        Ok(phone)
    }

    /// One that was enrolled before, opened again.
    pub fn again(dir: &Path, area: &str) -> anyhow::Result<Self> {
        let env = Arc::new(SystemEnv::new());
        Self::over(open(dir, &env)?, env, area)
    }

    fn over(book: Book, env: Arc<SystemEnv>, area: &str) -> anyhow::Result<Self> {
        let hub = HttpCentral::enrolled(&book.store(), env.clone())?.context("not enrolled")?;
        let patrol = env.uuid_v7(env.now());
        Ok(Self { book, hub, env, area: area.into(), patrol })
    }

    /// Save so many engagements, as a preparation: many in a commit.
    pub fn fill(&self, n: usize) -> anyhow::Result<()> {
        let mut left = n;
        while left > 0 {
            let some = left.min(FILL);
            self.save(some)?;
            left -= some;
        }
        Ok(())
    }

    /// Save so many engagements in one commit.
    pub fn save(&self, some: usize) -> anyhow::Result<()> {
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
            area: self.area.clone(),
            patrol: Some(self.patrol),
            hotspot: Some("stockton-town-centre".into()),
            hotspot_version: Some(1),
            kind: EngagementKind::Resident,
            count: 1,
            theme: None,
            what_worries: None,
            feels_safe: None,
            action_asked: None,
            place_unsafe: None,
            uprn: None,
            duplicate_of: None,
        }
        .to_values()
    }

    /// Hand in what waits and read what is new, to the end.
    pub fn sync(&mut self) -> anyhow::Result<()> {
        to_rest(&self.book.store(), &mut self.hub).context("cannot sync")
    }

    /// Own entries that the hub has not confirmed.
    pub fn waiting(&self) -> anyhow::Result<u32> {
        Ok(self.book.store().with(|store| store.read().progress())?.waiting)
    }

    /// The newest engagement that is known here.
    pub fn newest(&self) -> anyhow::Result<Option<Uuid>> {
        let page = Page { kind: Engagement::KIND.name, before: None, limit: 1 };
        let newest = self.book.store().with(move |store| store.read().records(page))?;
        Ok(newest.first().map(|record| record.id))
    }

    /// How many engagements of a patrol are known here.
    pub fn heard(&self, patrol: Uuid) -> anyhow::Result<usize> {
        let tally = self.book.store().with(move |store| store.read().tally(patrol))?;
        Ok(tally.iter().map(|(_, count)| *count as usize).sum())
    }
}

fn open(dir: &Path, env: &Arc<SystemEnv>) -> anyhow::Result<Book> {
    Ok(Book::open(Config {
        dir: dir.into(),
        // A key like any other; the bench has nothing to hide.
        key: [7; 32],
        env: env.clone(),
        location: Arc::new(NoLocation),
        camera: Arc::new(NoCamera),
        sync: false,
    })?)
}
