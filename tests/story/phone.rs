//! An officer's phone as the shell holds it: a lock, its book, and threads of its own that sync over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use beatbook_core::{Error, ErrorCode, FileKeys, Lock, LockConfig, NoLocation, ScreenCamera, TestEnv};
use beatbook_hub::enrol;
use beatbook_hub::store::Invitation;
use beatbook_records::role::Role;
use beatbook_tests::{Serving, Town, photo};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const PIN: &str = "280461";
/// How often the slip is asked for before it is given up: a minute of pauses.
const ASKS: u32 = 3000;

pub struct Phone {
    pub dir: TempDir,
    env: Arc<TestEnv>,
    lock: Option<Lock>,
}

impl Phone {
    /// A new phone, which somebody of this name has enrolled and chosen a PIN on.
    pub fn of(name: &str, town: &Town, served: &Serving) -> Self {
        let phone = Self::new(town, name);
        phone.enrols(name, town, served);
        phone
    }

    /// A new phone that somebody of this name was given.
    pub fn new(town: &Town, name: &str) -> Self {
        let seed = name.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        let env = Arc::new(TestEnv::new(town.now(), seed));
        let mut phone = Self { dir: tempfile::tempdir().expect("a folder"), env, lock: None };
        phone.starts();
        phone
    }

    /// The app ends and starts again. What still spoke with the hub lets go of the book a moment later.
    pub fn starts(&mut self) {
        self.lock = None;
        for _ in 0..ASKS {
            match self.opens() {
                Err(busy) if busy.code() == ErrorCode::InUse => std::thread::sleep(Duration::from_millis(20)),
                lock => return self.lock = Some(lock.expect("it starts")),
            }
        }
        panic!("the book is still in use");
    }

    fn opens(&self) -> Result<Lock, Error> {
        Lock::open(LockConfig {
            dir: self.dir.path().into(),
            keys: Box::new(FileKeys::new(self.dir.path())),
            env: self.env.clone(),
            location: Arc::new(NoLocation),
            camera: Arc::new(ScreenCamera),
            background: true,
        })
    }

    pub fn enrols(&self, name: &str, town: &Town, served: &Serving) {
        let of =
            Invitation { name: name.into(), role: Role::EnforcementOfficer, areas: vec!["north".into()] };
        let url = format!("http://{}", served.on);
        let issued = enrol::issue(&town.hub.store(), &*town.clock, &town.hub.key, &of, &url).expect("a code");
        self.call("enrol_device", json!({ "link": issued.link, "hub": null }));
        self.call("pin_choose", json!({ "pin": PIN, "again": PIN }));
    }

    fn lock(&self) -> &Lock {
        self.lock.as_ref().expect("the app runs")
    }

    #[track_caller]
    pub fn call(&self, name: &str, body: Value) -> Value {
        let answer = self.lock().call(name, &body.to_string());
        serde_json::from_str(&answer.unwrap_or_else(|error| panic!("{name}: {error:?}"))).expect("JSON")
    }

    #[track_caller]
    pub fn refused(&self, name: &str, body: Value) -> ErrorCode {
        self.lock().call(name, &body.to_string()).expect_err("it is refused").code
    }

    /// Becomes true once the screen is told that something of this sort changed.
    pub fn is_told_of(&self, what: &'static str) -> Arc<AtomicBool> {
        let told = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&told);
        self.lock().on_change(move |changed| {
            heard.fetch_or(changed.tables.contains(what), Ordering::Relaxed);
        });
        told
    }

    /// Write a record by its form; its id.
    #[track_caller]
    pub fn writes(&self, kind: &str, values: Value) -> Value {
        let form = json!({ "kind": kind, "values": values, "record": null, "happened": null, "reason": null, "draft": null });
        self.call("record_write", form)["record"].clone()
    }

    #[track_caller]
    pub fn notes(&self, text: &str) -> Value {
        let note = json!({ "text": text, "patrol": null, "verbatim": false, "statement": "FACT" });
        self.call("note_add", note)["record"].clone()
    }

    /// Take a photo for a record; the record that says so.
    #[track_caller]
    pub fn takes_photo(&self, record: &Value, bytes: usize) -> Value {
        let begun = self.call("photo_begin", json!({ "record": record }))["draft"].clone();
        let inbox = self.dir.path().join("inbox");
        std::fs::create_dir_all(&inbox).expect("a folder");
        let name = format!("{}.photo", begun.as_str().expect("an id"));
        std::fs::write(inbox.join(name), photo(bytes, 7)).expect("a photo");
        self.call("photo_take", json!({ "record": record, "draft": begun }))["record"].clone()
    }

    pub fn slip(&self) -> Value {
        self.call("slip_read", json!({}))
    }

    pub fn waits(&self, seconds: i64) {
        self.env.advance(chrono::TimeDelta::seconds(seconds));
    }

    /// Ask for a sync until the slip is as wanted.
    #[track_caller]
    pub fn syncs_until(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        self.syncs_until_answer("slip_read", &json!({}), wanted)
    }

    /// Ask for a sync until a command answers as wanted.
    #[track_caller]
    pub fn syncs_until_answer(&self, name: &str, input: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..ASKS {
            self.call("sync_now", json!({}));
            let answer = self.call(name, input.clone());
            if wanted(&answer) {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("not in time: {:#}", self.call(name, input.clone()));
    }
}
