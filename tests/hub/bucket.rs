//! Files and the ledger in a bucket: a real S3 server of this test's own, over a folder.
//!
//! Rule: where the bucket is stands in the environment, so whatever uses it is a process of its own.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use beatbook_core::Access as _;
use beatbook_core::store::{PhotoState, keep_original};
use beatbook_core::sync::to_rest;
use beatbook_hub::config::Files;
use beatbook_hub::objects::Objects;
use beatbook_hub::objects::contract::keeps_the_contract;
use beatbook_records::entry::Hash;
use beatbook_tests::{ServedHub, central, enrol_words, enrolled_book, hub_command, photo, save_note};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;

use super::operator::text;

const BUCKET: &str = "town";
const KEY: &str = "synthetic-key";
const SECRET: &str = "synthetic-secret";
/// Says that this process is the one with the bucket in its environment.
const GIVEN: &str = "BEATBOOK_TEST_BUCKET";

/// A server with one bucket, until the process ends.
struct Bucket {
    dir: TempDir,
    address: SocketAddr,
}

impl Bucket {
    fn serve() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(dir.path().join(BUCKET)).expect("a bucket");
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(dir.path()).expect("a folder"));
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let (service, (say, said)) = (service.build(), mpsc::channel());
        thread::spawn(move || {
            let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
            threads.expect("a thread").block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                say.send(listener.local_addr().expect("an address")).expect("somebody waits");
                while let Ok((socket, _)) = listener.accept().await {
                    let service = service.clone();
                    tokio::spawn(async move {
                        let builder = auto::Builder::new(TokioExecutor::new());
                        let _ = builder.serve_connection(TokioIo::new(socket), service).await;
                    });
                }
            });
        });
        Self { dir, address: said.recv().expect("it listens") }
    }

    /// A command that knows of it.
    fn known_to(&self, mut command: Command) -> Command {
        command.envs([
            ("AWS_ENDPOINT_URL", format!("http://{}", self.address).as_str()),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "eu-west-2"),
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            (GIVEN, BUCKET),
        ]);
        command
    }

    /// How many objects lie below a prefix.
    fn objects(&self, prefix: &str) -> usize {
        fn below(dir: PathBuf) -> usize {
            let Ok(files) = std::fs::read_dir(dir) else { return 0 };
            files.flatten().map(|file| if file.path().is_dir() { below(file.path()) } else { 1 }).sum()
        }
        below(self.dir.path().join(BUCKET).join(prefix))
    }
}

/// Not a test: the process with the bucket in its environment.
#[test]
#[ignore = "the process that another test starts"]
fn the_contract_over_a_bucket() {
    let Ok(bucket) = std::env::var(GIVEN) else { return };
    let files = Files::Bucket { bucket, prefix: "contract".into() };
    keeps_the_contract(&Objects::open(&files, 7).expect("opens"));
    std::io::stdout().write_all(b"the contract is kept\n").expect("said");
}

#[test]
fn a_bucket_keeps_the_contract() {
    let bucket = Bucket::serve();
    let mut itself = Command::new(std::env::current_exe().expect("this program"));
    itself.args(["--exact", "bucket::the_contract_over_a_bucket", "--ignored", "--nocapture"]);
    let output = bucket.known_to(itself).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("the contract is kept"), "{said}");
    assert!(bucket.objects("contract/7") > 0, "keys begin with the prefix and the authority");
}

#[test]
fn ashas_photo_and_the_ledger_are_in_the_bucket() {
    let (bucket, place) = (Bucket::serve(), tempfile::tempdir().expect("a folder"));
    let data = place.path().join("hub");
    let types = |words: &[&str]| {
        let mut command = bucket.known_to(hub_command(words));
        command.args(["--data", text(&data), "--files", "s3://town/files", "--ledger", "s3://town/ledger"]);
        command
    };
    let mut serve = types(&["serve", "--listen", "127.0.0.1:0"]);
    serve.stderr(Stdio::null());
    let _serving = ServedHub::start(serve);
    let book = enrolled_book(types(&enrol_words("Asha")), &place.path().join("asha"), false);
    let note = book.store().with(|store| save_note(store, "Graffiti on the underpass")).expect("saved");
    let (original, bytes) = (place.path().join("camera.jpg"), photo(700_000, 3));
    std::fs::write(&original, &bytes).expect("the camera writes its file");
    keep_original(&book.store(), &original, note).expect("kept");
    to_rest(&book.store(), &mut central(&book)).expect("everything is handed in");
    let states = book.store().with(move |store| store.read().photos_of(note)).expect("readable");
    assert_eq!(states.iter().map(|photo| photo.state).collect::<Vec<_>>(), [PhotoState::OnHub]);
    assert_eq!(bucket.objects("files/1/blobs"), 1, "the file is there");
    assert_eq!(bucket.objects("files/1/parts"), 0, "and none of its pieces");
    assert!(bucket.objects("ledger") > 0, "the enrolment is in the ledger");
    let verified = types(&["verify"]).output().expect("an answer");
    assert!(String::from_utf8_lossy(&verified.stdout).contains(", 1 files"), "{verified:?}");

    // What somebody changes in the bucket is noticed.
    let name = Hash::of(&[&bytes]).to_string();
    let mut files = vec![bucket.dir.path().join(BUCKET).join("files/1/blobs")];
    while let Some(file) = files.pop() {
        if file.is_dir() {
            files.extend(std::fs::read_dir(file).expect("a folder").map(|file| file.expect("a file").path()));
        } else {
            std::fs::write(file, b"another").expect("changed");
        }
    }
    let verified = types(&["verify"]).output().expect("an answer");
    assert!(!verified.status.success() && String::from_utf8_lossy(&verified.stderr).contains(&name));
}
