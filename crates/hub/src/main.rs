//! The hub's one binary.

mod cli;

fn main() -> anyhow::Result<()> {
    cli::run()
}
