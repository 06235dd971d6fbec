//! `import hotspots`, `import places`, `import powers`, `import contacts`, `import targets`, `import police-uk`,
//! `import partner-figures` and `import outcome-places`.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::gazetteer::{self, Part, Rejected};
use beatbook_hub::outcome_places::{self, NotWritten, Version};
use beatbook_hub::police_uk::{self, ImportError, Refused, Scanned, Taken, WrongLine};
use beatbook_hub::store::places::Replaced;
use beatbook_hub::{contacts, partner_figures, powers, reference};
use beatbook_records::report::targets;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{By, Data, answer, day_of};

/// Read reference data.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Read hotspots from GeoJSON
    Hotspots(Hotspots),
    /// Read addresses, postcodes or points of streets from CSV
    Places(Places),
    /// Read who may use which power, orders, amounts and letters from JSON
    Powers(Powers),
    /// Read the numbers to call that phones show at every gate from JSON
    Contacts(Contacts),
    /// Read crimes by month and LSOA from the street files of data.police.uk
    PoliceUk(PoliceUk),
    /// Read what was promised to those who pay from JSON
    Targets(Targets),
    /// Read figures that a partner counts itself from CSV
    PartnerFigures(PartnerFigures),
    /// Read the places of the outcomes report from JSON
    OutcomePlaces(OutcomePlaces),
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

/// Read places from a CSV file that its header tells apart: the council's own addresses (uprn, address, street, postcode,
/// lat, lon, area), postcodes (postcode, lat, lon) or points of streets (name, lat, lon). They take the place of all places
/// of that kind; phones get the new version with their next hand-in. Lines that are not right are left out and listed.
#[derive(Debug, Args)]
pub struct Places {
    #[command(flatten)]
    data: Data,
    /// The file
    file: PathBuf,
    /// The one area that the file is about: lines that name none get it, and only its places are replaced
    #[arg(long, value_name = "NAME")]
    area: Option<String>,
    /// Where to write the lines that were left out, as CSV
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

/// Read officers, authorisations, orders, parameters, templates of letters and hazards from a JSON file. They take the place
/// of all that was read before; phones get the new version with their next hand-in. Entries that are not right are left out
/// and listed.
#[derive(Debug, Args)]
pub struct Powers {
    #[command(flatten)]
    data: Data,
    /// The file
    file: PathBuf,
}

/// Read what was promised to those who pay from a JSON file: `programmes`, each with its `name`, `funder`, `from`, `to` and
/// `targets`, each of those with its `name`, `measure` (clock-hours, person-hours, or a figure of a report that counts
/// records, as equipment/CCTV_COLUMN), `target`, and in pounds `budget` and `spent`. It takes the place of the last one. A file with
/// anything wrong in it is not taken.
#[derive(Debug, Args)]
pub struct Targets {
    #[command(flatten)]
    data: Data,
    /// The file
    file: PathBuf,
}

/// Read the numbers to call from a JSON file: `checked`, the day on which somebody last rang them all, and `contacts`, each
/// with its `kind` (adults, children, `out_of_hours`, `control_room`) and `number`. They take the place of the last ones; phones
/// get them with their next hand-in. A file with anything wrong in it is not taken.
#[derive(Debug, Args)]
pub struct Contacts {
    #[command(flatten)]
    data: Data,
    /// The file
    file: PathBuf,
}

/// Read street files of data.police.uk, one month of one force each, as they are published. A month that is there already
/// gives way to the new file; the same file again changes nothing. Files with anything wrong in them are refused, and then
/// none is taken: no month is ever half there.
#[derive(Debug, Args)]
pub struct PoliceUk {
    #[command(flatten)]
    data: Data,
    /// The files
    #[arg(required = true)]
    streets: Vec<PathBuf>,
}

/// Read figures that a partner counts itself from a CSV file with the columns place, measure, months (2023-07, or
/// 2023-07..2024-06), against, count and `pct_change`. A line has a count, or else a change and the months that it is
/// against. They take the place of the last ones of the same source. A file with anything wrong in it is not taken, and all
/// of that is listed.
#[derive(Debug, Args)]
pub struct PartnerFigures {
    #[command(flatten)]
    data: Data,
    /// Who counted
    #[arg(long, value_name = "NAME")]
    source: String,
    /// Over which areas and by which rules
    #[arg(long, value_name = "WORDS")]
    covers: String,
    #[command(flatten)]
    by: By,
    /// The file
    file: PathBuf,
}

/// Read the places of the outcomes report from a JSON file, as `report outcomes --places` reads it. Each that has changed gets
/// a new version that stands from a day on; earlier versions stay, and so do places that the file does not name. A file with
/// anything wrong in it is not taken.
#[derive(Debug, Args)]
pub struct OutcomePlaces {
    #[command(flatten)]
    data: Data,
    /// The file
    file: PathBuf,
    /// The first day on which the places are these, as 2023-07-01; by default today
    #[arg(long, value_name = "DATE")]
    valid_from: Option<NaiveDate>,
}

impl Import {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Hotspots(hotspots) => hotspots.run(),
            Self::Places(places) => places.run(),
            Self::Powers(powers) => powers.run(),
            Self::Contacts(contacts) => contacts.run(),
            Self::Targets(targets) => targets.run(),
            Self::PoliceUk(files) => files.run(),
            Self::PartnerFigures(figures) => figures.run(),
            Self::OutcomePlaces(places) => places.run(),
        }
    }
}

impl PartnerFigures {
    fn run(self) -> anyhow::Result<()> {
        let bytes = std::fs::read(&self.file).context("cannot read the file")?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let received = match partner_figures::read(&self.source, &self.covers, &name, &bytes) {
            Ok(received) => received,
            Err(wrongs) => {
                for wrong in &wrongs {
                    writeln!(std::io::stderr(), "{wrong}")?;
                }
                bail!("nothing was taken: the file has to be put right first");
            }
        };
        let made = self.by.now();
        let version =
            self.data.store()?.book().put_partner_file(&received, &made.by, made.at.timestamp_millis())?;
        let took = received.figures.len();
        answer(&format!("Took {took} figures of {}. The file is version {version}.\n", received.source))
    }
}

impl Powers {
    fn run(self) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&self.file).context("cannot read the file")?;
        let read = powers::read(&text)
            .context("the file is not a JSON object with lists of powers; nothing was changed")?;
        for powers::Rejected { at, why } in &read.rejected {
            writeln!(std::io::stderr(), "{at} was left out: {why}")?;
        }
        let (took, left) = (read.taken(), read.rejected.len());
        if took == 0 {
            bail!("the file holds nothing that is right; nothing was changed");
        }
        let version = self.data.store()?.book().put_powers(&read.pack, SystemClock.now_ms())?;
        answer(&format!("Took {took} entries, left out {left}. The powers are version {version}.\n"))
    }
}

impl Targets {
    fn run(self) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&self.file).context("cannot read the file")?;
        let plan =
            targets::read(&text).map_err(|why| anyhow::anyhow!("{why}")).context("nothing was changed")?;
        let version = self.data.store()?.book().put_targets(&plan, SystemClock.now_ms())?;
        let took: usize = plan.programmes.iter().map(|programme| programme.targets.len()).sum();
        answer(&format!("Took {took} targets. The plan is version {version}.\n"))
    }
}

impl Contacts {
    fn run(self) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&self.file).context("cannot read the file")?;
        let now_ms = SystemClock.now_ms();
        let today = chrono::DateTime::from_timestamp_millis(now_ms).context("no day has this time")?;
        let read = contacts::read(&text, today.date_naive()).context("nothing was changed")?;
        let took = read.contacts.len();
        let version = self.data.store()?.book().put_contacts(&read, now_ms)?;
        answer(&format!("Took {took} numbers. The contacts are version {version}.\n"))
    }
}

impl Places {
    fn run(self) -> anyhow::Result<()> {
        let file = std::fs::read(&self.file).context("cannot read the file")?;
        let area = self.area.as_deref().map(gazetteer::area).transpose();
        let area = area.map_err(|why| anyhow::anyhow!("the area is not right: {why}"))?;
        let store = self.data.store()?;
        let others =
            area.as_deref().map_or_else(|| Ok(HashSet::new()), |area| store.book().uprns_outside(area))?;
        let read = gazetteer::read(&file, area.as_deref(), &others).context("nothing was changed")?;
        report(&read.rejected, self.rejected.as_deref())?;
        let (took, left) = (read.places.len(), read.rejected.len());
        if read.places.is_empty() {
            bail!("the file holds no place that is right; nothing was changed");
        }
        let Part { kind, area } = &read.part;
        let part = Replaced { kind: *kind, area: area.as_deref() };
        let now_ms = SystemClock.now_ms();
        let version = store.book().put_places(part, &read.places, gazetteer::in_order, now_ms)?;
        let kind = kind.word();
        answer(&format!("Took {took} lines ({kind}), left out {left}. The places are version {version}.\n"))
    }
}

/// Tell of lines that were left out, and write them down where that was asked for.
fn report(rejected: &[Rejected], file: Option<&Path>) -> anyhow::Result<()> {
    let mut told = std::io::BufWriter::new(std::io::stderr().lock());
    for Rejected { line, field, why } in rejected {
        writeln!(told, "Line {line} was left out: {field}: {why}")?;
    }
    told.flush()?;
    let Some(file) = file else { return Ok(()) };
    let mut list = csv::Writer::from_path(file).context("cannot write the list of lines left out")?;
    list.write_record(["line", "field", "why"])?;
    for Rejected { line, field, why } in rejected {
        list.write_record([&line.to_string(), *field, why])?;
    }
    Ok(list.flush()?)
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

impl OutcomePlaces {
    fn run(self) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&self.file).context("cannot read the file")?;
        let refused = |why: String| anyhow::anyhow!("the places are not right: {why}; nothing was changed");
        let places = outcome_places::places(&text).map_err(refused)?;
        let now_ms = SystemClock.now_ms();
        let from = self.valid_from.unwrap_or_else(|| day_of(now_ms));
        let file = self.file.file_name().unwrap_or_default().to_string_lossy();
        let by = format!("import of {file}");
        let decide = |there: &[Version]| {
            outcome_places::taken_in(there, &places, from, &by, now_ms).map_err(NotWritten::Wrong)
        };
        let new = match self.data.store()?.book().put_outcome_places(decide) {
            Ok(new) => new.len(),
            Err(NotWritten::Wrong(why)) => return Err(refused(why)),
            Err(NotWritten::Store(error)) => return Err(error.into()),
        };
        let same = places.len() - new;
        answer(&format!("Took {new} places that stand from {from}, {same} were this already.\n"))
    }
}

impl PoliceUk {
    fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let looked = |path: &Path, scanned: &Scanned| {
            // What cannot be told on a closed terminal is told by the answer.
            let _ = writeln!(
                std::io::stderr(),
                "{}: {} crimes of {}",
                path.display(),
                scanned.lines,
                scanned.month
            );
        };
        let taken = match police_uk::import(&store.book(), &self.streets, SystemClock.now_ms(), looked) {
            Ok(taken) => taken,
            Err(error) => {
                if let ImportError::Refused(_, Refused::Lines(wrong)) = &error {
                    for WrongLine { line, column, why } in &wrong.first {
                        writeln!(std::io::stderr(), "Line {line}: {column}: {why}")?;
                    }
                }
                return Err(anyhow::Error::from(error).context("nothing was changed"));
            }
        };
        let mut text = String::new();
        for Taken { file, known, replaced, twice_named } in &taken {
            let became = match (known, replaced) {
                (true, _) => "was there already",
                (false, true) => "took the place of an earlier file",
                (false, false) => "is new",
            };
            text += &format!("{}: {} crimes, {became}; SHA-256 {}\n", file.month, file.lines, file.sha256);
            if let Some(code) = twice_named.first() {
                let more = twice_named.len();
                text += &format!(
                    "{}: mixes LSOA names of two censuses ({more} codes, {code} first)\n",
                    file.month
                );
            }
        }
        answer(&text)
    }
}
