//! Listening, and stopping when told to.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::blobs;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::state::Hub;

/// The file in the data directory that names the address last served at, for the other commands.
pub const ADDRESS_FILE: &str = "address";

/// How often files that nobody goes on with are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// How long requests under way may take once told to stop.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);

/// Serve a data directory until the process is told to stop. `ready` is told the addresses listened on.
///
/// # Errors
/// When the directory, the database or the address cannot be used.
pub async fn serve(
    dir: &Path,
    listen: SocketAddr,
    metrics: Option<SocketAddr>,
    config: Config,
    ready: impl FnOnce(SocketAddr, Option<SocketAddr>),
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let on = listener.local_addr().context("cannot tell the address listened on")?;
    let config = config.listening(on);
    let (folder, settings) = (dir.to_owned(), config.clone());
    let opened = tokio::task::spawn_blocking(move || Hub::open(&folder, &settings, Arc::new(SystemClock)));
    let hub = opened.await.context("opening the book did not end")??;
    std::fs::write(dir.join(ADDRESS_FILE), &config.address)
        .context("cannot write into the data directory")?;
    if config.address.starts_with("http://") && hub.secure_cookies {
        tracing::warn!(
            "plain http beyond this machine: put the hub behind https and say so with --address, or nobody can sign in"
        );
    }
    let operators = serve_metrics(metrics, &hub).await?;
    tokio::spawn(sweep(Arc::clone(&hub)));
    let service = crate::app(hub).into_make_service_with_connect_info::<SocketAddr>();
    let stop = stop_signal()?;
    let (stopping, told) = oneshot::channel();
    let served = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        let _ = stopping.send(());
    });
    ready(on, operators);
    tokio::select! {
        served = served => served.context("the server stopped"),
        () = overdue(told) => Ok(()),
    }
}

/// The operators' address ends with the process: nothing of it needs to be finished.
async fn serve_metrics(on: Option<SocketAddr>, hub: &Arc<Hub>) -> anyhow::Result<Option<SocketAddr>> {
    let Some(on) = on else { return Ok(None) };
    let listener = TcpListener::bind(on).await.with_context(|| format!("cannot listen on {on}"))?;
    let on = listener.local_addr().context("cannot tell the address listened on")?;
    let service = crate::metrics::app(Arc::clone(hub));
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(Some(on))
}

/// Now and then, drop what is half there of files that nobody goes on with.
async fn sweep(hub: Arc<Hub>) {
    loop {
        match hub.work_with_files(|hub| Ok(blobs::sweep(&hub.objects, hub.clock.now_ms())?)).await {
            Ok(0) => {}
            Ok(pieces) => tracing::info!(pieces, "pieces of files that nobody went on with were dropped"),
            Err(error) => tracing::warn!(%error, "what is half there could not be looked through"),
        }
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

/// The requests under way when told to stop have had their time; what they did not commit never was.
async fn overdue(told: oneshot::Receiver<()>) {
    if told.await.is_err() {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(STOP_TIME_MAX).await;
}

/// The address last served at.
///
/// # Errors
/// When no hub was served from this directory yet.
pub fn last_address(dir: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(dir.join(ADDRESS_FILE))
        .context("the hub was not served from this data directory yet: say its address with --hub")
}

/// Interrupted or terminated. The handlers are in place once this returns.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
    })
}

/// Interrupted.
#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
