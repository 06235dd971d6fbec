//! `cargo xtask run`: a hub with a synthetic sample council, an enrolled app, and both opened.
//!
//! It only starts the programs a person would start, and hands them what the others print.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::paths::Paths;
use crate::server::{self, Server};
use crate::{children, setup};

/// A name that begins with "Sample" is what the hub and its pages label as synthetic.
const ORGANISATION: &str = "Sample partnership";
/// Who the sample council's people are. They are invented, and say so.
const SUPERVISOR: &str = "Sample Supervisor";
const OFFICER: &str = "Sample Officer";
/// What opens the sample officer's app; there is nothing behind it to protect.
const PIN: &str = "135790";

/// What was asked for.
pub struct Options {
    data: Option<PathBuf>,
    once: bool,
}

impl Options {
    /// Reads the words after `run`.
    pub fn parse(words: &[String]) -> Result<Self> {
        let mut options = Self { data: None, once: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--data" => options.data = Some(words.next().context("--data needs a folder")?.into()),
                "--once" => options.once = true,
                other => bail!("`run` does not know {other}"),
            }
        }
        Ok(options)
    }
}

/// Starts everything, and stays until Ctrl-C or until the window is closed.
pub fn run(paths: &Paths, options: &Options) -> Result<ExitCode> {
    let window = has_display() && !options.once;
    build(paths, window)?;
    let data = std::path::absolute(
        options.data.clone().unwrap_or_else(|| paths.root.join("target/sample-council")),
    )?;
    let council = Council { paths, hub: data.join("hub"), app: data.join("app") };
    fs::create_dir_all(&council.hub).and_then(|()| fs::create_dir_all(&council.app))?;

    let hub = council.start_hub()?;
    council.load_sample(&hub)?;
    let password = council.supervisor()?;
    let bridge = council.start_bridge()?;
    council.enrol(&bridge)?;

    println!("\nThe sample council is synthetic: its people, places and patrols are invented.");
    println!("Supervisors' pages  {}/", hub.url.trim_end_matches('/'));
    println!("  name {SUPERVISOR}   one-time password {password}");
    if window {
        println!("The app's PIN       {PIN}");
        bridge.stop()?;
        return council.open_window();
    }
    println!("The app             {}   PIN {PIN}", bridge.url);
    if options.once {
        both_answer(&hub, &bridge)?;
        println!("Both answer.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("Ctrl-C ends both.");
    hub.wait()?;
    bail!("the hub ended by itself; its last words are above")
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn build(paths: &Paths, window: bool) -> Result<()> {
    setup::system_packages(&[setup::BUILD, if window { setup::WINDOW } else { &[] }].concat())?;
    let ui = paths.root.join("ui");
    setup::node_packages(&ui)?;
    let mut screens = paths.command("npm", &["run", "--silent", "build"]);
    ensure!(screens.current_dir(&ui).status()?.success(), "the screens could not be built");
    // Of the whole workspace, so that what a test run has built serves here.
    let mut programs = paths.cargo(&["build", "--workspace", "--bin", "beatbook-hub"]);
    programs.args(["--bin", "beatbook-sample", "--bin", "beatbook-bridge"]);
    if window {
        programs.args(["--bin", "beatbook"]);
    }
    ensure!(programs.status()?.success(), "the programs could not be built");
    Ok(())
}

fn both_answer(hub: &Server, bridge: &Server) -> Result<()> {
    for url in [&hub.url, &bridge.url] {
        let (status, _) = server::ask(url, None, None)?;
        ensure!((200..400).contains(&status), "{url} answers {status}");
    }
    Ok(())
}

/// The sample council on disk, and the programs that work on it.
struct Council<'a> {
    paths: &'a Paths,
    hub: PathBuf,
    app: PathBuf,
}

impl Council<'_> {
    fn program(&self, name: &str) -> Command {
        Command::new(self.paths.bin().join(name))
    }

    /// The enrolled app keeps the hub's address, so the hub comes back to the port it had.
    fn start_hub(&self) -> Result<Server> {
        let remembered = self.hub.join("listen");
        let listen = fs::read_to_string(&remembered).unwrap_or_else(|_| "127.0.0.1:0".into());
        let mut serve = self.program("beatbook-hub");
        serve.arg("serve").arg("--data").arg(&self.hub).args(["--listen", listen.trim()]);
        serve.args(["--organisation", ORGANISATION]);
        let hub = Server::start(serve).with_context(|| format!("the hub does not start at {listen}"))?;
        let address = hub.url.trim_start_matches("http://").trim_end_matches('/');
        fs::write(remembered, address)?;
        Ok(hub)
    }

    fn load_sample(&self, hub: &Server) -> Result<()> {
        let mut sample = self.program("beatbook-sample");
        sample.arg("--hub-data").arg(&self.hub).args(["--hub-url", &hub.url]);
        ensure!(sample.status()?.success(), "the sample council could not be loaded");
        Ok(())
    }

    /// A fresh one-time password each time: the last one may have been used.
    fn supervisor(&self) -> Result<String> {
        let said =
            self.hub_says(&["user", "add", "--name", SUPERVISOR, "--role", "supervisor", "--one-time"])?;
        Ok(said.trim().to_owned())
    }

    fn start_bridge(&self) -> Result<Server> {
        let mut bridge = self.program("beatbook-bridge");
        bridge.arg("--data").arg(&self.app).arg("--ui").arg(self.paths.root.join("ui/dist"));
        Server::start(bridge)
    }

    /// Enrols the app once, through its own door.
    fn enrol(&self, bridge: &Server) -> Result<()> {
        let lock = call(bridge, "lock_state", &json!({}))?;
        if lock["stage"] != "no_pin" {
            return Ok(());
        }
        let said = self.hub_says(&["enrol", "--name", OFFICER, "--role", "enforcement_officer", "--json"])?;
        let said: Value = serde_json::from_str(&said).context("the hub speaks JSON")?;
        call(bridge, "enrol_device", &json!({ "link": said["link"], "hub": null }))?;
        call(bridge, "pin_choose", &json!({ "pin": PIN, "again": PIN })).map(drop)
    }

    fn open_window(&self) -> Result<ExitCode> {
        let mut window = self.program("beatbook");
        window.env("BEATBOOK_DATA", &self.app).env("BEATBOOK_KEYS", "file");
        let status = children::start(window)?.wait()?;
        Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// What a command of the hub prints.
    fn hub_says(&self, words: &[&str]) -> Result<String> {
        let output = self.program("beatbook-hub").args(words).arg("--data").arg(&self.hub).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
        String::from_utf8(output.stdout).with_context(|| format!("beatbook-hub {} speaks text", words[0]))
    }
}

/// Asks the core through the bridge.
fn call(bridge: &Server, name: &str, body: &Value) -> Result<Value> {
    let (page, token) = bridge.url.split_once("?token=").context("the bridge's address carries a token")?;
    let url = format!("{}/ipc/{name}", page.trim_end_matches('/'));
    let (status, answer) = server::ask(&url, Some(token), Some(&body.to_string()))?;
    ensure!(status == 200, "{name}: {answer}");
    serde_json::from_str(&answer).context("the core speaks JSON")
}
