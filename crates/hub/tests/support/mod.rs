//! A real hub on a free port with a clock the test sets, and devices that sign as the contract says.
#![allow(dead_code, missing_docs, reason = "each test file uses a part")]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use beatbook_hub::clock::Clock;
use beatbook_hub::config::Config;
use beatbook_hub::store::Invitation;
use beatbook_hub::{Hub, app, enrol};
use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use beatbook_records::wire::{
    Certificate, EnrolReply, EnrolRequest, HEADER_DEVICE, HEADER_LINK, HEADER_SIGNATURE, HEADER_TIME,
    Refusal, signing_text,
};
use ed25519_dalek::{Signer as _, SigningKey};
use reqwest::blocking::{Client, Response};
use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

/// 22 November 2026, 12:00 UTC.
pub const NOON_MS: i64 = 1_795_348_800_000;

pub struct TestClock {
    pub now_ms: AtomicI64,
    drawn: AtomicU64,
}

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
            chunk.copy_from_slice(&Hash::of(&[&drawn.to_be_bytes()]).0[..chunk.len()]);
        }
    }
}

/// A hub that is being served; it stops when dropped.
pub struct Running {
    pub hub: Arc<Hub>,
    pub clock: Arc<TestClock>,
    pub address: String,
    pub dir: TempDir,
    pub client: Client,
    _runtime: tokio::runtime::Runtime,
}

pub fn client() -> Client {
    // Installing a second time fails, and the first one stays: either is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client")
}

pub fn start() -> Running {
    start_with(Config { organisation: "Testford partnership".into(), ..Config::default() })
}

pub fn start_with(config: Config) -> Running {
    let dir = TempDir::new().expect("a directory");
    let clock = Arc::new(TestClock { now_ms: AtomicI64::new(NOON_MS), drawn: AtomicU64::new(0) });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let on = listener.local_addr().expect("an address");
    let hub =
        Hub::open(dir.path(), &config.listening(on), Arc::clone(&clock) as Arc<dyn Clock>).expect("a hub");
    let service = app(Arc::clone(&hub)).into_make_service_with_connect_info::<SocketAddr>();
    runtime.spawn(async move { axum::serve(listener, service).await });
    Running { hub, clock, address: format!("http://{on}"), dir, client: client(), _runtime: runtime }
}

impl Running {
    pub fn pass_ms(&self, ms: i64) {
        self.clock.now_ms.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms.load(Ordering::SeqCst)
    }

    /// A photo's record, as the exchange would have written it.
    pub fn plant_evidence(&self, id: Uuid, about: Uuid, sha256: &Hash, bytes: usize, area: &str) {
        let body = format!(
            r#"{{"values":{{"area":"{area}","about":"{about}","sha256":"{sha256}","bytes":{bytes},"media_type":"JPEG"}}}}"#
        );
        let file = rusqlite::Connection::open(self.dir.path().join("hub.sqlite")).expect("the book");
        let text = "INSERT INTO record (id, kind, area, class, month, body, head, head_n, journal, occurred)
                    VALUES (?1, 'evidence', ?2, 'personal', 202611, ?3, ?1, 1, 1, '2026-11-22T12:00:00.000Z')";
        file.execute(text, (&id.as_bytes()[..], area, body)).expect("is written");
    }

    pub fn code_for(&self, name: &str) -> String {
        self.code_as(name, Role::EnforcementOfficer, &["north"])
    }

    fn code_as(&self, name: &str, role: Role, areas: &[&str]) -> String {
        let areas = areas.iter().map(|area| (*area).to_owned()).collect();
        let of = Invitation { name: name.into(), role, areas };
        let issued = enrol::issue(&self.hub.store(), self.clock.as_ref(), &self.hub.key, &of, &self.address);
        issued.expect("a code").code
    }

    pub fn ask_to_enrol(&self, request: &EnrolRequest) -> Response {
        let body = serde_json::to_vec(request).expect("JSON");
        self.client.post(format!("{}/v1/enrol", self.address)).body(body).send().expect("an answer")
    }

    pub fn enrolled(&self, name: &str) -> Device {
        self.enrolled_as(name, Role::EnforcementOfficer, &["north"])
    }

    pub fn enrolled_as(&self, name: &str, role: Role, areas: &[&str]) -> Device {
        let key = key_of(name);
        let response = self.ask_to_enrol(&request(&self.code_as(name, role, areas), &key));
        assert_eq!(response.status(), 200);
        let reply: EnrolReply = json(response);
        let certificate: Certificate = serde_json::from_str(&reply.certificate).expect("a certificate");
        Device { id: certificate.device, key }
    }

    pub fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.address)).send().expect("an answer")
    }
}

pub fn key_of(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Hash::of(&[name.as_bytes()]).0)
}

pub fn request(code: &str, key: &SigningKey) -> EnrolRequest {
    let proof = key.sign(format!("beatbook-enrol\n{code}").as_bytes());
    EnrolRequest {
        code: code.into(),
        public_key: hex::encode(key.verifying_key().as_bytes()),
        proof: hex::encode(proof.to_bytes()),
    }
}

pub struct Device {
    pub id: Uuid,
    pub key: SigningKey,
}

/// A request as a device signs it; tests change a part after signing.
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Device {
    pub fn signed(&self, method: &'static str, path: &str, time_ms: i64, body: &[u8]) -> Request {
        let text = signing_text(self.id, method, path, time_ms, &Hash::of(&[body]), &Hash::ZERO);
        let signature = hex::encode(self.key.sign(text.as_bytes()).to_bytes());
        let headers = vec![
            (HEADER_DEVICE, self.id.to_string()),
            (HEADER_TIME, time_ms.to_string()),
            (HEADER_LINK, Hash::ZERO.to_string()),
            (HEADER_SIGNATURE, signature),
        ];
        Request { method, path: path.into(), headers, body: body.into() }
    }
}

impl Request {
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn send(self, to: &Running) -> Response {
        self.try_send(to).expect("an answer")
    }

    /// The hub may hang up on a body that it does not want to read, and some of that is heard before its answer.
    pub fn try_send(self, to: &Running) -> reqwest::Result<Response> {
        let method = self.method.parse().expect("a method");
        let mut request = to.client.request(method, format!("{}{}", to.address, self.path));
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.body(self.body).send()
    }
}

pub fn json<T: serde::de::DeserializeOwned>(response: Response) -> T {
    serde_json::from_slice(&response.bytes().expect("a body")).expect("JSON")
}

/// The refusal of an answer; its status and content type are as its body says.
pub fn refusal(response: Response) -> Refusal {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let refusal: Refusal = json(response);
    assert_eq!((refusal.status, refusal.about.as_str()), (status, "about:blank"));
    refusal
}

/// The real binary.
pub fn hub_command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_beatbook-hub"))
}

/// `beatbook-hub serve` as a process; it is ended when dropped.
pub struct Serving {
    pub child: Child,
    pub address: String,
    /// What it says when it is ready.
    pub ready: Value,
}

impl Serving {
    /// Start it by a `serve` command.
    pub fn start(serve: &mut Command) -> Self {
        let mut child = serve.stdout(Stdio::piped()).spawn().expect("the hub starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).expect("one line of JSON");
        Self { child, address: ready["listening"].as_str().expect("an address").into(), ready }
    }

    /// Tell it to stop. The shell's own `kill`: the smallest Debian has no program of that name.
    pub fn terminate(&self) {
        let stop = format!("kill -s TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &stop]).status().expect("a shell").success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
