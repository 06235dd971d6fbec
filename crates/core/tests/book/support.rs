//! A phone with an enrolled officer, two hotspots, and a clock that tests set.

use std::path::Path;
use std::sync::{Arc, Mutex};

use beatbook_core::store::{Enrolment, Owner};
use beatbook_core::{
    Access as _, Book, Camera, Config, Error, ErrorBody, ErrorCode, Location, NoCamera, StoreError, TestEnv,
};
use beatbook_records::cell::Scope;
use beatbook_records::geo::hotspot::{Fix, Hotspot};
use beatbook_records::role::Role;
use beatbook_records::wire::HotspotPack;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

pub const KEY: [u8; 32] = [7; 32];

/// Says what the test says, as a phone's GPS would.
#[derive(Default)]
pub struct Gps(pub Mutex<Option<Fix>>);

impl Location for Gps {
    fn fix(&self) -> Option<Fix> {
        *self.0.lock().unwrap()
    }
}

/// A camera that hands over a file that a test put there.
#[derive(Default)]
pub struct Shutter(Mutex<Option<std::path::PathBuf>>);

impl Shutter {
    pub fn next(&self, file: &Path) {
        *self.0.lock().unwrap() = Some(file.into());
    }
}

impl Camera for Shutter {
    fn take(&self, into: &Path) -> Result<bool, Error> {
        let taken = self.0.lock().unwrap().take();
        Ok(taken.is_some_and(|file| std::fs::rename(file, into).is_ok()))
    }
}

pub struct Phone {
    pub dir: TempDir,
    pub env: Arc<TestEnv>,
    pub gps: Arc<Gps>,
    pub camera: Arc<Shutter>,
    pub book: Option<Book>,
}

/// Monday morning.
pub fn morning() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

pub fn config(dir: &Path, env: &Arc<TestEnv>, key: [u8; 32]) -> Config {
    Config {
        dir: dir.into(),
        key,
        env: env.clone(),
        location: Arc::new(Gps::default()),
        camera: Arc::new(NoCamera),
        sync: false,
    }
}

impl Phone {
    /// Nobody is enrolled yet.
    pub fn new() -> Self {
        let mut phone = Self {
            dir: tempfile::tempdir().unwrap(),
            env: Arc::new(TestEnv::new(morning(), 1)),
            gps: Arc::default(),
            camera: Arc::default(),
            book: None,
        };
        phone.open();
        phone
    }

    /// Asha is enrolled and has the hotspot pack.
    pub fn of_asha() -> Self {
        let phone = Self::new();
        let owner = Owner {
            device: Uuid::from_u128(0xa1),
            actor: Uuid::from_u128(0xa2),
            name: "Asha".into(),
            organisation: "Example council".into(),
            hub: "https://hub.example".into(),
            scope: Scope {
                version: 1,
                role: Role::EnforcementOfficer,
                areas: vec!["north".into()],
                officer: None,
            },
            incarnation: 5,
            enrolled_at: morning(),
        };
        let enrolment = Enrolment {
            owner,
            signing_key: [1; 32],
            certificate: "{}".into(),
            certificate_signature: vec![0; 64],
            organisation_key: vec![0; 32],
        };
        let pack = HotspotPack {
            version: 3,
            hotspots: vec![square("h1", "Trinity", 0.0), square("h2", "Albion", 1.0)],
        };
        phone.write(move |tx| {
            tx.save_device(&enrolment)?;
            tx.put_hotspots(&pack)
        });
        phone
    }

    pub fn open(&mut self) {
        let (location, camera) = (self.gps.clone(), self.camera.clone());
        let config = Config { location, camera, ..config(self.dir.path(), &self.env, KEY) };
        self.book = Some(Book::open(config).unwrap());
    }

    pub fn book(&self) -> &Book {
        self.book.as_ref().unwrap()
    }

    /// The app is killed: what is on disk at this moment is all there is. Returns the phone after it.
    pub fn killed(&self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.dir.path()).unwrap() {
            let file = file.unwrap();
            if file.path().is_dir() {
                let to = dir.path().join(file.file_name());
                std::fs::create_dir(&to).unwrap();
                for photo in std::fs::read_dir(file.path()).unwrap() {
                    let photo = photo.unwrap();
                    std::fs::copy(photo.path(), to.join(photo.file_name())).unwrap();
                }
            } else if !file.file_name().to_string_lossy().ends_with("-shm") {
                std::fs::copy(file.path(), dir.path().join(file.file_name())).unwrap();
            }
        }
        let mut phone = Self {
            dir,
            env: self.env.clone(),
            gps: self.gps.clone(),
            camera: self.camera.clone(),
            book: None,
        };
        phone.open();
        phone
    }

    pub fn wait(&self, seconds: i64) {
        self.env.advance(TimeDelta::seconds(seconds));
    }

    #[track_caller]
    pub fn call(&self, name: &str, body: Value) -> Value {
        let answer = self.book().call(name, &body.to_string());
        serde_json::from_str(&answer.unwrap_or_else(|error| panic!("{name}: {error:?}"))).unwrap()
    }

    #[track_caller]
    pub fn refused(&self, name: &str, body: Value) -> ErrorBody {
        self.book().call(name, &body.to_string()).expect_err("it is refused")
    }

    #[track_caller]
    pub fn refused_with(&self, name: &str, body: Value, code: ErrorCode) {
        assert_eq!(self.refused(name, body).code, code);
    }

    #[track_caller]
    pub fn start(&self, crew: u16) -> Value {
        self.call("patrol_start", json!({ "hotspot": "h1", "crew": crew_of(crew) }))
    }

    #[track_caller]
    pub fn tap(&self, kind: &str) -> String {
        let counted = self.call("engagement_count", json!({ "kind": kind }));
        counted["tap"].as_str().unwrap().to_owned()
    }

    pub fn write(
        &self,
        work: impl FnOnce(&mut beatbook_core::Tx<'_>) -> Result<(), StoreError> + Send + 'static,
    ) {
        self.book().store().with(|store| store.write(work)).unwrap();
    }

    /// Entries whose chain holds.
    pub fn verified(&self) -> Result<u64, StoreError> {
        self.book().store().with(|store| store.read().verify_journal())
    }

    /// A second look at the file, past the book.
    pub fn sql(&self) -> Connection {
        open_sql(self.dir.path(), KEY)
    }

    pub fn count(&self, table: &str) -> i64 {
        self.sql().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }
}

pub fn open_sql(dir: &Path, key: [u8; 32]) -> Connection {
    let conn = Connection::open(dir.join("book.db")).unwrap();
    conn.pragma_update(None, "key", format!("x'{}'", hex::encode(key))).unwrap();
    conn
}

pub fn crew_of(people: u16) -> Value {
    json!({ "pc": people, "pcso": 0, "spc": 0, "ceo": 0, "warden": 0, "csas": 0, "marshal": 0, "partner": 0 })
}

/// A hotspot of about 1.1 km each way, `east` degrees east of Greenwich.
fn square(id: &str, name: &str, east: f64) -> Hotspot {
    let ring = vec![[east, 52.0], [east + 0.01, 52.0], [east + 0.01, 52.01], [east, 52.01], [east, 52.0]];
    Hotspot { id: id.into(), name: name.into(), area: "north".into(), polygon: vec![ring] }
}
