//! Where things are: the checkout, what Cargo built, and the cache that survives the checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The places every command needs.
pub struct Paths {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's target directory, which may lie outside the checkout.
    pub target: PathBuf,
    /// Tools built once for all checkouts.
    pub tools: PathBuf,
}

impl Paths {
    /// Finds them from the package's own place and the environment. Cargo says the place anew at each start:
    /// checkouts that share a target directory can share this program too.
    pub fn find() -> Result<Self> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package).parent().context("xtask lies in the checkout")?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let tools = match std::env::var_os("BEATBOOK_CACHE") {
            Some(cache) => PathBuf::from(cache),
            None => {
                PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?).join(".cache/beatbook")
            }
        };
        Ok(Self { root: root.into(), target: root.join(target), tools: tools.join("tools") })
    }

    /// Where debug programs are.
    pub fn bin(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The Python environment of the tests.
    pub fn python(&self) -> PathBuf {
        self.target.join("python")
    }

    /// A cargo command with planted bugs in what it builds. Over the whole workspace, as every other: then the libraries
    /// have the same features in all of them, and are built once.
    pub fn planted(&self, args: &[&str]) -> Command {
        let (what, rest) = args.split_first().expect("a command of cargo");
        let mut command =
            self.cargo(&[what, "--workspace", "--features", "beatbook-sim/sim,beatbook-tests/sim"]);
        command.args(rest);
        command
    }

    /// A Cargo command in the checkout, with the cached tools on its `PATH`.
    pub fn cargo(&self, args: &[&str]) -> Command {
        self.command("cargo", args)
    }

    /// A command in the checkout, with the cached tools on its `PATH`.
    pub fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.root).env("PATH", self.search_path());
        command.env("CARGO_TARGET_DIR", &self.target).env("BEATBOOK_BIN", self.bin());
        command
    }

    fn search_path(&self) -> std::ffi::OsString {
        let before = std::env::var_os("PATH").unwrap_or_default();
        let own = [self.tools.join("bin")];
        std::env::join_paths(own.into_iter().chain(std::env::split_paths(&before))).unwrap_or(before)
    }

    /// Whether a program can be found, on `PATH` or among the cached tools.
    pub fn has(&self, program: &str) -> bool {
        std::env::split_paths(&self.search_path()).any(|dir| dir.join(program).is_file())
    }
}
