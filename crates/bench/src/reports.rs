//! The standard reports over a million records, as a supervisor waits for them just after a hand-in.

use std::collections::BTreeSet;

use anyhow::ensure;
use beatbook_hub::reports::counted::CountedReport;
use beatbook_hub::reports::patrol_summary;
use beatbook_hub::store::sql::{Change, Many};
use beatbook_hub::store::write::RECORD;
use beatbook_hub::store::{Book, StoreError, daily};
use beatbook_records::report::counting::COUNTINGS;
use beatbook_records::report::period::Period;
use chrono::{Days, NaiveDate};
use serde_json::json;
use uuid::Uuid;

use crate::kept::{Kept, database};
use crate::line::Line;
use crate::stopwatch::{Watch, median};

const RECORDS: usize = 1_000_000;
const DAYS: usize = 365;
/// Rows of one transaction.
const ROWS: usize = 20_000;

/// Measure the first look, when every day is to be counted, and a look after a hand-in of the last day.
pub fn reports(kept: Kept, runs: usize) -> anyhow::Result<Vec<Line>> {
    let home = tempfile::tempdir()?;
    let store = database(kept.new_database().as_deref()).open(home.path())?;
    let book = store.book();
    book.establish("Bench council", Uuid::from_u128(1))?;
    fill(&book)?;
    let watch = Watch::start();
    let first = slowest(&book)?;
    let recount = watch.seconds();
    let last: BTreeSet<NaiveDate> = [day(DAYS - 1)].into();
    let (mut looks, mut number) = (Vec::new(), 1_u64);
    for _ in 0..runs {
        book.write(|sql| -> Result<(), StoreError> {
            sql.run("UPDATE head SET commit_seq = ?1", &[number.into()])?;
            daily::change(sql, &last, number)
        })?;
        number += 1;
        let look = slowest(&book)?;
        ensure!(look.figures == first.figures, "a look after a hand-in tells other figures");
        looks.push(look.ms);
    }
    let of = |name, value| Line::of(name, kept, RECORDS, value);
    Ok(vec![of("standard_report", median(looks)).made_of(runs), of("reports_recount", recount)])
}

/// The slowest of the standard reports over the whole year, and the sum of what they tell.
struct Look {
    ms: f64,
    figures: usize,
}

fn slowest(book: &Book<'_>) -> anyhow::Result<Look> {
    let year = Period { from: day(0), to: day(DAYS - 1) };
    let mut look = Look { ms: 0.0, figures: 0 };
    let mut told = |watch: Watch, figures: usize| {
        look.ms = look.ms.max(watch.seconds() * 1_000.0);
        look.figures += figures;
    };
    let watch = Watch::start();
    let totals = patrol_summary::of(book, year)?.totals;
    let talks = totals.resident_engagement + totals.business_engagement;
    told(watch, usize::try_from(totals.patrols + talks)?);
    ensure!(usize::try_from(talks)? == RECORDS / 10 * 7, "engagements are missing");
    for counting in COUNTINGS {
        let watch = Watch::start();
        let report = CountedReport::of(book, counting, year, None)?;
        told(watch, usize::try_from(report.rows.iter().map(|row| row.count).sum::<i64>())?);
    }
    Ok(look)
}

fn day(n: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 1, 1).expect("a day") + Days::new(n as u64)
}

/// Records straight into the book, spread over the days: what is measured is reading.
fn fill(book: &Book<'_>) -> anyhow::Result<()> {
    for first in (0..RECORDS).step_by(ROWS) {
        let rows: Vec<_> = (first..first + ROWS).map(record).collect();
        let mut many = Many::with_room(RECORD, ROWS);
        for (id, kind, body, occurred) in &rows {
            let (none, no) = (None::<u64>, false);
            many.row([
                id.into(),
                (*kind).into(),
                "north".into(),
                "core".into(),
                202_301_u64.into(),
                body.into(),
                id.into(),
                0_u64.into(),
                no.into(),
                no.into(),
                none.into(),
                1_u64.into(),
                occurred.into(),
            ]);
        }
        book.write(|sql| sql.run_of(Change::Insert, "record", &many))?;
    }
    let days = (0..DAYS).map(day).collect();
    Ok(book.write(|sql| daily::change(sql, &days, 0))?)
}

/// Of ten records seven are engagements, one a patrol, one its leg, and one is counted by one of the other reports.
fn record(n: usize) -> (Uuid, &'static str, String, String) {
    let id = |n: usize| Uuid::from_u128(n as u128 + 1);
    let occurred = format!("{}T{:02}:{:02}:00.000Z", day(n / 10 % DAYS), 8 + n % 9, n % 60);
    let later = occurred.replace(":00.000Z", ":59.000Z");
    let hotspot = format!("h{}", n / 10 % 20);
    let (kind, values) = match n % 10 {
        0 => (
            "patrol",
            json!({ "area": "north", "started": occurred, "finished": later, "activities": ["PSPO"] }),
        ),
        1 => (
            "patrol_leg",
            json!({ "patrol": id(n - 1), "hotspot": hotspot, "from": occurred, "to": later, "ceo": 2 }),
        ),
        2 => match n / 10 % 10 {
            0 => ("inspection", json!({ "outcome": "IMPROVEMENT_PLAN", "plan_made_on": "2023-02-01" })),
            1 => ("installation", json!({ "area": "north", "status": "INSTALLED" })),
            2 => ("action", json!({ "code": "VW" })),
            3 => (
                "fitted_item",
                json!({ "installation": id(n - 20), "item": "SOLAR", "quantity": 1, "result": "FITTED" }),
            ),
            4 => ("observation", json!({ "area": "north", "asb_type": "DRINK", "hotspot": hotspot })),
            5 => ("shop_problem", json!({ "area": "north", "offences_12m": n / 100 % 12 })),
            6 => ("outreach_session", json!({ "area": "north", "session_type": "CLUB", "attendance": 12 })),
            7 => ("shift", json!({ "started": occurred, "ended": later, "partners": ["POLICE"] })),
            8 => ("stock_movement", json!({ "movement": "BOUGHT", "item": "SOLAR", "quantity": 1 })),
            _ => ("street_asset", json!({ "asset_type": "CCTV_COLUMN", "state": "INSTALLED" })),
        },
        _ => (
            "engagement",
            json!({ "hotspot": hotspot, "kind": "RESIDENT", "count": 1, "theme": "ASB_REPORT", "area": "north",
                "feels_safe": n % 5 + 1 }),
        ),
    };
    (id(n), kind, json!({ "values": values }).to_string(), occurred)
}
