//! Patrols lived through on real devices and handed in over HTTP give the oracle's figures on the hub.

use beatbook_records::codes::EngagementKind;
use beatbook_sample::council::{HOTSPOTS, ORGANISATION};
use beatbook_sample::load_duties;
use beatbook_sample::plan::{Deed, Duty, duties};
use serde_json::Value;

use crate::hub::Hub;
use crate::oracle::{ACTIVITIES, Figures, Leg, Patrol, Table, Talk, day_number, table};

/// What a duty was, in the oracle's words.
fn told(id: u128, duty: &Duty) -> (Patrol, Vec<Talk>) {
    let started = duty.starts.timestamp_millis();
    let (mut hotspot, mut people) = (HOTSPOTS[duty.hotspot].id, i64::from(duty.crew.people()));
    let mut legs = vec![Leg { hotspot, from: started, to: None, people }];
    let mut talks: Vec<Talk> = Vec::new();
    for (at, deed) in &duty.deeds {
        let now = started + at * 1000;
        match deed {
            Deed::Tap(kind) => {
                talks.push(Talk { hotspot: Some(hotspot), at: now, kind: kind.code(), count: 1 });
                continue;
            }
            Deed::Undo => {
                talks.pop();
                continue;
            }
            Deed::Move(to) => hotspot = HOTSPOTS[*to].id,
            Deed::Crew(crew) => people = crew.people().into(),
            Deed::Pause | Deed::Resume => {}
        }
        if let Some(open) = legs.last_mut().filter(|leg| leg.to.is_none()) {
            open.to = Some(now);
        }
        if !matches!(deed, Deed::Pause) {
            legs.push(Leg { hotspot, from: now, to: None, people });
        }
    }
    if let Some(open) = legs.last_mut().filter(|leg| leg.to.is_none()) {
        open.to = Some(started + duty.ends * 1000);
    }
    let named = |code: &&&str| duty.activities.iter().any(|activity| activity.code() == **code);
    let activities = ACTIVITIES.iter().filter(named).copied().collect();
    (Patrol { id, started, finished: true, voided: false, activities, legs }, talks)
}

fn hmmss(text: &Value) -> i64 {
    let parts = text.as_str().expect("a time").split(':');
    parts.fold(0, |sum, part| sum * 60 + part.parse::<i64>().expect("a number"))
}

fn figures(line: &Value) -> Figures {
    let number = |name: &str| line[name].as_i64().expect("a number");
    Figures {
        clock_seconds: hmmss(&line["patrol_hours_hmmss"]),
        person_seconds: hmmss(&line["person_hours_hmmss"]),
        patrols: number("patrols"),
        residents: number("resident_engagement"),
        businesses: number("business_engagement"),
        activities: Vec::new(), // in words here; their order is compared in `random_journals`
    }
}

fn reported(hub: &Hub, from: &str, to: &str) -> Table {
    let report: Value = serde_json::from_str(&hub.patrol_summary(from, to, "json")).expect("JSON");
    let id = |name: &Value| HOTSPOTS.iter().find(|h| h.name == name).map_or("", |h| h.id).to_owned();
    let lines = report["lines"].as_array().expect("lines").iter();
    Table {
        hotspots: lines.map(|line| (id(&line["hotspot"]), figures(line))).collect(),
        totals: figures(&report["totals"]),
        left_out: Vec::new(),
    }
}

/// The oracle's table as far as the report tells it: a line for each hotspot of the pack.
fn expected(from: i64, to: i64, patrols: &[Patrol], talks: &[Talk]) -> Table {
    let mut table = table(from, to, patrols, talks);
    for hotspot in HOTSPOTS {
        table.hotspots.entry(hotspot.id.into()).or_default();
    }
    for line in table.hotspots.values_mut().chain([&mut table.totals]) {
        line.activities.clear();
    }
    table
}

#[test]
fn what_six_officers_lived_through_is_what_the_hub_reports() -> anyhow::Result<()> {
    let hub = Hub::of(ORGANISATION);
    let mut plan = duties(7);
    plan.iter_mut().for_each(|duties| duties.retain(keep));
    load_duties(hub.data.path(), &hub.url, &plan)?;
    let (patrols, talks): (Vec<_>, Vec<_>) =
        (1..).zip(plan.iter().flatten()).map(|(id, duty)| told(id, duty)).unzip();
    let talks: Vec<Talk> = talks.into_iter().flatten().collect();
    assert!(patrols.len() > 100 && talks.iter().any(|talk| talk.kind == EngagementKind::Resident.code()));
    for (from, to) in [
        ((2023, 8, 1), (2024, 6, 30)),
        ((2024, 3, 30), (2024, 3, 31)),
        ((2023, 10, 28), (2023, 10, 29)),
        ((2024, 5, 1), (2024, 5, 17)),
    ] {
        let text = |(year, month, day): (i64, i64, i64)| format!("{year}-{month:02}-{day:02}");
        let number = |(year, month, day)| day_number(year, month, day);
        let truth = expected(number(from), number(to), &patrols, &talks);
        assert_eq!(reported(&hub, &text(from), &text(to)), truth, "{from:?} to {to:?}");
    }
    let all = expected(day_number(2023, 8, 1), day_number(2024, 6, 30), &patrols, &talks);
    assert_ne!(
        reported(&hub, "2023-08-01", "2024-05-31"),
        all,
        "the control: another period is another table"
    );
    Ok(())
}

/// The duties with most in them, the late ones, and those around the changes of the clocks.
fn keep(duty: &Duty) -> bool {
    let date = duty.starts.date_naive().to_string();
    let clocks = ["2023-10-28", "2023-10-29", "2024-03-30", "2024-03-31"].contains(&date.as_str());
    let undone = duty.deeds.iter().any(|(_, deed)| matches!(deed, Deed::Undo | Deed::Move(_)));
    let late = duty.starts.timestamp() % 86_400 >= 22 * 3600;
    clocks || undone || late || duty.deeds.len() > 5
}
