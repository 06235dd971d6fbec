//! `token new`, `token list` and `token revoke`.

use anyhow::{Context as _, bail};
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::exports::tokens::{self, kinds_offered};
use beatbook_hub::reports::written::columns_of;
use beatbook_hub::store::TokenRow;
use beatbook_records::report::period::london_time;
use chrono::DateTime;
use clap::{Args, Subcommand};

use super::{Data, answer};

/// Other systems that may read records, as a tool for charts.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Print a new token, once
    New(New),
    /// List the tokens
    List(List),
    /// Revoke a token: it reads nothing more
    Revoke(Revoke),
}

/// Print a new token, once. Only its hash is kept.
#[derive(Debug, Args)]
pub struct New {
    #[command(flatten)]
    data: Data,
    /// Whose it is, as "Power BI"
    #[arg(long)]
    name: String,
    /// The kinds it may read, with commas between
    #[arg(long, value_delimiter = ',', required = true)]
    kinds: Vec<String>,
}

/// List the tokens.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
}

/// Revoke a token: it reads nothing more.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    data: Data,
    /// Its name
    #[arg(long)]
    name: String,
}

impl Token {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::New(new) => new.run(),
            Self::List(list) => list.run(),
            Self::Revoke(revoke) => revoke.run(),
        }
    }
}

impl New {
    fn run(self) -> anyhow::Result<()> {
        let name = self.name.trim();
        if name.is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
            bail!("the name is empty, too long or holds control characters");
        }
        let offered: Vec<&str> = kinds_offered().map(|kind| kind.name).collect();
        let mut kinds: Vec<String> = self.kinds.iter().map(|kind| kind.trim().to_owned()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if let Some(kind) = kinds.iter().find(|kind| !offered.contains(&kind.as_str())) {
            bail!("{kind:?} is not a kind that other systems may read. These are: {}", offered.join(", "));
        }
        let store = self.data.store()?;
        let token = tokens::issue(&store.book(), &SystemClock, name, kinds)?;
        let token = token.with_context(|| format!("there was a token {name:?} before: take another name"))?;
        answer(&format!("{token}\n"))
    }
}

impl List {
    fn run(self) -> anyhow::Result<()> {
        let tokens = self.data.store()?.book().tokens()?;
        let header = ["Name", "Kinds", "Made", "Revoked"].map(str::to_owned);
        let rows: Vec<Vec<String>> = [header.to_vec()].into_iter().chain(tokens.iter().map(line)).collect();
        answer(&columns_of(&rows, &[0, 1, 2, 3]))
    }
}

fn line(token: &TokenRow) -> Vec<String> {
    let time = |ms: i64| london_time(DateTime::from_timestamp_millis(ms).unwrap_or_default());
    let revoked = token.revoked_ms.map_or_else(String::new, time);
    vec![token.name.clone(), token.kinds.join(","), time(token.made_ms), revoked]
}

impl Revoke {
    fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        if !store.book().revoke_token(self.name.trim(), SystemClock.now_ms())? {
            bail!("there is no token in use of this name; `beatbook-hub token list` lists them");
        }
        answer("Revoked: it reads nothing more.\n")
    }
}
