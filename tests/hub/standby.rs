//! A primary is lost with what its asynchronous standby had not received: the devices offer it again.

use beatbook_hub::config::Database;
use beatbook_hub::store::Store;
use beatbook_tests::Town;
use uuid::Uuid;

use super::cluster::{Cluster, wait_until};

/// Wait until the standby has received everything that the primary wrote.
fn caught_up(primary: &Cluster) {
    let ask = "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()";
    let mut client = primary.client("postgres");
    let mut has_followed = || client.query_one(ask, &[]).expect("an answer").get::<_, i64>(0) > 0;
    wait_until("the standby to follow", &mut has_followed, String::new);
}

fn on(cluster: &Cluster, name: &str) -> Database {
    Database::Postgres { url: cluster.url(name), authority: 1 }
}

#[test]
fn devices_offer_again_what_the_promoted_standby_never_received() {
    let primary = Cluster::new("primary");
    primary.start("wal_level=replica");
    primary.client("postgres").batch_execute("CREATE DATABASE book").expect("a database");
    let mut town = Town::on(on(&primary, "book"));
    let (mut asha, mut bela) = (town.officer("Asha"), town.officer("Bela"));
    let received = asha.notes("before", "stockton");
    town.ends_well(&[&asha, &bela]);
    let standby = primary.standby("standby");
    standby.start("");
    caught_up(&primary);
    assert!(Store::postgres(&standby.url("book"), 1).is_err(), "no hub begins on a standby");
    // The standby is away, and the primary goes on.
    standby.kill();
    let lost = [asha.counts("RESIDENT", "stockton"), bela.counts("BUSINESS", "stockton")];
    asha.amends("note", received, serde_json::json!({"text": "after"}));
    town.ends_well(&[&asha, &bela]);
    primary.kill();
    standby.start("");
    standby.client("postgres").execute("SELECT pg_promote()", &[]).expect("promoted");
    let promoted = on(&standby, "book");
    town.hub = town.another_hub(promoted);
    let has = |town: &Town, record: &Uuid| town.dump().records.contains_key(record);
    assert!(has(&town, &received), "what was received is there");
    assert!(lost.iter().all(|record| !has(&town, record)), "the rest is not: this is what the test is about");
    new_epoch(&standby, &town);
    for officer in [&mut asha, &mut bela] {
        officer.link = officer.link.to(&town);
    }
    town.ends_well(&[&asha, &bela]);
    assert!(lost.iter().all(|record| has(&town, record)), "offered again");
    assert_eq!(bela.shows(received).expect("the note").0["text"], "after");
}

/// As a person types it after a promotion.
fn new_epoch(standby: &Cluster, town: &Town) {
    let mut command = beatbook_tests::hub_command(&["new-epoch"]);
    command.arg("--data").arg(town.place("hub")).args(["--database", &standby.url("book")]);
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
