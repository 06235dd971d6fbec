//! Records on the pages: found by whoever may, read with their whole history, and who read them stays written.

use beatbook_records::role::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::reader::Reader;
use super::town;

/// How many records a list shows, and where it goes on.
fn listed(page: &str) -> (usize, Option<String>) {
    let next = page
        .split_once("<p class=\"actions\"><a href=\"")
        .map(|(_, rest)| rest.split_once('"').expect("an address").0.replace("&amp;", "&"));
    (page.matches("<a class=\"row\" href=\"/records/").count(), next)
}

#[test]
fn sam_reads_who_changed_a_note_and_which_text_did_not_stand_and_ana_may_not() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    let ana = Reader::of(&town, &hub, "Ana", Role::Analyst);
    let note = asha.notes("Glass on the path", "stockton");
    let tap = asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha, &bela]);
    asha.amends("note", note, json!({"text": "Glass on the steps"}));
    bela.env.advance(chrono::TimeDelta::minutes(1));
    bela.amends("note", note, json!({"text": "Glass by the gate"}));
    town.ends_well(&[&asha, &bela]);

    let page = sam.reads(&format!("/records/{note}"));
    for said in [
        "Glass on the steps",
        "Glass by the gate",
        " by Asha",
        " by Bela",
        "Written down",
        "one of these did not stand",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(page.matches("<strong>Changed</strong>").count(), 2, "{page}");
    assert_eq!(page.matches("<li>Sam, ").count(), 1, "this very reading is written down first: {page}");
    let again = sam.reads(&format!("/records/{note}"));
    assert_eq!(again.matches("<li>Sam, ").count(), 2, "both readings stay written");
    assert_eq!(ana.opens(&format!("/records/{note}")).0, StatusCode::NOT_FOUND, "a note may name somebody");
    let (hers, his) = (ana.reads(&format!("/records/{tap}")), sam.reads(&format!("/records/{tap}")));
    assert!(his.contains(" by Asha") && !hers.contains("Asha"), "{hers}");
    assert_eq!(sam.opens(&format!("/records/{}", uuid::Uuid::from_u128(1))).0, StatusCode::NOT_FOUND);
}

#[test]
fn the_list_is_narrowed_down_and_turned_over_and_each_record_is_in_it_once() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    let ana = Reader::of(&town, &hub, "Ana", Role::Analyst);
    let taps: Vec<_> = (0..120).map(|_| asha.counts("RESIDENT", "stockton")).collect();
    asha.voids("engagement", taps[7]);
    asha.notes("A broken lamp", "stockton");
    bela.notes("A broken bench", "thornaby");
    town.ends_well(&[&asha, &bela]);

    let mut seen = Vec::new();
    let mut path = Some("/records?kind=engagement".to_owned());
    while let Some(at) = path {
        let page = sam.reads(&at);
        let ids = taps.iter().filter(|tap| page.contains(&format!("/records/{tap}\"")));
        seen.extend(ids.copied());
        path = listed(&page).1;
    }
    seen.sort_unstable();
    let mut standing: Vec<_> = taps.iter().copied().filter(|tap| *tap != taps[7]).collect();
    standing.sort_unstable();
    assert_eq!(seen, standing, "each once, and the voided one not");

    let found = |reader: &Reader, query: &str| listed(&reader.reads(&format!("/records?{query}"))).0;
    assert_eq!(found(&sam, "voided=only"), 1);
    assert_eq!(found(&sam, "kind=note"), 2);
    assert_eq!(found(&sam, "kind=note&area=thornaby"), 1);
    assert_eq!(found(&sam, "words=BENCH"), 1);
    assert_eq!(found(&sam, "kind=note&from=2023-10-02&to=2023-10-02"), 2, "the day of the story");
    assert_eq!(found(&sam, "to=2023-10-01"), 0);
    let actor = bela.with(|store| store.read().enrolled()).expect("enrolled").actor;
    assert_eq!(found(&sam, &format!("officer={actor}")), 1);
    let first = sam.reads("/records?kind=engagement&order=first");
    assert!(first.contains(&taps[0].to_string()) && !first.contains(&taps[100].to_string()));

    assert_eq!(found(&ana, "voided=with&kind=engagement&order=first"), 50, "no name is needed to count");
    assert_eq!(ana.opens("/records?words=bench").0, StatusCode::FORBIDDEN);
    assert_eq!(ana.opens(&format!("/records?officer={actor}")).0, StatusCode::FORBIDDEN);
    assert_eq!(ana.opens("/records?kind=note").0, StatusCode::BAD_REQUEST, "no such kind for an analyst");
    let hers = ana.reads("/records");
    assert!(!hers.contains("Asha") && !hers.contains("Made by"), "{hers}");
    assert_eq!(sam.opens("/records?from=soon").0, StatusCode::BAD_REQUEST);
}
