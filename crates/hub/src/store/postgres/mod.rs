//! The book on PostgreSQL: connections, migrations, the views of an authority.
//!
//! Rule: any number of hubs share one database, so nothing of the book is remembered here; what is kept is connections.

mod migrate;
mod pool;
mod sql;
mod text;
mod tls;

pub use pool::{Lent, Pool};

use anyhow::Context as _;
use postgres::{Client, Config, NoTls};
use tls::Tls;

/// Open the book of an authority, making what is not there yet.
///
/// # Errors
/// When the database cannot be reached or used, or is of a newer build.
pub fn open(url: &str, authority: i32) -> anyhow::Result<Pool> {
    let (url, tls) = tls::read(url)?;
    let mut config: Config = url.parse().context("the URL of the database is not one")?;
    if config.get_application_name().is_none() {
        config.application_name("beatbook-hub");
    }
    // The client drives its own runtime, which must not begin or end on a thread that serves.
    std::thread::scope(|threads| {
        let opened = threads.spawn(|| {
            let mut client = dial(&config, &tls)?;
            migrate::migrate(&mut client, authority)?;
            Ok(Pool::new(config.clone(), tls.clone(), authority))
        });
        opened.join().expect("opening does not panic")
    })
}

/// Where an authority's views are.
fn schema(authority: i32) -> String {
    format!("authority_{authority}")
}

fn dial(config: &Config, tls: &Tls) -> Result<Client, postgres::Error> {
    match tls {
        Tls::Plain => config.connect(NoTls),
        Tls::Verified(tls) => config.connect(tls.clone()),
    }
}

fn connect(config: &Config, tls: &Tls, authority: i32) -> Result<Client, postgres::Error> {
    let mut client = dial(config, tls)?;
    client.batch_execute(&format!("SET search_path TO {}; SET jit = off", schema(authority)))?;
    Ok(client)
}
