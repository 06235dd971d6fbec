//! A screen without a monitor, and the app's real window on it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::process::{Program, free_port, is_installed, output, own};
use crate::wait::{SOON, until};
use crate::webdriver::Page;

/// What must be installed to open a window here.
const NEEDED: [&str; 3] = ["Xvfb", "WebKitWebDriver", "tauri-driver"];

/// The screen and the driver. The app's data outlives every window.
pub struct Screen {
    /// What only programs on this screen have in their environment.
    mark: String,
    port: u16,
    _driver: Program,
    _display: Program,
}

/// What is missing, if anything.
pub fn missing() -> Vec<&'static str> {
    NEEDED.into_iter().filter(|name| !is_installed(name)).collect()
}

/// One after the other: servers that look for a free number at the same moment can take the same one.
/// Without `-noreset` a server starts over when its last client goes, and turns away whoever calls just
/// then: the app that is opened again after it was killed.
fn start_display() -> (Program, String) {
    static STARTING: Mutex<()> = Mutex::new(());
    let _turn = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut display = Command::new("Xvfb");
    display.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"]);
    Program::start(display)
}

impl Screen {
    /// A screen for an app that keeps its book in `data`.
    pub fn start(data: &Path) -> Self {
        let (display, number) = start_display();
        let (port, native) = (free_port(), free_port());
        let mut driver = Command::new("tauri-driver");
        driver.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        driver.env("DISPLAY", format!(":{number}")).env_remove("WAYLAND_DISPLAY");
        let screen = format!("{number} of test {}", std::process::id());
        driver.env("BEATBOOK_SCREEN", &screen);
        driver.env("BEATBOOK_DATA", data).env("BEATBOOK_KEYS", "file");
        // Software drawing: a test machine has no graphics card.
        driver.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("LIBGL_ALWAYS_SOFTWARE", "1");
        let mark = format!("BEATBOOK_SCREEN={screen}");
        Self { mark, port, _driver: Program::start_silent(driver), _display: display }
    }

    /// Opens the app.
    pub fn open(&self) -> Page {
        Page::open(self.port, own("beatbook").to_str().expect("the path is text"))
    }

    /// Where its driver listens: a place on the network that is there.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends the app as a battery that falls out would: no warning, no last words.
    pub fn kill(&self) {
        let pid = self.app().expect("the app runs");
        // The shell's own `kill`: the smallest Debian has no program of that name.
        let mut kill = Command::new("sh");
        kill.args(["-c", &format!("kill -s KILL {pid}")]);
        output(kill);
        until("the app is gone", SOON, || self.app().map_or(Ok(()), Err));
    }

    /// The app's process: the one with our mark in its environment that runs our program.
    fn app(&self) -> Option<String> {
        let is_ours = |process: &Path| {
            let exe = fs::read_link(process.join("exe")).is_ok_and(|exe| exe.ends_with("beatbook"));
            let environment = fs::read(process.join("environ")).unwrap_or_default();
            exe && environment.split(|byte| *byte == 0).any(|pair| pair == self.mark.as_bytes())
        };
        let mut processes = fs::read_dir("/proc").ok()?.filter_map(Result::ok).map(|entry| entry.path());
        let found = processes.find(|process| is_ours(process))?;
        Some(found.file_name()?.to_string_lossy().into_owned())
    }
}
