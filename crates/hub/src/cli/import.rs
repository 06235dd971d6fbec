//! `import hotspots`.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use beatbook_hub::reference;
use clap::{Args, Subcommand};

use super::{Data, answer};

/// Read reference data.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Read hotspots from GeoJSON
    Hotspots(Hotspots),
}

/// Read hotspots from a GeoJSON FeatureCollection of polygons with the properties id, name and area.
/// Hotspots already there that the file does not name stay, since records name them.
#[derive(Debug, Args)]
pub struct Hotspots {
    #[command(flatten)]
    data: Data,
    /// The file
    #[arg(long)]
    file: PathBuf,
}

impl Import {
    pub fn run(self) -> anyhow::Result<()> {
        let Self::Hotspots(hotspots) = self;
        hotspots.run()
    }
}

impl Hotspots {
    fn run(self) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&self.file).context("cannot read the file")?;
        let (hotspots, rejected) =
            reference::read_geojson(&text).context("the file is not a GeoJSON FeatureCollection")?;
        for rejected in &rejected {
            writeln!(std::io::stderr(), "Feature {} was left out: {}", rejected.feature, rejected.why)?;
        }
        if hotspots.is_empty() {
            bail!("the file holds no hotspot that is right; nothing was changed");
        }
        let version = self.data.store()?.book().put_hotspots(&hotspots)?;
        let (took, left) = (hotspots.len(), rejected.len());
        answer(&format!("Took {took} hotspots, left out {left}. The pack is version {version}.\n"))
    }
}
