//! `serve`.

use std::net::SocketAddr;

use anyhow::Context as _;
use beatbook_hub::config::Config;
use beatbook_hub::server;
use clap::Args;
use tracing_subscriber::EnvFilter;

use super::{Data, answer};

/// Serve devices and supervisors.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8471", env = "BEATBOOK_LISTEN")]
    listen: SocketAddr,
    /// The address people and devices use, where it is another one (https://hub.example.gov.uk)
    #[arg(long, value_name = "URL", env = "BEATBOOK_ADDRESS")]
    address: Option<String>,
    /// The organisation's name, when the data directory is new
    #[arg(long, default_value = "Beatbook", env = "BEATBOOK_ORGANISATION")]
    organisation: String,
}

impl Serve {
    pub fn run(self) -> anyhow::Result<()> {
        let filter = EnvFilter::try_from_env("BEATBOOK_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
        let address =
            self.address.map(|address| address.trim_end_matches('/').to_owned()).unwrap_or_default();
        let config = Config {
            organisation: self.organisation,
            address,
            database: self.data.database()?,
            files: self.data.files.clone(),
            ledger: self.data.ledger.clone(),
        };
        let ready = |on: SocketAddr| {
            let line = serde_json::json!({ "listening": format!("http://{on}") });
            // Whoever started the hub may have closed the pipe; that is no reason to stop serving.
            let _ = answer(&format!("{line}\n"));
        };
        let runtime = tokio::runtime::Runtime::new().context("cannot start the threads")?;
        runtime.block_on(server::serve(self.data.dir(), self.listen, config, ready))
    }
}
