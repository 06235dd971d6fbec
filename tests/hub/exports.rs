//! What is handed out, over PostgreSQL: the log, the feed, and what a reader of the database may see.

use beatbook_hub::config::Database;
use beatbook_hub::exports::tokens;
use beatbook_hub::store::{ExportRow, Store, copy};
use beatbook_records::entry::Hash;
use beatbook_records::view::reader_script;
use beatbook_tests::Town;

use super::cluster;

fn client(database: &Database) -> postgres::Client {
    postgres::Client::connect(cluster::url_of(database), postgres::NoTls).expect("the server answers")
}

fn row(what: &str) -> ExportRow {
    ExportRow {
        at_ms: 7,
        who: "sana".into(),
        what: what.into(),
        period: None,
        format: "csv".into(),
        audience: "public".into(),
        lines: 3,
        sha256: Hash::of(&[what.as_bytes()]),
    }
}

#[test]
fn a_reader_sees_what_concerns_no_person_and_nothing_else() {
    let database = cluster::database();
    let town = Town::on(database.clone());
    let asha = town.officer("Asha");
    asha.counts("RESIDENT", "stockton");
    asha.notes("Ivy was out", "stockton");
    town.ends_well(&[&asha]);
    let mut owner = client(&database);
    for _ in 0..2 {
        owner.batch_execute(&reader_script(1)).expect("the script, as often as it is run");
    }
    let all = owner.query("SELECT text FROM authority_1.v_note", &[]).expect("the owner sees it");
    assert_eq!(all.len(), 1, "there is something to hide");
    for role in ["beatbook_reader_1", "beatbook_analyst_1"] {
        let mut reader = client(&database);
        reader.batch_execute(&format!("SET ROLE {role}; SET search_path TO authority_1")).expect("the role");
        let rows =
            reader.query("SELECT kind, count FROM v_engagement WHERE NOT voided", &[]).expect("is open");
        assert_eq!((rows.len(), rows[0].get::<_, i64>(1)), (1, 1));
        for hidden in [
            "SELECT uprn FROM v_engagement",
            "SELECT action_asked FROM v_engagement",
            "SELECT * FROM v_engagement",
            "SELECT name FROM v_patrol_member",
            "SELECT lat FROM v_street_asset",
            "SELECT id FROM v_note",
            "SELECT id FROM v_subject",
            "SELECT id FROM v_hardening_signup",
            "SELECT id FROM v_intelligence_source",
            "SELECT id FROM record",
            "SELECT id FROM hub.record",
            "SELECT name FROM feed_token",
            "DELETE FROM v_engagement",
        ] {
            let why = reader.batch_execute(hidden).expect_err(hidden);
            assert_eq!(why.code().map(|code| code.code()), Some("42501"), "{role}: {hidden}: {why}");
        }
    }
}

#[test]
fn the_log_stays_written_and_goes_into_backups_and_tokens_do_not() {
    let database = cluster::database();
    let (shared, embedded) = (Town::on(database.clone()), Town::new());
    for town in [&shared, &embedded] {
        let dir = town.place("copy");
        std::fs::create_dir_all(&dir).expect("a folder");
        town.with_store(|book| {
            book.add_export(&row("licensing")).expect("is written");
            book.add_export(&row("hardening")).expect("is written");
            let made = tokens::issue(book, &*town.clock, "Power BI", vec!["patrol".into()]);
            assert!(made.expect("a token").is_some());
            copy::out_of(book, &dir).expect("a copy");
        });
        let copied = Store::sqlite(&dir).expect("a book");
        assert_eq!(copied.book().exports(10).expect("the log"), [row("hardening"), row("licensing")]);
        assert_eq!(copied.book().tokens().expect("tokens"), [], "one that was revoked later would be back");
    }
    let mut owner = client(&database);
    for change in ["DELETE FROM hub.export", "UPDATE hub.export SET who = 'nobody'"] {
        let why = owner.batch_execute(change).expect_err(change);
        assert!(format!("{why:?}").contains("stays written"), "{why:?}");
    }
}

#[test]
fn the_feed_of_both_databases_is_the_same() {
    let told = |town: &Town| {
        let asha = town.officer("Asha");
        let (first, second) = (asha.counts("RESIDENT", "stockton"), asha.counts("BUSINESS", "stockton"));
        asha.notes("Ivy was out", "stockton");
        town.ends_well(&[&asha]);
        let page = |after: Option<&str>, most| {
            town.with_store(|book| book.latest("engagement", after, most)).expect("a page")
        };
        let one = page(None, 1);
        asha.voids("engagement", first);
        town.ends_well(&[&asha]);
        let rest = page(Some(&one.next), 10);
        let ids: Vec<_> = one.records.iter().chain(&rest.records).map(|record| record.id).collect();
        assert_eq!(ids, [first, second, first], "what changes stands behind what was read");
        assert!(one.more && !rest.more && !rest.reset);
        assert!(page(Some(&rest.next), 10).records.is_empty());
        let facts = |record: &beatbook_hub::store::latest::Latest| {
            (record.n, record.voided, record.values["kind"].clone())
        };
        one.records.iter().chain(&rest.records).map(facts).collect::<Vec<_>>()
    };
    assert_eq!(told(&Town::on(cluster::database())), told(&Town::new()));
}
