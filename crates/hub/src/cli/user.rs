//! `user add`.

use std::io::BufRead as _;

use anyhow::{Context as _, bail};
use beatbook_hub::accounts::{self, PASSWORD_BYTES_MAX, PASSWORD_CHARACTERS_MIN};
use beatbook_hub::clock::SystemClock;
use beatbook_hub::store::AccountRow;
use beatbook_hub::{sessions, setup};
use beatbook_records::role::Role;
use clap::{Args, Subcommand};

use super::{By, Data, answer, role_parser};

/// People who may sign in to the pages.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add somebody, or give somebody a new password
    Add(Add),
}

/// Add somebody, or give somebody a new password; sessions of that name end.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("password").required(true))]
pub struct Add {
    #[command(flatten)]
    data: Data,
    /// The name to sign in with
    #[arg(long)]
    name: String,
    /// supervisor, analyst or records_manager
    #[arg(long, value_parser = role_parser())]
    role: Role,
    /// Read the password from the first line of standard input
    #[arg(long, group = "password")]
    password_stdin: bool,
    /// Make a password up and print it, once
    #[arg(long, group = "password")]
    one_time: bool,
    #[command(flatten)]
    by: By,
}

impl User {
    pub fn run(self) -> anyhow::Result<()> {
        let Self::Add(add) = self;
        add.run()
    }
}

impl Add {
    fn run(self) -> anyhow::Result<()> {
        let name =
            setup::one_line(&self.name).context("the name is empty, too long or holds control characters")?;
        if !sessions::may_see_reports(self.role) {
            bail!("only supervisors, analysts and records managers sign in to the pages");
        }
        let password =
            if self.one_time { accounts::made_up_password(&SystemClock) } else { password_from_stdin()? };
        let hashed = accounts::hash_password(&SystemClock, &password).context("cannot hash the password")?;
        let account = AccountRow { name, password: hashed, role: self.role, one_time: self.one_time };
        setup::account(&self.data.store()?.book(), &account, self.by.sets_up())?;
        if self.one_time { answer(&format!("{password}\n")) } else { Ok(()) }
    }
}

fn password_from_stdin() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < PASSWORD_CHARACTERS_MIN || password.len() > PASSWORD_BYTES_MAX {
        bail!(
            "the password needs at least {PASSWORD_CHARACTERS_MIN} characters and at most {PASSWORD_BYTES_MAX} bytes"
        );
    }
    Ok(password)
}
