//! The commands people type. Several may run while the hub serves the same data directory.
//!
//! Rule: what a command answers goes to standard output, everything else to standard error.

mod backup;
mod enrol;
mod epoch;
mod erase;
mod export;
mod hotspot_return;
mod import;
mod report;
mod rescue;
mod restore;
mod revoke;
mod serve;
mod sign_in;
mod take_in;
mod token;
mod user;
mod verify;
mod views;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::config::{Database, Files};
use beatbook_hub::ledger::Ledger;
use beatbook_hub::objects::Objects;
use beatbook_hub::reports::written::Made;
use beatbook_hub::setup;
use beatbook_hub::store::Store;
use beatbook_records::report::period::london_date;
use beatbook_records::role::Role;
use chrono::{DateTime, NaiveDate};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand};

/// The central book of a community safety partnership.
#[derive(Debug, Parser)]
#[command(name = "beatbook-hub", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve devices and supervisors
    Serve(serve::Serve),
    /// Print a code that enrols one device within ten minutes
    Enrol(enrol::Enrol),
    /// Revoke a device: its entries are kept, and it receives nothing
    Revoke(revoke::Revoke),
    /// Print a code that signs a device in again, or list the devices
    SignIn(sign_in::SignIn),
    /// Go on as another history: after a restore, or once a standby was promoted
    NewEpoch(epoch::NewEpoch),
    /// Put a sealed copy of the book somewhere else, and see that it can be put back
    Backup(backup::Backup),
    /// Recompute everything that can be recomputed, of the book or of a backup
    Verify(verify::Verify),
    /// Put a backup in the place of a lost book
    Restore(restore::Restore),
    /// Erase a record: its words go, here and on every device
    Erase(erase::Erase),
    /// Answer the rescue request of a phone whose PIN is forgotten
    Rescue(rescue::Rescue),
    /// Take in the rescue file of a phone that will not see the hub again
    TakeIn(take_in::TakeIn),
    /// People who may sign in to the pages
    #[command(subcommand)]
    User(user::User),
    /// Read reference data
    #[command(subcommand)]
    Import(import::Import),
    /// Print a report
    #[command(subcommand)]
    Report(report::Report),
    /// Other systems that may read records
    #[command(subcommand)]
    Token(token::Token),
    /// Print what the views of the database mean, or who may read them
    Views(views::Views),
    /// Print records, or what was handed out
    #[command(subcommand)]
    Export(export::Export),
}

/// Where the hub keeps everything.
#[derive(Debug, Args)]
struct Data {
    /// The data directory
    #[arg(long = "data", value_name = "DIR", env = "BEATBOOK_DATA")]
    dir: PathBuf,
    /// The database, where it is not the embedded one: postgres://user@host/database
    #[arg(long, value_name = "URL", env = "BEATBOOK_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Which of several councils in the database
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..), env = "BEATBOOK_AUTHORITY")]
    authority: i32,
    /// Where photos and other files are kept, where it is not a folder beside the database: a folder, or
    /// s3://bucket/prefix with its address and keys in the AWS_... environment
    #[arg(long, value_name = "PLACE", env = "BEATBOOK_FILES")]
    files: Option<String>,
    /// Where the ledger of what must outlive a restored backup is kept: a folder or s3://bucket/prefix, not the backups'.
    /// By default a folder of the data directory
    #[arg(long, value_name = "PLACE", env = "BEATBOOK_LEDGER")]
    ledger: Option<String>,
}

impl Data {
    /// The book, which must be there already.
    fn store(&self) -> anyhow::Result<Store> {
        let database = self.database()?;
        if database == Database::Embedded && !self.dir.join("hub.sqlite").is_file() {
            bail!("there is no hub in {}: start it once with `beatbook-hub serve`", self.dir.display());
        }
        database.open(&self.dir)
    }

    fn database(&self) -> anyhow::Result<Database> {
        Database::named(self.database.as_deref(), self.authority)
    }

    fn ledger(&self) -> anyhow::Result<Ledger> {
        Ledger::open(self.ledger.as_deref(), &self.dir, self.authority.into())
    }

    fn objects(&self) -> anyhow::Result<Objects> {
        Objects::open(&Files::named(self.files.as_deref(), &self.dir)?, self.authority.into())
    }

    fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Whoever takes something out of the book or sets something up, for the log of that.
#[derive(Debug, Args)]
struct By {
    /// Who does it, for the log
    #[arg(id = "by", long = "by", value_name = "NAME", env = "USER", default_value = "command line")]
    name: String,
}

impl By {
    fn now(&self) -> Made {
        let at = DateTime::from_timestamp_millis(SystemClock.now_ms()).unwrap_or_default();
        Made { at, by: self.name.clone() }
    }

    fn sets_up(&self) -> setup::By<'_> {
        setup::By { who: &self.name, at_ms: SystemClock.now_ms() }
    }
}

/// Read the command line and do what it says.
pub fn run() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Serve(command) => command.run(),
        Command::Enrol(command) => command.run(),
        Command::Revoke(command) => command.run(),
        Command::SignIn(command) => command.run(),
        Command::NewEpoch(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Erase(command) => command.run(),
        Command::Rescue(command) => command.run(),
        Command::TakeIn(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Report(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Token(command) => command.run(),
        Command::Views(command) => command.run(),
    }
}

/// Answer on standard output.
fn answer(text: &str) -> anyhow::Result<()> {
    answer_bytes(text.as_bytes())
}

/// The same of a file.
fn answer_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).context("cannot write the answer")
}

/// The day on which a moment is, as people here say it.
fn day_of(now_ms: i64) -> NaiveDate {
    london_date(DateTime::from_timestamp_millis(now_ms).unwrap_or_default())
}

/// A role by its code.
fn role_parser() -> impl clap::builder::TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::LIST.codes)
        .map(|code| Role::from_code(&code).expect("one of the codes offered"))
}
