//! Programs that xtask started, each in a process group of its own, so that ending one ends what it started too.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Starts a program as the head of a new process group.
pub fn start(mut command: Command) -> Result<Child> {
    let child = command.process_group(0).spawn().with_context(|| format!("{command:?} did not start"))?;
    groups().push(child.id());
    Ok(child)
}

/// Ends a group now. A group that is gone already is no error.
pub fn end(group: u32) {
    groups().retain(|known| *known != group);
    signal("KILL", group);
}

/// Asks every group to end. Nothing is lost if one is cut off: all they keep is in SQLite.
pub fn end_all() {
    for group in std::mem::take(&mut *groups()) {
        signal("TERM", group);
    }
}

/// On Ctrl-C, or when asked to end, takes the started programs along.
pub fn end_all_on_signal() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end_all();
            std::process::exit(128 + signal);
        }
    });
}

fn groups() -> std::sync::MutexGuard<'static, Vec<u32>> {
    GROUPS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The shell's own `kill`: it can signal a group, and every system has it (in this form, every shell too).
fn signal(name: &str, group: u32) {
    let line = format!("kill -s {name} -- -{group}");
    let _gone = Command::new("sh").args(["-c", &line]).stderr(Stdio::null()).status();
}
