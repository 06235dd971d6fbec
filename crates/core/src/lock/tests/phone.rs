//! A phone whose app starts and ends, with a clock that tests set and a disk that can be full.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use beatbook_records::cell::Scope;
use beatbook_records::entry::Act;
use beatbook_records::rescue;
use beatbook_records::role::Role;
use beatbook_records::wire::Certificate;
use chrono::TimeDelta;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::lock::desk::Held;
use crate::lock::{Lock, LockConfig};
use crate::native::Keys;
use crate::store::{Access as _, Draft, Enrolment, Owner, Store, StoreError};
use crate::{Error, ErrorCode, FileKeys, NoLocation, ScreenCamera, TestEnv};

pub(super) const PIN: &str = "280461";
/// The organisation's recovery secret.
pub(super) const RECOVERY: [u8; 32] = [5; 32];

/// A phone's key store, on which the disk can be full.
#[derive(Clone)]
struct Keychain(Arc<FileKeys>, Arc<AtomicBool>);

impl Keys for Keychain {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.0.get(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if self.1.load(Ordering::SeqCst) { Err(StoreError::Full.into()) } else { self.0.put(name, bytes) }
    }

    fn forget(&self, name: &str) -> Result<(), Error> {
        self.0.forget(name)
    }
}

pub(super) struct Phone {
    pub(super) dir: TempDir,
    pub(super) env: Arc<TestEnv>,
    pub(super) full: Arc<AtomicBool>,
    pub(super) lock: Option<Lock>,
}

impl Phone {
    pub(super) fn new() -> Self {
        let env = Arc::new(TestEnv::new("2026-11-23T10:00:00Z".parse().expect("a time"), 1));
        let dir = tempfile::tempdir().expect("a folder");
        let mut phone = Self { dir, env, full: Arc::default(), lock: None };
        phone.start().expect("it starts");
        phone
    }

    /// Enrolled, with a PIN, and open.
    pub(super) fn of_asha() -> Self {
        let phone = Self::new();
        phone.enrol();
        phone.call("pin_choose", json!({ "pin": PIN, "again": PIN }));
        phone
    }

    /// The app ends and starts again.
    pub(super) fn start(&mut self) -> Result<(), Error> {
        self.lock = None;
        let keys = Keychain(Arc::new(FileKeys::new(self.dir.path())), Arc::clone(&self.full));
        self.lock = Some(Lock::open(LockConfig {
            dir: self.dir.path().into(),
            keys: Box::new(keys),
            env: self.env.clone(),
            location: Arc::new(NoLocation),
            camera: Arc::new(ScreenCamera),
            background: false,
        })?);
        Ok(())
    }

    pub(super) fn lock(&self) -> &Lock {
        self.lock.as_ref().expect("the app runs")
    }

    /// Write a record of any kind down, past the commands; its id.
    pub(super) fn writes(&self, kind: &'static str, values: Value) -> Value {
        let book = self.lock().open_book(kind).expect("open");
        let values = values.as_object().cloned().expect("an object");
        let occurred = crate::Env::now(&*self.env);
        let draft = Draft {
            act: Act::Create,
            kind,
            record: None,
            values,
            reason: None,
            occurred,
            seen: None,
            fixes: None,
        };
        let written = book.store().with(move |store| store.write(|tx| tx.enter(draft)));
        json!(written.map_err(|error: StoreError| error).expect("written").0)
    }

    pub(super) fn enrol(&self) {
        let recovery_key = hex::encode(rescue::public_key(&RECOVERY));
        let scope = Scope { version: 1, role: Role::EnforcementOfficer, areas: Vec::new(), officer: None };
        let certificate = Certificate {
            device: Uuid::from_u128(0xa1),
            actor: Uuid::from_u128(0xa2),
            name: "Asha".into(),
            organisation: "Example council".into(),
            public_key: String::new(),
            scope: scope.clone(),
            recovery_key,
            issued: 0,
        };
        let owner = Owner {
            device: certificate.device,
            actor: certificate.actor,
            name: certificate.name.clone(),
            organisation: certificate.organisation.clone(),
            hub: "https://hub.example".into(),
            scope,
            incarnation: 5,
            enrolled_at: chrono::DateTime::UNIX_EPOCH,
        };
        let enrolment = Enrolment {
            owner,
            signing_key: [1; 32],
            certificate: json!(certificate).to_string(),
            certificate_signature: vec![0; 64],
            organisation_key: vec![0; 32],
        };
        let book = self.lock().desk.book_for("app_status").expect("it is open");
        let saved: Result<_, StoreError> =
            book.store().with(move |store| store.write(|tx| tx.save_device(&enrolment)));
        saved.expect("enrolled");
    }

    #[track_caller]
    pub(super) fn call(&self, name: &str, body: Value) -> Value {
        let answer = self.lock().call(name, &body.to_string());
        serde_json::from_str(&answer.unwrap_or_else(|error| panic!("{name}: {error:?}"))).expect("JSON")
    }

    #[track_caller]
    pub(super) fn refused(&self, name: &str, body: Value) -> ErrorCode {
        self.lock().call(name, &body.to_string()).expect_err("it is refused").code
    }

    pub(super) fn unlock(&self, pin: &str) -> Result<String, ErrorCode> {
        self.lock().call("unlock", &json!({ "pin": pin }).to_string()).map_err(|error| error.code)
    }

    pub(super) fn stage(&self) -> Value {
        self.call("lock_state", json!({}))["stage"].clone()
    }

    pub(super) fn note(&self) {
        let note = json!({ "text": "Gate open", "patrol": null, "verbatim": false, "statement": "FACT" });
        self.call("note_add", note);
    }

    pub(super) fn notes(&self) -> usize {
        self.call("record_list", json!({ "kind": "note", "limit": 50, "before": null }))
            .as_array()
            .expect("a list")
            .len()
    }

    pub(super) fn wait(&self, seconds: i64) {
        self.env.advance(TimeDelta::seconds(seconds));
    }

    pub(super) fn holds_nothing(&self) -> bool {
        let nothing = matches!(self.lock().desk.state().held, Held::Nothing);
        assert_eq!(
            nothing,
            Store::refuse_in_use(self.dir.path()).is_ok(),
            "the connection and the lock agree"
        );
        nothing
    }
}
