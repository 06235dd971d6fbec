//! Migrations, and the schema of an authority: its tables as views, and a view of each kind.
//!
//! Rule: one hub at a time; what is there already is left alone. Analysts are given the role `beatbook_analyst_<authority>`,
//! which may read the open columns of the views of the kinds, those that concern no person, and nothing else.

use anyhow::{Context as _, ensure};
use beatbook_records::{kinds::KINDS, view};
use postgres::{Client, Transaction};

use super::schema;

/// The migrations, in order; `hub.migration` names those applied.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../../../migrations/hub/postgres/0001_first.sql"),
    include_str!("../../../../../migrations/hub/postgres/0002_blobs.sql"),
    include_str!("../../../../../migrations/hub/postgres/0003_operations.sql"),
    include_str!("../../../../../migrations/hub/postgres/0004_sign_in.sql"),
    include_str!("../../../../../migrations/hub/postgres/0005_places.sql"),
    include_str!("../../../../../migrations/hub/postgres/0006_powers.sql"),
    include_str!("../../../../../migrations/hub/postgres/0007_letters.sql"),
    include_str!("../../../../../migrations/hub/postgres/0008_contacts.sql"),
    include_str!("../../../../../migrations/hub/postgres/0009_police.sql"),
    include_str!("../../../../../migrations/hub/postgres/0010_watch.sql"),
    include_str!("../../../../../migrations/hub/postgres/0011_returns.sql"),
    include_str!("../../../../../migrations/hub/postgres/0012_exports.sql"),
    include_str!("../../../../../migrations/hub/postgres/0013_outcome_places.sql"),
    include_str!("../../../../../migrations/hub/postgres/0014_daily.sql"),
    include_str!("../../../../../migrations/hub/postgres/0015_targets.sql"),
    include_str!("../../../../../migrations/hub/postgres/0016_reports.sql"),
    include_str!("../../../../../migrations/hub/postgres/0017_setup_log.sql"),
    include_str!("../../../../../migrations/hub/postgres/0018_partner_figures.sql"),
    include_str!("../../../../../migrations/hub/postgres/0019_pages.sql"),
    include_str!("../../../../../migrations/hub/postgres/0020_nudges.sql"),
];

/// The tables that a hub sees through a view of its authority's rows.
const TABLES: &[&str] = &[
    "head",
    "device",
    "enrolment_code",
    "journal",
    "batch",
    "entry",
    "repeat",
    "record",
    "overruled",
    "cell",
    "hotspot",
    "place",
    "place_pack",
    "powers_pack",
    "contacts",
    "police_file",
    "police_crime",
    "police_count",
    "hotspot_return",
    "target_plan",
    "partner_file",
    "day_changed",
    "daily",
    "outcome_place",
    "account",
    "session",
    "blob",
    "horizon",
    "restored",
    "number_block",
    "erasure",
    "export",
    "feed_token",
    "setup_log",
    "consultation",
    "nudge",
];

/// Held while a hub migrates: "beatbook" as a number.
const LOCK: i64 = 0x6265_6174_626f_6f6b;

/// The oldest server this was written for.
const SERVER_OLDEST: i32 = 150_000;

const OWN: &str = "CREATE SCHEMA IF NOT EXISTS hub;
    CREATE TABLE IF NOT EXISTS hub.migration (n integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now());
    CREATE TABLE IF NOT EXISTS hub.view_text (authority integer, name text, text text NOT NULL, PRIMARY KEY (authority, name))";

/// Bring the database up to this build, and make the schema of an authority.
pub fn migrate(client: &mut Client, authority: i32) -> anyhow::Result<()> {
    let version: String = client.query_one("SHOW server_version_num", &[])?.get(0);
    let version: i32 = version.parse().context("the server tells no version")?;
    ensure!(version >= SERVER_OLDEST, "PostgreSQL {} is too old: 15 or newer is needed", version / 10_000);
    let standby: bool = client.query_one("SELECT pg_is_in_recovery()", &[])?.get(0);
    ensure!(
        !standby,
        "the database is a standby: promote it, then give it a new epoch with `beatbook-hub new-epoch`"
    );
    let mut tx = client.transaction()?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
    tx.batch_execute(OWN)?;
    let applied: i64 = tx.query_one("SELECT count(*) FROM hub.migration", &[])?.get(0);
    let applied = usize::try_from(applied).unwrap_or(0);
    ensure!(applied <= MIGRATIONS.len(), "the database is of a newer build of the hub");
    for (n, migration) in (1..).zip(MIGRATIONS).skip(applied) {
        tx.batch_execute(migration)?;
        tx.execute("INSERT INTO hub.migration (n) VALUES ($1)", &[&n])?;
    }
    make_schema(&mut tx, authority)?;
    Ok(tx.commit()?)
}

fn make_schema(tx: &mut Transaction<'_>, authority: i32) -> Result<(), postgres::Error> {
    let (schema, migrations) = (schema(authority), MIGRATIONS.len());
    tx.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}; SET LOCAL search_path TO {schema}"))?;
    for table in TABLES {
        // A later migration may have given the table more columns.
        let text = format!(
            "CREATE OR REPLACE VIEW {table} AS SELECT * FROM hub.{table} WHERE authority = {authority};
             ALTER VIEW {table} ALTER COLUMN authority SET DEFAULT {authority} -- {migrations}"
        );
        renew(tx, authority, table, &text, "")?;
    }
    let analyst = make_analyst(tx, authority, &schema)?;
    for kind in KINDS {
        let name = format!("v_{}", kind.name);
        let grant = analyst.as_ref().and_then(|role| view::grant(kind, &schema, role));
        let grant = grant.map_or(String::new(), |grant| format!("; {grant}"));
        renew(tx, authority, &name, &(view::create_view(kind) + &grant), &view::drop_view(kind))?;
    }
    Ok(())
}

/// Make a view where this build's text is not the one it was made from.
fn renew(
    tx: &mut Transaction<'_>,
    authority: i32,
    name: &str,
    text: &str,
    first: &str,
) -> Result<(), postgres::Error> {
    let known = tx.query_opt(
        "SELECT FROM hub.view_text WHERE authority = $1 AND name = $2 AND text = $3",
        &[&authority, &name, &text],
    )?;
    if known.is_some() {
        return Ok(());
    }
    tx.batch_execute(&format!("{first};\n{text}"))?;
    tx.execute(
        "INSERT INTO hub.view_text (authority, name, text) VALUES ($1, $2, $3)
         ON CONFLICT (authority, name) DO UPDATE SET text = excluded.text",
        &[&authority, &name, &text],
    )?;
    Ok(())
}

/// The role of analysts, where the hub's own may make roles; else a person makes it, and the hub grants it what it needs
/// the next time a view is made.
fn make_analyst(
    tx: &mut Transaction<'_>,
    authority: i32,
    schema: &str,
) -> Result<Option<String>, postgres::Error> {
    let role = format!("beatbook_analyst_{authority}");
    tx.batch_execute(&format!(
        "DO $$ BEGIN
             IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
         EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL; END $$"
    ))?;
    let made = tx.query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[&role])?.is_some();
    if made {
        tx.batch_execute(&format!("GRANT USAGE ON SCHEMA {schema} TO {role}"))?;
    }
    Ok(made.then_some(role))
}
