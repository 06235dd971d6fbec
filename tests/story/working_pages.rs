//! The supervisors' working pages: what waits for somebody, and which phone has something left.

use beatbook_records::entry::Act;
use beatbook_records::role::Role;
use beatbook_tests::Faults;
use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::reader::Reader;
use super::town;

/// The row of an officer in the table of phones.
fn row_of<'p>(page: &'p str, name: &str) -> &'p str {
    let rows = page.split("<tr>").find(|row| row.contains(&format!(">{name}</a>")));
    rows.unwrap_or_else(|| panic!("{name} is in the table: {page}"))
}

#[test]
fn asha_had_a_hundred_taps_left_when_the_signal_broke_and_after_two_days_sam_asks_for_her() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    town.ends_well(&[&asha, &bela]);
    for _ in 0..600 {
        asha.counts("RESIDENT", "stockton");
    }
    asha.link.plan(&[Faults::None, Faults::LoseRequest]);
    asha.sync().expect_err("the signal breaks");

    let page = sam.reads("/phones");
    let hers = row_of(&page, "Asha");
    assert!(hers.contains("100 entries, since ") && hers.contains("with the next signal"), "{hers}");
    assert!(page.contains("nobody has to do anything"), "{page}");
    assert!(sam.reads("/overview").contains("Nothing waits for you."));

    town.advance(TimeDelta::hours(49));
    let page = sam.reads("/phones");
    assert!(row_of(&page, "Asha").contains("Ask the officer to open the app"), "{page}");
    assert!(!row_of(&page, "Bela").contains("Ask the officer"), "nothing of hers is left: {page}");
    assert!(page.find(">Asha</a>") < page.find(">Bela</a>"), "who needs somebody comes first");
    assert!(sam.reads("/overview").contains("1 phone needs somebody."));

    town.ends_well(&[&asha, &bela]);
    assert!(row_of(&sam.reads("/phones"), "Asha").contains("<td>Nothing</td>"));
    assert!(sam.reads("/overview").contains("Nothing waits for you."));
}

#[test]
fn a_photo_that_is_named_and_not_here_and_a_patrol_that_goes_on_stand_beside_the_phone() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    let note = asha.notes("A broken lamp", "stockton");
    asha.takes_photo(note, &beatbook_tests::photo(40_000, 1));
    asha.link.plan(&[Faults::None, Faults::LoseRequest]);
    asha.sync().expect_err("the signal breaks before the photo");
    let photos = |name| row_of(&sam.reads("/phones"), name).contains("<td class=\"number\">1</td>");
    assert!(photos("Asha") && !photos("Bela"));
    town.ends_well(&[&asha, &bela]);
    assert!(!photos("Asha"), "it is here");

    let started = asha.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let values = json!({"area": "stockton", "funding_stream": "ASB_HOTSPOT", "mode": "FOOT", "started":started, "time_source": "MANUAL"});
    let patrol = asha.try_write(Act::Create, "patrol", None, values).expect("a patrol");
    town.ends_well(&[&asha, &bela]);
    let goes_on = |name| !row_of(&sam.reads("/phones"), name).contains("<td>None</td>");
    assert!(goes_on("Asha") && !goes_on("Bela"));
    let finished = asha.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    asha.amends("patrol", patrol, json!({"started": started, "finished": finished}));
    town.ends_well(&[&asha, &bela]);
    assert!(!goes_on("Asha"));
}

#[test]
fn what_is_kept_back_and_what_did_not_stand_waits_for_sam_until_it_is_settled() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    let ana = Reader::of(&town, &hub, "Ana", Role::Analyst);
    let note = asha.notes("Glass on the path", "stockton");
    town.ends_well(&[&asha, &bela]);
    assert!(sam.reads("/waiting").contains("No entry is kept back, and no value waits to be seen."));

    let tap = bela.counts("RESIDENT", "stockton");
    bela.plants_bad_values(tap);
    asha.amends("note", note, json!({"text": "Glass on the steps"}));
    bela.env.advance(TimeDelta::minutes(1));
    bela.amends("note", note, json!({"text": "Glass by the gate"}));
    for officer in [&asha, &bela, &asha] {
        officer.sync().expect("a connection");
    }
    let page = sam.reads("/waiting");
    for said in [
        "1 entry is kept and not applied, and 1 value that did not stand waits to be seen.",
        "<td>Bela</td><td>A record that is not here yet</td>",
        "a value is not right",
        "Glass on the steps, by Asha",
        "Glass by the gate, by Bela",
        &format!("/records/{note}#overruled"),
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(sam.reads("/overview").contains("1 entry is kept and not applied"));
    for page in ["/waiting", "/phones"] {
        assert_eq!(ana.opens(page).0, StatusCode::FORBIDDEN, "{page}");
    }
    let hers = ana.reads("/overview");
    assert!(!hers.contains("Asha") && !hers.contains("/waiting") && !hers.contains("/phones"), "{hers}");

    bela.fixes(tap, "engagement", json!({"area": "stockton", "kind": "RESIDENT", "count": 1}));
    asha.amends("note", note, json!({"text": "Glass by the gate and on the steps"}));
    town.ends_well(&[&asha, &bela]);
    assert!(sam.reads("/waiting").contains("No entry is kept back, and no value waits to be seen."));
}
