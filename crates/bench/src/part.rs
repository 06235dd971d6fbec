//! Parts that are measured in a process of their own: the bench starts itself again, and the child plays one.
//!
//! Rule: a part answers in lines of JSON on standard output; the last one tells the most memory that it ever had.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context as _, ensure};
use beatbook_floor as floor;
use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::kept::{database, floor_hub};
use crate::phone::{AREA, Phone};
use crate::serving::Serving;
use crate::stopwatch::peak_mib;

/// A part to play.
#[derive(Debug, Subcommand)]
pub enum Part {
    /// Serve until standard input ends.
    Hub(HubPart),
    /// Be a device for one task.
    Device(DevicePart),
}

/// Whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whose {
    Product,
    Floor,
}

impl Whose {
    const fn word(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Floor => "floor",
        }
    }
}

#[derive(Debug, Args)]
pub struct HubPart {
    #[arg(long)]
    whose: Whose,
    #[arg(long)]
    folder: PathBuf,
    #[arg(long)]
    database: Option<String>,
    /// How many phones to invite, and in how many areas they are; none is all.
    #[arg(long, default_value_t = 2)]
    invite: usize,
    #[arg(long, default_value_t = 0)]
    areas: usize,
}

#[derive(Debug, Args)]
pub struct DevicePart {
    #[arg(long)]
    whose: Whose,
    #[arg(long)]
    folder: PathBuf,
    /// The hub's address; for a phone that is yet to enrol, its link.
    #[arg(long)]
    hub: String,
    #[arg(long)]
    task: Task,
    #[arg(long, default_value_t = 0)]
    records: usize,
}

/// What a device does while it is measured, and before that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// Enrol.
    Begin,
    /// Write records.
    Fill,
    /// Hand everything in.
    HandIn,
    /// Read everything.
    Read,
}

impl Task {
    const fn word(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Fill => "fill",
            Self::HandIn => "hand-in",
            Self::Read => "read",
        }
    }
}

/// What a hub says first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Welcome {
    /// Where it listens.
    pub address: String,
    /// A link for each phone that it invited.
    pub links: Vec<String>,
}

/// The most memory that a part ever had.
#[derive(Debug, Serialize, Deserialize)]
struct Peak {
    mib: f64,
}

/// The area of the phone with this number, of so many areas.
pub fn area(number: usize, areas: usize) -> String {
    if areas == 0 { AREA.into() } else { format!("area-{}", number % areas) }
}

impl Part {
    /// Play it.
    pub fn play(self) -> anyhow::Result<()> {
        match self {
            Self::Hub(part) => part.play()?,
            Self::Device(part) => part.play()?,
        }
        say(&Peak { mib: peak_mib()? })
    }
}

impl HubPart {
    fn play(self) -> anyhow::Result<()> {
        let url = self.database.as_deref();
        match self.whose {
            Whose::Product => {
                let hub = Serving::start(&self.folder.join("hub"), database(url))?;
                let address = format!("http://{}", hub.address);
                let links = (0..self.invite).map(|number| {
                    let areas = if self.areas == 0 { Vec::new() } else { vec![area(number, self.areas)] };
                    hub.invite(&format!("phone {number}"), &areas, &address)
                });
                say(&Welcome { links: links.collect::<anyhow::Result<_>>()?, address })?;
                until_told()
            }
            Whose::Floor => {
                let hub = floor_hub(&self.folder, url)?;
                say(&Welcome { address: hub.address.to_string(), links: Vec::new() })?;
                until_told()
            }
        }
    }
}

impl DevicePart {
    fn play(self) -> anyhow::Result<()> {
        if self.whose == Whose::Floor {
            let mut device = floor::Device::open(&self.folder, self.hub.parse()?)?;
            let done = match self.task {
                Task::Begin => self.records,
                Task::Fill => device.save_all(&floor::records(self.records, 1)).map(|()| self.records)?,
                Task::HandIn => device.push()?,
                Task::Read => device.pull()?,
            };
            ensure!(done == self.records, "{done} of {} records", self.records);
            return Ok(());
        }
        let dir = &self.folder;
        match self.task {
            Task::Begin => Phone::enrolled(dir, &self.hub, AREA).map(drop),
            Task::Fill => Phone::again(dir, AREA)?.fill(self.records),
            Task::HandIn | Task::Read => {
                let mut phone = Phone::again(dir, AREA)?;
                phone.sync()?;
                let waiting = phone.waiting()?;
                ensure!(waiting == 0, "{waiting} entries are not confirmed");
                Ok(())
            }
        }
    }
}

fn say(what: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(what)?)?;
    Ok(out.flush()?)
}

/// Until whoever started this closes standard input, or ends.
fn until_told() -> anyhow::Result<()> {
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink())?;
    Ok(())
}

/// A part that runs; it ends with this process, or before.
pub struct Running {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Running {
    fn start(words: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("part").args(words).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("the bench does not start again")?;
        let said = BufReader::new(child.stdout.take().context("a pipe")?);
        Ok(Self { child, said })
    }

    fn line<T: for<'de> Deserialize<'de>>(&mut self) -> anyhow::Result<T> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("a part said {line:?}"))
    }

    /// Tell it to end; the most memory that it ever had, in MiB.
    pub fn ends(mut self) -> anyhow::Result<f64> {
        drop(self.child.stdin.take());
        let Peak { mib } = self.line()?;
        ensure!(self.child.wait()?.success(), "a part failed");
        Ok(mib)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a hub of its own process keeps things, and whom it invites.
pub struct HubOf<'p> {
    pub whose: Whose,
    pub folder: &'p std::path::Path,
    pub database: Option<String>,
    pub invite: usize,
    pub areas: usize,
}

impl HubOf<'_> {
    /// Start it, and wait until it serves.
    pub fn start(&self) -> anyhow::Result<(Running, Welcome)> {
        let (invite, areas) = (self.invite.to_string(), self.areas.to_string());
        let folder = self.folder.to_str().context("a plain name")?;
        let mut words = vec!["hub", "--whose", self.whose.word(), "--folder", folder];
        words.extend(["--invite", &invite, "--areas", &areas]);
        if let Some(url) = &self.database {
            words.extend(["--database", url]);
        }
        let mut hub = Running::start(&words)?;
        let welcome = hub.line()?;
        Ok((hub, welcome))
    }
}

/// Have a device do one task in a process of its own; the most memory that it had, in MiB.
pub fn device(
    whose: Whose,
    folder: &std::path::Path,
    hub: &str,
    task: Task,
    records: usize,
) -> anyhow::Result<f64> {
    let folder = folder.to_str().context("a plain name")?;
    let records = records.to_string();
    let words = ["device", "--whose", whose.word(), "--folder", folder, "--hub", hub, "--task", task.word()];
    Running::start(&[&words[..], &["--records", &records]].concat())?.ends()
}
