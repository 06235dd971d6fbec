//! Photos that officers take, and what must be so of them afterwards.

use std::path::PathBuf;

use beatbook_core::store::{KeptPhoto, NamedPhoto, PhotoState, Shot, keep_original};
use beatbook_core::{StoreError, TestEnv};
use beatbook_hub::blobs::key_of;
use beatbook_hub::objects::Objects;
use beatbook_hub::store::Book;
use beatbook_records::cell::Scope;
use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use beatbook_records::wire::BlobManifest;
use chrono::TimeDelta;
use uuid::Uuid;

use crate::town::lock;
use crate::{Officer, Told, Town};

/// The most bytes of one remark in a JPEG.
const REMARK_BYTES: usize = 65_533;

/// A file built as a JPEG is, from its beginning to its end, and nothing but remarks in between: so many bytes that do
/// not compress. Another seed gives others.
#[must_use]
pub fn photo(bytes: usize, seed: u64) -> Vec<u8> {
    let mut noise = (0_u64..).flat_map(|n| Hash::of(&[&seed.to_be_bytes(), &n.to_be_bytes()]).0);
    let mut file = b"\xff\xd8".to_vec();
    let mut rest = bytes.checked_sub(8).expect("a photo has a beginning, a remark and an end");
    while file.len() + 2 < bytes {
        // What is left must not be shorter than a remark's head.
        let length = if rest > REMARK_BYTES { REMARK_BYTES.min(rest - 4) } else { rest };
        file.extend_from_slice(b"\xff\xfe");
        file.extend_from_slice(&u16::try_from(length + 2).expect("a remark's length").to_be_bytes());
        file.extend(noise.by_ref().take(length));
        rest = rest.saturating_sub(length + 4);
    }
    file.extend_from_slice(b"\xff\xd9");
    assert_eq!(file.len(), bytes);
    file
}

impl Officer {
    /// Take a photo for a record of Stockton; the record that names it.
    ///
    /// # Errors
    /// What the book refused.
    pub fn try_photo(&self, about: Uuid, bytes: &[u8]) -> Result<Uuid, StoreError> {
        let original = self.camera_file();
        std::fs::write(&original, bytes).expect("the camera writes its file");
        let shot = Shot { area: Some("stockton".into()), ..Shot::from(about) };
        let kept = self.with_access(|store| keep_original(store, &original, shot));
        let kept_bytes = std::fs::read(&original).expect("the original stays where it was");
        assert_eq!(kept_bytes, bytes, "the original stays as it was");
        std::fs::remove_file(&original).expect("the camera's own file");
        let KeptPhoto { record, exhibit_ref } = kept?;
        // Told by hand: nothing is read from a disk that may be failing.
        let values = serde_json::json!({
            "area": "stockton", "about": about, "sha256": Hash::of(&[bytes]), "bytes": bytes.len(), "media_type": "JPEG",
            "exhibit_ref": exhibit_ref, "copy": "MASTER"
        });
        let values = values.as_object().cloned().expect("an object");
        lock(&self.written).push(Told { entry: record, record, values });
        TestEnv::advance(&self.env, TimeDelta::milliseconds(7));
        Ok(record)
    }

    /// As [`Officer::try_photo`], on a good day.
    pub fn takes_photo(&self, about: Uuid, bytes: &[u8]) -> Uuid {
        self.try_photo(about, bytes).expect("a photo is kept")
    }

    /// What the phone says of a record's photos.
    #[must_use]
    pub fn photos_of(&self, record: Uuid) -> Vec<NamedPhoto> {
        self.with(|store| store.read().photos_of(record)).expect("a readable book")
    }

    /// How far a record's photos are.
    #[must_use]
    pub fn photo_states(&self, record: Uuid) -> Vec<PhotoState> {
        self.photos_of(record).into_iter().map(|photo| photo.state).collect()
    }

    /// How many photos wait.
    #[must_use]
    pub fn photos_waiting(&self) -> u32 {
        self.with(|store| store.read().photos_waiting()).expect("a readable book").0
    }

    /// Beside the book, where a camera might write.
    fn camera_file(&self) -> PathBuf {
        self.dir().with_extension("camera.jpg")
    }
}

impl Town {
    /// Which files the hub says a record names, and which of them are there.
    #[must_use]
    pub fn manifest(&self, record: Uuid) -> BlobManifest {
        let everything = Scope { version: 1, role: Role::RecordsManager, areas: Vec::new(), officer: None };
        self.with_store(|book| beatbook_hub::store::blobs::of_record(book.sql(), record, &everything))
            .expect("a readable book")
    }

    /// As [`true_files`], of this town's hub.
    ///
    /// # Errors
    /// Which one is not.
    pub fn files_are_true(&self) -> Result<usize, String> {
        self.with_store(|book| true_files(book, &self.hub.objects))
    }
}

/// Every file that a hub says is there hashes to its name; how many there are.
///
/// # Errors
/// Which one does not.
pub fn true_files(book: &Book<'_>, files: &Objects) -> Result<usize, String> {
    let rows = beatbook_hub::store::blobs::all(book.sql()).map_err(|error| error.to_string())?;
    for row in &rows {
        let bytes = files.get(&key_of(&row.sha256)).map_err(|error| error.to_string())?;
        let bytes = bytes.ok_or_else(|| format!("{}: a row without its file", row.sha256))?;
        if Hash::of(&[&bytes]) != row.sha256 || bytes.len() as u64 != row.bytes {
            return Err(format!("{}: the file is not what its name says", row.sha256));
        }
    }
    Ok(rows.len())
}
