//! Backups: one consistent copy of the book, sealed, with a manifest beside it; and what makes one count.
//!
//! Rule: a backup counts once it was read back from where it lies, opened, put into a scratch place and verified there.
//! Only then do devices hear of it. A place holds the backups of one book; each is two objects.

mod place;
mod sealed;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use beatbook_records::entry::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use place::{Kept, Place};
use sealed::{Opening, Sealing};

use crate::clock::Clock;
use crate::store::verify::{Verified, verify};
use crate::store::{Book, Store, copy, sqlite};

/// How hard to compress: bodies are text, and a backup is made every hour.
const LEVEL: i32 = 3;

/// What a backup says of itself; no name or word of anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which of several councils.
    pub authority: i64,
    /// The history it is of.
    pub epoch: Uuid,
    /// The last commit number in it.
    pub commit_seq: u64,
    /// The chain after that number.
    pub chain: Hash,
    /// How many migrations the book had taken.
    pub schema: usize,
    /// The build that made it.
    pub build: String,
    /// When, Unix milliseconds.
    pub made: i64,
    /// The SHA-256 of the book as a file.
    pub book: Hash,
    /// Its bytes.
    pub book_bytes: u64,
    /// The bytes of it compressed and sealed.
    pub sealed_bytes: u64,
    /// When it was put back into a scratch place and verified there, Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verified: Option<i64>,
}

/// A folder for a book nobody else reads, gone when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Make one below a folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn below(dir: &Path, clock: &dyn Clock) -> anyhow::Result<Self> {
        let path = dir.join(format!("scratch-{}", clock.uuid_v7().simple()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Put a sealed copy of the book into a place, not verified yet.
///
/// # Errors
/// When the book cannot be read, or the place not be written.
pub fn make(
    book: &Book<'_>,
    place: &Place,
    recovery: &[u8; 32],
    scratch: &Path,
    clock: &dyn Clock,
) -> anyhow::Result<Kept> {
    let scratch = Scratch::below(scratch, clock)?;
    let head = copy::out_of(book, scratch.path()).context("cannot copy the book")?;
    let file = scratch.path().join(sqlite::FILE);
    let made = clock.now_ms();
    let name = Place::name(made, head.commit_seq);
    let sealing = Sealing::begin(place.objects(), &Place::book(&name), recovery, |bytes| clock.fill(bytes))?;
    let mut compressing = zstd::stream::Encoder::new(sealing, LEVEL)?;
    let (book_hash, book_bytes) = digest(&mut File::open(&file)?, &mut compressing)?;
    let manifest = Manifest {
        authority: book.authority(),
        epoch: head.epoch,
        commit_seq: head.commit_seq,
        chain: head.chain,
        schema: sqlite::schema(),
        build: env!("CARGO_PKG_VERSION").into(),
        made,
        book: book_hash,
        book_bytes,
        sealed_bytes: compressing.finish()?.finish()?,
        verified: None,
    };
    place.put(&name, &manifest)?;
    Ok(Kept { name, manifest })
}

/// Open a backup into a folder, as the embedded book that it is.
///
/// # Errors
/// When it cannot be read, was sealed to another key, or is not what its manifest says.
pub fn open(place: &Place, kept: &Kept, secret: &[u8; 32], dir: &Path) -> anyhow::Result<Store> {
    let key = Place::book(&kept.name);
    let opening = Opening::begin(place.objects(), &key, secret)?;
    let mut plain = zstd::stream::Decoder::new(opening)?;
    let mut file = File::create_new(dir.join(sqlite::FILE)).context("cannot write the book")?;
    let (hash, bytes) = digest(&mut plain, &mut file).with_context(|| format!("cannot open {key}"))?;
    file.sync_all()?;
    let Manifest { book, book_bytes, .. } = &kept.manifest;
    ensure!((hash, bytes) == (*book, *book_bytes), "{key} is not the book that its manifest names");
    Store::sqlite(dir)
}

/// Put a backup into a scratch place and verify it there: what makes it count.
///
/// # Errors
/// When it cannot be opened, or anything in it is not as it was written.
pub fn prove(
    place: &Place,
    kept: &mut Kept,
    secret: &[u8; 32],
    scratch: &Path,
    clock: &dyn Clock,
) -> anyhow::Result<Verified> {
    let scratch = Scratch::below(scratch, clock)?;
    let store = open(place, kept, secret, scratch.path())?;
    let book = store.book();
    let head = crate::store::head::Head::read(book.sql())?;
    ensure!(
        (head.commit_seq, head.chain) == (kept.manifest.commit_seq, kept.manifest.chain),
        "the book ends elsewhere than its manifest says"
    );
    let verified = verify(book.sql())?;
    kept.manifest.verified = Some(clock.now_ms());
    place.put(&kept.name, &kept.manifest)?;
    Ok(verified)
}

/// Pass bytes on, and say what they were.
fn digest(from: &mut dyn io::Read, to: &mut dyn io::Write) -> anyhow::Result<(Hash, u64)> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok((Hash(hasher.finalize().into()), bytes));
        }
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        bytes += read as u64;
    }
}
