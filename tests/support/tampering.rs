//! Things no officer does, for tests of what the phone and the hub make of them.

use beatbook_core::StoreError;
use beatbook_core::store::Draft;
use beatbook_records::SCHEMA;
use beatbook_records::entry::Act;
use beatbook_records::record::Values;
use serde_json::Value;
use uuid::Uuid;

use crate::officer::connect;
use crate::town::lock;
use crate::{Officer, Told};

impl Officer {
    /// Change the phone's database behind the app's back.
    pub fn tampers(&self, sql: &str) {
        self.tampers_and_stops(sql);
        self.restarts();
    }

    /// As [`Officer::tampers`], and the app is not started again.
    pub fn tampers_and_stops(&self, sql: &str) {
        drop(lock(&self.store).take());
        let conn = connect(&self.dir, self.encrypted);
        conn.execute_batch(sql).expect("tampering");
    }

    /// Have an unsent create give values that are not right for its kind, as a defective build might.
    pub fn plants_bad_values(&self, record: Uuid) {
        self.rewrites(record, |content, payload| {
            (content.to_owned(), payload.replace("\"count\":1", "\"count\":-1"))
        });
    }

    /// Have an unsent create be of a kind and schema that only a newer build knows.
    pub fn plants_newer_kind(&self, record: Uuid) {
        self.rewrites(record, |content, payload| {
            let content = content.replace("\"kind\":\"engagement\"", "\"kind\":\"drone_flight\"");
            let (ours, newer) = (format!("\"schema\":{SCHEMA}"), format!("\"schema\":{}", SCHEMA + 1));
            (content.replace(&ours, &newer), payload.to_owned())
        });
        self.tampers(&format!(
            "UPDATE record SET kind = 'drone_flight', class = 'unknown' WHERE id = x'{}'",
            record.simple()
        ));
    }

    /// Replace a held entry by one that carries all its values.
    pub fn fixes(&self, held: Uuid, kind: &str, values: Value) {
        let values: Values = values.as_object().cloned().expect("an object");
        let (given, occurred, kind) = (values.clone(), self.now(), kind.to_owned());
        let (entry, _) = self
            .with(|store| {
                store.write(|tx| {
                    let (act, reason) = (Act::Create, Some("Fixed".to_owned()));
                    let values = given;
                    tx.enter(Draft {
                        act,
                        kind: &kind,
                        record: Some(held),
                        values,
                        reason,
                        occurred,
                        seen: None,
                        fixes: Some(held),
                    })
                })
            })
            .map_err(|error: StoreError| error)
            .expect("a fix is saved");
        lock(&self.written).push(Told { entry, record: held, values });
    }

    /// Rewrite an unsent create and every link after it.
    fn rewrites(&self, record: Uuid, change: impl Fn(&str, &str) -> (String, String)) {
        use beatbook_records::entry::{Hash, JournalId, content_hash, link_hash, payload_commit};
        let journal = self.with(|store| store.read().enrolled()).expect("enrolled").journal();
        drop(lock(&self.store).take());
        let conn = connect(&self.dir, self.encrypted);
        let (content, body): (String, String) = conn
            .query_row(
                "SELECT e.content, r.body FROM entry e JOIN record r ON r.id = e.record WHERE e.id = ?1",
                [record.as_bytes()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .expect("an unsent create");
        let (content, body) = change(&content, &body);
        conn.execute("UPDATE entry SET content = ?2 WHERE id = ?1", (record.as_bytes(), content))
            .expect("content");
        conn.execute("UPDATE record SET body = ?2 WHERE id = ?1", (record.as_bytes(), body)).expect("body");
        let mut prev = Hash::ZERO;
        let rows: Vec<(i64, String, String)> = conn
            .prepare("SELECT e.seq, e.content, coalesce(e.payload, r.body) FROM entry e JOIN record r ON r.id = e.record WHERE e.own = 1 ORDER BY e.seq")
            .expect("entries")
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .expect("entries")
            .collect::<Result<_, _>>()
            .expect("entries");
        for (seq, content, payload) in rows {
            let hash = content_hash(content.as_bytes(), &payload_commit(payload.as_bytes()));
            let id = JournalId { device: journal.device, incarnation: journal.incarnation };
            prev = link_hash(&prev, id, seq.cast_unsigned(), &hash);
            conn.execute("UPDATE entry SET link = ?2 WHERE seq = ?1 AND own = 1", (seq, prev.0))
                .expect("a link");
        }
        drop(conn);
        self.restarts();
        lock(&self.written).retain(|told| told.record != record);
    }
}
