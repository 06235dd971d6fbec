//! What people who run the hub see: analysts, several councils in one database, one code spent twice.

use std::sync::Arc;
use std::thread;

use beatbook_hub::config::Database;
use beatbook_hub::enrol;
use beatbook_hub::store::Invitation;
use beatbook_records::role::Role;
use beatbook_records::wire::EnrolRequest;
use beatbook_tests::Town;
use ed25519_dalek::{Signer as _, SigningKey};

use super::cluster;

fn client(database: &Database) -> postgres::Client {
    postgres::Client::connect(cluster::url_of(database), postgres::NoTls).expect("the server answers")
}

#[test]
fn an_analyst_reads_the_views_and_nothing_else() {
    let database = cluster::database();
    let town = Town::on(database.clone());
    let asha = town.officer("Asha");
    asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha]);
    let mut analyst = client(&database);
    analyst.batch_execute("SET ROLE beatbook_analyst_1; SET search_path TO authority_1").expect("the role");
    let rows = analyst.query("SELECT kind, count, occurred FROM v_engagement WHERE NOT voided", &[]);
    let rows = rows.expect("the view is the analyst's to read");
    assert_eq!((rows.len(), rows[0].get::<_, &str>(0), rows[0].get::<_, i64>(1)), (1, "RESIDENT", 1));
    for forbidden in ["record", "entry", "account", "session", "hub.record", "hub.account", "device"] {
        let asked = analyst.query(&format!("SELECT * FROM {forbidden}"), &[]);
        assert!(asked.is_err(), "an analyst reads {forbidden}");
    }
    assert!(analyst.execute("DELETE FROM v_engagement", &[]).is_err(), "an analyst deletes");
}

#[test]
fn two_councils_in_one_database_never_meet() {
    let database = cluster::database();
    let other = Database::Postgres { url: cluster::url_of(&database).to_owned(), authority: 2 };
    let (town, village) = (Town::on(database), Town::on(other));
    let (asha, bela) = (town.officer("Asha"), village.officer("Bela"));
    let (hers, theirs) = (asha.counts("RESIDENT", "stockton"), bela.counts("BUSINESS", "stockton"));
    town.ends_well(&[&asha]);
    village.ends_well(&[&bela]);
    assert!(asha.shows(theirs).is_none() && bela.shows(hers).is_none());
    assert_eq!((town.dump().records.len(), village.dump().records.len()), (1, 1));
}

#[test]
fn a_code_becomes_one_device_whatever_hub_it_is_spent_at() {
    let database = cluster::database();
    let town = Town::on(database.clone());
    let of = Invitation { name: "Asha".into(), role: Role::EnforcementOfficer, areas: Vec::new() };
    let issued = enrol::issue(&town.hub.store(), &*town.clock, &town.hub.key, &of, "http://hub.test");
    let code = issued.expect("a code").code;
    let hubs = [Arc::clone(&town.hub), town.another_hub(database)];
    let became = thread::scope(|scope| {
        let spending: Vec<_> = (0..8_u8)
            .map(|n| {
                let key = SigningKey::from_bytes(&[n + 1; 32]);
                let proof = key.sign(format!("beatbook-enrol\n{code}").as_bytes());
                let request = EnrolRequest {
                    code: code.clone(),
                    public_key: hex::encode(key.verifying_key().to_bytes()),
                    proof: hex::encode(proof.to_bytes()),
                };
                let hub = Arc::clone(&hubs[usize::from(n) % 2]);
                scope.spawn(move || enrol::accept(&hub, &request).is_ok())
            })
            .collect();
        spending.into_iter().map(|spent| spent.join().expect("no panic")).filter(|became| *became).count()
    });
    assert_eq!(became, 1);
    assert_eq!(town.hub.store().devices_in_use().expect("devices").len(), 1);
}

#[test]
fn a_hub_that_starts_beside_others_finds_everything_made() {
    let database = cluster::database();
    let town = Town::on(database.clone());
    let epoch = town.hub.store().sql().one("SELECT epoch FROM head", &[], |row| row.get::<uuid::Uuid>(0));
    thread::scope(|scope| {
        (0..6).for_each(|_| drop(scope.spawn(|| town.another_hub(database.clone()))));
    });
    let after = town.hub.store().sql().one("SELECT epoch FROM head", &[], |row| row.get::<uuid::Uuid>(0));
    assert_eq!(epoch.expect("a head"), after.expect("a head"), "the head is made once");
}
