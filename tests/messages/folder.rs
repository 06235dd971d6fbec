//! The files of a version: one message a line, and the sums that say whether anybody edited one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use beatbook_records::entry::Hash;

/// The sums, as `sha256sum` prints them.
const SUMS: &str = "SHA256SUMS";

/// The messages of a version: file → lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    pub files: BTreeMap<String, Vec<String>>,
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("messages")
}

/// The versions that have files.
pub fn versions() -> Vec<String> {
    let folders =
        fs::read_dir(home()).expect("the folder of this test").map(|entry| entry.expect("an entry"));
    let mut names: Vec<_> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

impl Set {
    /// Put a message on its file.
    pub fn add(&mut self, file: &str, line: String) {
        self.files.entry(file.into()).or_default().push(line);
    }

    /// Read those of a version.
    pub fn read(version: &str) -> Result<Self, String> {
        let (folder, mut set) = (home().join(version), Self::default());
        for entry in fs::read_dir(&folder).map_err(|error| error.to_string())? {
            let path = entry.map_err(|error| error.to_string())?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name != SUMS {
                let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
                set.files.insert(name, text.lines().map(ToOwned::to_owned).collect());
            }
        }
        let listed = fs::read_to_string(folder.join(SUMS)).map_err(|error| format!("{SUMS}: {error}"))?;
        if listed == set.sums() { Ok(set) } else { Err("a file was edited, added or taken away".into()) }
    }

    /// Write those of a version that has none.
    pub fn write(&self, version: &str) -> Result<(), String> {
        let folder = home().join(version);
        if folder.exists() {
            return Err(format!(
                "{version} has its messages, and they never change: raise the version first"
            ));
        }
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for name in self.files.keys() {
            fs::write(folder.join(name), self.text(name)).map_err(|error| error.to_string())?;
        }
        fs::write(folder.join(SUMS), self.sums()).map_err(|error| error.to_string())
    }

    /// The sums of all files.
    pub fn sums(&self) -> String {
        self.files
            .keys()
            .map(|name| format!("{}  {name}\n", Hash::of(&[self.text(name).as_bytes()])))
            .collect()
    }

    fn text(&self, name: &str) -> String {
        self.files[name].iter().map(|line| format!("{line}\n")).collect()
    }
}

#[test]
fn a_version_that_has_its_messages_is_refused() {
    assert!(versions().iter().any(|version| version == super::TODAY), "else this would write");
    let why = Set::default().write(super::TODAY).expect_err("they are there");
    assert!(why.contains("never change"), "{why}");
}
