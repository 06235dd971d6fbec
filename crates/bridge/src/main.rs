//! `beatbook-bridge`: the app's screens and the app's core, over loopback HTTP, for development and browser tests.
//!
//! It is not part of what officers use: the device's secret lies in a file beside the book.

mod guard;
mod location;
mod photos;
mod policy;
mod rescue_file;
mod routes;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use beatbook_core::{FileKeys, Location, Lock, LockConfig, NoLocation, ScreenCamera, SystemEnv};
use clap::Parser;
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use crate::guard::Token;
use crate::location::Standing;
use crate::routes::Bridge;

/// Serves the field app to a browser on this machine.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The folder of the app's book; made if it is not there.
    #[arg(long)]
    data: PathBuf,
    /// The built screens.
    #[arg(long)]
    ui: PathBuf,
    /// Where to listen. Loopback only; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Where the device pretends to stand: `lat,lon` or `lat,lon,accuracy_m`. Without it there is no fix.
    #[arg(long)]
    location: Option<Standing>,
}

/// Changes a slow page may lag behind before the oldest are skipped.
const BACKLOG: usize = 64;

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    ensure!(options.listen.ip().is_loopback(), "{} is not loopback", options.listen);
    ensure!(options.ui.join("index.html").is_file(), "no screens in {}", options.ui.display());

    let lock = open(options.data, options.location)?;
    let (changes, _) = broadcast::channel(BACKLOG);
    let teller = changes.clone();
    // With no page listening there is nobody to tell.
    lock.on_change(move |changed| drop(teller.send(serde_json::json!(changed).to_string())));

    let bridge = Bridge { lock: Arc::new(lock), changes, token: Token::mint()? };
    let token = bridge.token.clone();
    let router = routes::router(bridge, &options.ui)?;
    let listener = TcpListener::bind(options.listen).await.context("the address is taken")?;
    say_ready(&format!("http://{}/?token={}", listener.local_addr()?, token.text()))?;
    axum::serve(listener, router).await.context("serving")
}

fn open(dir: PathBuf, location: Option<Standing>) -> Result<Lock> {
    std::fs::create_dir_all(&dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    let (keys, env) = (Box::new(FileKeys::new(&dir)), Arc::new(SystemEnv::new()));
    let location: Arc<dyn Location> =
        location.map_or_else(|| Arc::new(NoLocation) as _, |standing| Arc::new(standing) as _);
    Ok(Lock::open(LockConfig { dir, keys, env, location, camera: Arc::new(ScreenCamera), background: true })?)
}

/// One line of JSON, for whoever started the bridge.
fn say_ready(url: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{}", serde_json::json!({ "url": url }))
        .and_then(|()| output.flush())
        .context("saying where")
}
