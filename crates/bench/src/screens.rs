//! What an officer waits for with a full phone: the app's start, pages of the list, and finding an address, through the
//! door.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, ensure};
use beatbook_core::{FileKeys, Lock, LockConfig, NoCamera, SystemEnv};
use serde_json::{Value, json};

use crate::kept::{Kept, database};
use crate::line::Line;
use crate::phone::{AREA, Phone};
use crate::places;
use crate::serving::Serving;
use crate::stopwatch::{Watch, median, quantile};

/// There is nothing behind it to protect.
const PIN: &str = "135790";
/// How often the app is started, and each page read.
const TIMES: usize = 3;
/// Rows of a page, as the screen asks for them.
const PAGE: usize = 30;
/// How long the phone may take to have everything.
const PATIENCE_S: f64 = 180.0;

/// The app as a shell has it.
pub struct App(Lock);

impl App {
    fn start(dir: &Path) -> anyhow::Result<Self> {
        let lock = Lock::open(LockConfig {
            dir: dir.into(),
            keys: Box::new(FileKeys::new(dir)),
            env: Arc::new(SystemEnv::new()),
            location: Arc::new(places::Middle),
            camera: Arc::new(NoCamera),
            background: true,
        });
        lock.map(Self).map_err(|error| anyhow!("the app does not start: {error}"))
    }

    /// One command, as the screen gives it.
    pub fn call(&self, name: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.0.call(name, &body.to_string()).map_err(|error| anyhow!("{name}: {error:?}"))?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// A page of the list after a record; milliseconds, and its rows' ids.
    fn page(&self, before: Option<&Value>, limit: usize) -> anyhow::Result<(f64, Vec<Value>)> {
        let watch = Watch::start();
        let rows = self.call("record_list", &json!({"kind": null, "before": before, "limit": limit}))?;
        let took = watch.seconds() * 1000.0;
        let rows = rows.as_array().context("a list of rows")?;
        Ok((took, rows.iter().map(|row| row["id"].clone()).collect()))
    }

    /// Every page of the list; milliseconds of each, and how many records there were.
    fn pages(&self) -> anyhow::Result<(Vec<f64>, usize)> {
        let (mut took, mut count, mut last) = (Vec::new(), 0, None);
        loop {
            let (ms, rows) = self.page(last.as_ref(), PAGE)?;
            took.push(ms);
            count += rows.len();
            let Some(row) = rows.last() else { return Ok((took, count)) };
            last = Some(row.clone());
            if count % 3_000 == 0 {
                self.call("stay_open", &json!({}))?;
            }
        }
    }
}

/// Measure it with so many records on the phone, which the hub has confirmed, and as many places.
pub fn screens(n: usize) -> anyhow::Result<Vec<Line>> {
    let folder = tempfile::tempdir()?;
    let hub = Serving::start(&folder.path().join("hub"), database(None))?;
    let dir = folder.path().join("phone");
    fill(&hub, &dir, n, &folder.path().join("other"))?;
    let (mut starts, mut unlocks) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let watch = Watch::start();
        let app = App::start(&dir)?;
        app.call("lock_state", &json!({}))?;
        let shown = watch.seconds();
        app.call("unlock", &json!({"pin": PIN}))?;
        unlocks.push((watch.seconds() - shown) * 1000.0);
        app.call("app_status", &json!({}))?;
        app.call("today", &json!({}))?;
        starts.push(watch.seconds() * 1000.0);
    }
    let app = App::start(&dir)?;
    app.call("unlock", &json!({"pin": PIN}))?;
    let mut walks = Vec::new();
    for _ in 0..TIMES {
        let (walk, count) = app.pages()?;
        ensure!(count == n, "the list has {count} of {n} records");
        walks.push(walk);
    }
    // Any page: the slowest, each by the middle of its times, so that one pause of the machine is no page's.
    let each: Vec<f64> =
        (0..walks[0].len()).map(|at| median(walks.iter().map(|walk| walk[at]).collect())).collect();
    let searches = places::searches(&app, TIMES)?;
    let floor = places::floor(folder.path(), n, TIMES)?;
    let line = |name, value| Line::of(name, Kept::Sqlite, n, value).made_of(TIMES);
    Ok(vec![
        line("app_start", median(starts)),
        line("app_unlock", median(unlocks)),
        line("list_page", quantile(each.clone(), 1.0)).made_of(each.len()),
        line("list_page_p50", quantile(each.clone(), 0.5)).made_of(each.len()),
        line("address_search", quantile(searches.clone(), 1.0))
            .made_of(searches.len())
            .beside(quantile(floor.clone(), 1.0)),
        line("address_search_p50", quantile(searches.clone(), 0.5))
            .made_of(searches.len())
            .beside(quantile(floor, 0.5)),
    ])
}

/// A phone with a PIN, which read what another wrote.
fn fill(hub: &Serving, dir: &Path, n: usize, other: &Path) -> anyhow::Result<()> {
    let url = format!("http://{}", hub.address);
    hub.import(&places::town(n))?;
    let app = App::start(dir)?;
    let link = hub.invite("phone", &[], &url)?;
    app.call("enrol_device", &json!({"link": link, "hub": null}))?;
    app.call("pin_choose", &json!({"pin": PIN, "again": PIN}))?;
    let mut writer = Phone::enrolled(other, &hub.invite("other", &[], &url)?, AREA)?;
    // The last one is written by itself: it is the newest, and is read last.
    writer.fill(n.saturating_sub(1))?;
    writer.save(1)?;
    writer.sync()?;
    let newest = json!(writer.newest()?.context("it wrote one")?);
    let watch = Watch::start();
    app.call("sync_now", &json!({}))?;
    loop {
        let held = app.call("place_state", &json!({}))?["held"].as_u64().unwrap_or(0);
        if app.page(None, 1)?.1 == [newest.clone()] && held >= n as u64 {
            return Ok(());
        }
        app.call("stay_open", &json!({}))?;
        ensure!(watch.seconds() < PATIENCE_S, "the phone did not read everything");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}
