//! Installs what is missing: Debian packages, the UI's packages, Python's for one test, two Cargo tools. What is there
//! already is left alone.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::paths::Paths;

/// What any build needs (SQLCipher takes its cryptography from the system's OpenSSL).
pub const BUILD: &[&str] = &["build-essential", "pkg-config", "libssl-dev"];
/// What the window needs on top.
pub const WINDOW: &[&str] = &["libgtk-3-dev", "libwebkit2gtk-4.1-dev"];
/// What drives the window and the browser in tests.
pub const DRIVERS: &[&str] = &["xvfb", "xauth", "webkit2gtk-driver", "chromium"];

/// What calls the hub by its own description is written in Python.
pub const PYTHON: &[&str] = &["python3-venv"];

/// What the hub's tests start a server of their own from.
pub const SERVER: &[&str] = &["postgresql"];

/// Cargo tools, pinned, built once into the cache.
const TOOLS: &[(&str, &str)] = &[("cargo-deny", "0.20.2"), ("tauri-driver", "2.1.0")];

/// Everything that any command needs.
pub fn everything(paths: &Paths) -> Result<()> {
    system_packages(&[BUILD, WINDOW, DRIVERS, PYTHON, SERVER].concat())?;
    python_packages(paths, &paths.root.join("tests/openapi/requirements.txt"))?;
    ["ui", "tests/ui"].iter().try_for_each(|dir| node_packages(&paths.root.join(dir)))?;
    TOOLS.iter().try_for_each(|(tool, version)| cargo_tool(paths, tool, version))
}

/// Installs Debian packages, or says the one line to type.
pub fn system_packages(wanted: &[&str]) -> Result<()> {
    let Some(installed) = installed_packages() else {
        println!("This system has no dpkg. Needed, under its own names: {}", wanted.join(" "));
        return Ok(());
    };
    let missing: Vec<&str> = wanted.iter().copied().filter(|name| is_missing(name, &installed)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(root) = root_prefix() else {
        bail!("packages are missing. Type this, then try again:\n  {}", line_to_type(&missing));
    };
    println!("Installing {}", missing.join(" "));
    let install = ["install", "--yes", "--no-install-recommends"];
    let install: Vec<&str> = install.into_iter().chain(missing.iter().copied()).collect();
    if apt(root, &install)? || (apt(root, &["update"])? && apt(root, &install)?) {
        return Ok(());
    }
    bail!("apt-get could not install {}; its message is above", missing.join(" "))
}

/// Installs exactly what a folder's lock file names, unless that is there already. Install scripts never run.
pub fn node_packages(dir: &Path) -> Result<()> {
    let lock = std::fs::read(dir.join("package-lock.json"))
        .with_context(|| format!("no lock file in {}", dir.display()))?;
    let stamp = dir.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("Installing the packages of {}", dir.display());
    let mut npm = Command::new("npm");
    // Strict: a Node that is too old is named here, and not by a syntax error later.
    npm.args(["ci", "--engine-strict", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(dir);
    ensure!(npm.status().context("npm did not start: is Node installed?")?.success(), "npm ci failed");
    std::fs::write(stamp, lock).context("node_modules is not writable")
}

/// Installs exactly what a requirements file names, hashes and all, into an environment below the target directory.
fn python_packages(paths: &Paths, requirements: &Path) -> Result<()> {
    let wanted = std::fs::read(requirements)
        .with_context(|| format!("no requirements at {}", requirements.display()))?;
    let (home, stamp) = (paths.python(), paths.python().join("installed-requirements.txt"));
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing the packages of {}", requirements.display());
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&home);
    ensure!(venv.status().context("python3 did not start")?.success(), "no environment could be made");
    let mut pip = Command::new(home.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
    pip.args(["--require-hashes", "--requirement"]).arg(requirements);
    ensure!(pip.status().context("pip did not start")?.success(), "pip failed");
    std::fs::write(stamp, wanted).context("the environment is not writable")
}

/// Builds a pinned Cargo tool into the cache, unless one is on `PATH` already.
fn cargo_tool(paths: &Paths, tool: &str, version: &str) -> Result<()> {
    if paths.has(tool) {
        return Ok(());
    }
    println!("Building {tool} {version} once, into {}", paths.tools.display());
    let build = paths.tools.join("build");
    let mut install = paths.command("cargo", &["install", "--locked", "--version", version, tool, "--root"]);
    install.arg(&paths.tools).env("CARGO_TARGET_DIR", &build);
    // These tools run for seconds: building them fast matters more than how fast they run.
    for (name, value) in [("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("LTO", "off"), ("DEBUG", "false")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
    }
    ensure!(install.status()?.success(), "{tool} {version} could not be built");
    std::fs::remove_dir_all(build).context("clearing what was left of the build")
}

fn installed_packages() -> Option<Vec<String>> {
    let format = "${db:Status-Abbrev} ${Package}\n";
    let output = Command::new("dpkg-query").args(["-W", "-f", format]).stderr(Stdio::null()).output().ok()?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(
        lines
            .lines()
            .filter_map(|line| line.strip_prefix("ii "))
            .map(|name| name.trim().to_owned())
            .collect(),
    )
}

/// Any Chromium will do for the browser tests.
fn is_missing(name: &str, installed: &[String]) -> bool {
    let other = ["/usr/bin/google-chrome", "/usr/bin/chromium-browser"];
    let there = name == "chromium" && other.iter().any(|path| Path::new(path).is_file());
    !there && !installed.iter().any(|known| known == name)
}

/// A fresh system has no lists of packages yet, and a Debian whose root has a password has no `sudo`.
fn line_to_type(missing: &[&str]) -> String {
    let install = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if says("sudo", &["-V"], "") {
        return format!("sudo apt-get update && sudo {install}");
    }
    format!("su - -c 'apt-get update && {install}'")
}

fn says(program: &str, args: &[&str], text: &str) -> bool {
    let output = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output();
    output
        .is_ok_and(|output| output.status.success() && String::from_utf8_lossy(&output.stdout).contains(text))
}

/// What to put before `apt-get`, if packages may be installed without asking anybody.
fn root_prefix() -> Option<&'static [&'static str]> {
    if says("id", &["-un"], "root") {
        return Some(&[]);
    }
    says("sudo", &["-n", "true"], "").then_some(&["sudo", "-n"])
}

fn apt(root: &[&str], args: &[&str]) -> Result<bool> {
    let mut words = root.iter().chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).chain(args);
    let mut command = Command::new(words.next().context("a command has a first word")?);
    Ok(command.args(words).stdin(Stdio::null()).status().context("apt-get did not start")?.success())
}
