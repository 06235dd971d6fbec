//! What the hub says while it runs.
//!
//! Rule: no name, word or number of anybody: a line names an address of ours, a status and a time. What a database says
//! of an error may quote what somebody wrote, so its code is told instead.

use tracing_subscriber::EnvFilter;

/// What is told where nobody says otherwise.
const LEVEL: &str = "warn";

/// Begin, on standard error; `BEATBOOK_LOG` says how much, such as `info`.
pub fn begin(json: bool) {
    let filter = EnvFilter::try_from_env("BEATBOOK_LOG").unwrap_or_else(|_| EnvFilter::new(LEVEL));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { lines.json().flatten_event(true).init() } else { lines.init() }
}
