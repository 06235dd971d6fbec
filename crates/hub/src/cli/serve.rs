//! `serve`.

use std::net::SocketAddr;

use anyhow::Context as _;
use beatbook_hub::config::Config;
use beatbook_hub::{logs, server, sign_in};
use clap::Args;

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
    /// How many days after it was last heard of a device stays signed in
    #[arg(long, value_name = "N", default_value_t = sign_in::DAYS, value_parser = clap::value_parser!(u32).range(1..=3650), env = "BEATBOOK_SIGN_IN_DAYS")]
    sign_in_days: u32,
    /// The address to serve /metrics on, for operators alone; none by default
    #[arg(long, value_name = "ADDR", env = "BEATBOOK_METRICS")]
    metrics: Option<SocketAddr>,
    /// Log as lines of JSON; BEATBOOK_LOG says how much, such as info
    #[arg(long, env = "BEATBOOK_LOG_JSON")]
    log_json: bool,
}

impl Serve {
    pub fn run(self) -> anyhow::Result<()> {
        logs::begin(self.log_json);
        let address =
            self.address.map(|address| address.trim_end_matches('/').to_owned()).unwrap_or_default();
        let config = Config {
            organisation: self.organisation,
            address,
            database: self.data.database()?,
            files: self.data.files.clone(),
            ledger: self.data.ledger.clone(),
            sign_in_days: self.sign_in_days,
        };
        let ready = |on: SocketAddr, metrics: Option<SocketAddr>| {
            let mut line = serde_json::json!({ "listening": format!("http://{on}") });
            if let Some(metrics) = metrics {
                line["metrics"] = format!("http://{metrics}/metrics").into();
            }
            // Whoever started the hub may have closed the pipe; that is no reason to stop serving.
            let _ = answer(&format!("{line}\n"));
        };
        let runtime = tokio::runtime::Runtime::new().context("cannot start the threads")?;
        runtime.block_on(server::serve(self.data.dir(), self.listen, self.metrics, config, ready))
    }
}
