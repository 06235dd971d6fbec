//! An officer's phone: the real book on a clock that the plan sets.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use beatbook_core::sync::http::HttpCentral;
use beatbook_core::sync::to_rest;
use beatbook_core::{Book, Config, Env as _, NoCamera, NoLocation, SystemEnv, TestEnv};
use beatbook_records::entry::Hash;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::council::HOTSPOTS;
use crate::plan::{Deed, Duty};

/// A device with its book open.
pub struct Device {
    /// Whose it is.
    pub officer: &'static str,
    /// Its clock; tests may set it.
    pub env: Arc<TestEnv>,
    book: Book,
    dir: PathBuf,
}

impl Device {
    /// Open the officer's device below `all`, or begin one. A journal that was cut short is begun
    /// anew: nothing of it was handed in.
    pub(crate) fn open(all: &Path, officer: &'static str) -> anyhow::Result<Self> {
        let dir = all.join(officer.to_lowercase().replace(' ', "-"));
        if dir.join("begun").exists() && !dir.join("written").exists() {
            std::fs::remove_dir_all(&dir)?;
        }
        std::fs::create_dir_all(&dir)?;
        let seed = Hash::of(&[officer.as_bytes()]);
        let number = u64::from_be_bytes(*seed.0.first_chunk().expect("8 of 32 bytes"));
        let env = Arc::new(TestEnv::new(SystemEnv::new().now(), number));
        let book = Book::open(Config {
            dir: dir.join("book"),
            // It follows from the officer's made-up name: there is nothing here to protect.
            key: seed.0,
            env: env.clone(),
            location: Arc::new(NoLocation),
            camera: Arc::new(NoCamera),
            sync: false,
        })?;
        Ok(Self { officer, env, book, dir })
    }

    pub(crate) fn is_handed_in(&self) -> bool {
        self.dir.join("handed-in").exists()
    }

    pub(crate) fn note_handed_in(&self) -> anyhow::Result<()> {
        Ok(std::fs::write(self.dir.join("handed-in"), "")?)
    }

    pub(crate) fn is_enrolled(&self) -> anyhow::Result<bool> {
        Ok(!self.call("app_status", json!({}))?["me"].is_null())
    }

    /// Enrol with a code, in the present.
    pub(crate) fn enrol(&self, link: &str) -> anyhow::Result<()> {
        self.env.set(SystemEnv::new().now());
        self.call("enrol_device", json!({"link": link, "hub": null})).map(drop)
    }

    /// One command, as the screen gives it.
    ///
    /// # Errors
    /// When the core refuses it.
    pub fn call(&self, name: &str, body: Value) -> anyhow::Result<Value> {
        let answer = self.book.call(name, &body.to_string());
        let answer = answer.map_err(|error| anyhow!("{}: {name} {body}: {error:?}", self.officer))?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// Hand everything in, in the present.
    ///
    /// # Errors
    /// When the hub cannot be reached or refuses.
    pub fn hand_in(&self) -> anyhow::Result<()> {
        self.env.set(SystemEnv::new().now());
        let store = self.book.store();
        let hub = HttpCentral::enrolled(&store, self.env.clone())?;
        let mut hub = hub.with_context(|| format!("{} is not enrolled", self.officer))?;
        to_rest(&store, &mut hub).with_context(|| format!("{} cannot hand in", self.officer))
    }

    /// Live through all duties. Once done it is never done again.
    pub(crate) fn write(&self, duties: &[Duty]) -> anyhow::Result<()> {
        if self.dir.join("written").exists() {
            return Ok(());
        }
        std::fs::write(self.dir.join("begun"), "")?;
        duties.iter().try_for_each(|duty| self.live_through(duty))?;
        Ok(std::fs::write(self.dir.join("written"), "")?)
    }

    fn live_through(&self, duty: &Duty) -> anyhow::Result<()> {
        self.env.reboot();
        self.env.set(duty.starts);
        self.env.set_offset(duty.offset_minutes);
        let mut now = 0;
        let mut wait_until = |at: i64| {
            self.env.advance(TimeDelta::seconds(at - now));
            now = at;
        };
        let hotspot = HOTSPOTS[duty.hotspot].id;
        let start =
            json!({"hotspot": hotspot, "crew": duty.crew, "funding_stream": "ASB_HOTSPOT", "mode": "FOOT"});
        self.call("patrol_start", start)?;
        let mut last_tap = Value::Null;
        for (at, deed) in &duty.deeds {
            wait_until(*at);
            match deed {
                Deed::Tap(kind) => {
                    last_tap = self.call("engagement_count", json!({"kind": kind}))?["tap"].take();
                }
                Deed::Undo => _ = self.call("engagement_undo", json!({"tap": last_tap}))?,
                Deed::Pause => _ = self.call("patrol_pause", json!({}))?,
                Deed::Resume => _ = self.call("patrol_resume", json!({}))?,
                Deed::Move(to) => {
                    self.call("patrol_change", json!({"hotspot": HOTSPOTS[*to].id, "crew": null}))?;
                }
                Deed::Crew(crew) => _ = self.call("patrol_change", json!({"hotspot": null, "crew": crew}))?,
            }
        }
        wait_until(duty.ends);
        self.call("patrol_finish", json!({"note": duty.note, "activities": duty.activities})).map(drop)
    }
}
