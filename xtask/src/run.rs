//! Being written.
use crate::paths::Paths;
use anyhow::Result;
use std::process::ExitCode;
pub struct Options;
impl Options {
    pub fn parse(_rest: &[String]) -> Result<Self> {
        Ok(Self)
    }
}
pub fn run(_paths: &Paths, _options: &Options) -> Result<ExitCode> {
    anyhow::bail!("not yet")
}
