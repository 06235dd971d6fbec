//! `beatbook-sample`: load the synthetic council into a running hub.

use std::path::PathBuf;

use beatbook_sample::{Loaded, load};
use clap::Parser;

/// Load the synthetic sample council into a running hub. Safe to repeat.
#[derive(Debug, Parser)]
#[command(name = "beatbook-sample", version)]
struct Cli {
    /// The hub's data directory
    #[arg(long, value_name = "DIR")]
    hub_data: PathBuf,
    /// Where the hub listens
    #[arg(long, value_name = "URL")]
    hub_url: String,
}

#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match load(&cli.hub_data, cli.hub_url.trim_end_matches('/'))? {
        Loaded::Now => println!("Loaded the synthetic sample council."),
        Loaded::Before => println!("The synthetic sample council is there already."),
    }
    Ok(())
}
