//! `export records` and `export log`.

use anyhow::{Context as _, bail};
use beatbook_hub::exports::records::{self, RecordsFormat};
use beatbook_hub::exports::{Audience, hand_out};
use beatbook_hub::reports::written::{columns_of, guard};
use beatbook_hub::store::ExportRow;
use beatbook_records::kinds;
use beatbook_records::report::period::{Period, london_time};
use beatbook_records::role::Role;
use chrono::{DateTime, NaiveDate};
use clap::{Args, Subcommand};

use super::{By, Data, answer, answer_bytes, role_parser};

/// Records as files, and what was handed out.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Print the records of one kind
    Records(Records),
    /// Print what was handed out, the latest first
    Log(Log),
}

/// Print the records of one kind that happened in some days, by what a role may see of them.
#[derive(Debug, Args)]
pub struct Records {
    #[command(flatten)]
    data: Data,
    /// The kind, as engagement
    #[arg(long)]
    kind: String,
    /// The first day, as 2023-08-01
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// The last day, included
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// How it is written
    #[arg(long, value_enum, default_value = "csv")]
    format: RecordsFormat,
    /// For whose eyes: analyst, supervisor or records_manager; an analyst gets no names and no free text
    #[arg(long = "role", value_parser = role_parser(), default_value = "analyst")]
    role: Role,
    /// For whom: records are never for the public
    #[arg(long = "for", value_enum, default_value = "partnership")]
    audience: Audience,
    #[command(flatten)]
    by: By,
}

/// Print what was handed out, the latest first.
#[derive(Debug, Args)]
pub struct Log {
    #[command(flatten)]
    data: Data,
    /// At most so many lines
    #[arg(long, default_value_t = 500)]
    most: u32,
}

impl Export {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Records(records) => records.run(),
            Self::Log(log) => log.run(),
        }
    }
}

impl Records {
    fn run(self) -> anyhow::Result<()> {
        if self.audience == Audience::Public {
            bail!("records are not for the public: make a report with `beatbook-hub report … --for public`");
        }
        if self.to < self.from {
            bail!("the last day is before the first");
        }
        let kind = kinds::kind(&self.kind).with_context(|| format!("there is no kind {:?}", self.kind))?;
        let period = Period { from: self.from, to: self.to };
        let store = self.data.store()?;
        let (store, made) = (store.book(), self.by.now());
        let export = records::of(&store, self.role, kind, period, self.format, &made).map_err(|error| {
            anyhow::anyhow!("{} {} for {}: {error}", kind.name, self.format.word(), self.role.code())
        })?;
        answer_bytes(&hand_out(&store, export, &made)?)
    }
}

impl Log {
    fn run(self) -> anyhow::Result<()> {
        let header =
            ["When", "Who", "What", "From", "To", "Format", "For", "Rows", "SHA-256"].map(str::to_owned);
        let rows = self.data.store()?.book().exports(self.most)?;
        let lines: Vec<Vec<String>> = [header.to_vec()].into_iter().chain(rows.iter().map(line)).collect();
        answer(&columns_of(&lines, &[0, 1, 2, 3, 4, 5, 6, 8]))
    }
}

fn line(row: &ExportRow) -> Vec<String> {
    let day = |of: fn(&Period) -> NaiveDate| {
        row.period.as_ref().map_or_else(String::new, |days| of(days).to_string())
    };
    vec![
        london_time(DateTime::from_timestamp_millis(row.at_ms).unwrap_or_default()),
        guard(&row.who),
        row.what.clone(),
        day(|days| days.from),
        day(|days| days.to),
        row.format.clone(),
        row.audience.clone(),
        row.lines.to_string(),
        row.sha256.to_string(),
    ]
}
