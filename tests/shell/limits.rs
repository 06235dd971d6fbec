//! What the window cannot do: leave the app, reach the network, or open a book that is open already.

use crate::window::Screen;
use crate::{can_open_windows, words};

/// Tries what a script in the window must not get, and lists what it got.
const BREAK_OUT: &str = "
    const done = arguments[0]
    const { invoke } = window.__TAURI_INTERNALS__
    const gets = (what, attempt) => attempt.then(() => what, () => null)
    const found = [
      gets('closes the window', invoke('plugin:window|close', {})),
      gets('reads the app\\'s folder', invoke('plugin:path|resolve_directory', { directory: 14 })),
      gets('sends events', invoke('plugin:event|emit', { event: 'db-changed' })),
      gets('reaches the network', fetch('http://127.0.0.1:' + arguments[1])),
      gets('runs text as code', new Promise((yes) => yes(Function('return 1')()))),
    ]
    const globals = ['__TAURI__'].filter((name) => name in window)
    if (!Object.isFrozen(Object.prototype)) globals.push('Object.prototype can be changed')
    Promise.all(found).then((got) => done(got.filter(Boolean).concat(globals)))";

/// The same with something the window may do, to see that the list would not stay empty.
const ALLOWED: &str = "
    const done = arguments[0]
    window.__TAURI_INTERNALS__.invoke('call', { name: 'app_status', body: '{}' }).then(() => done(['calls the core']))";

#[test]
#[ignore = "opens the real window: `cargo xtask test` does"]
fn the_window_may_call_the_core_and_nothing_else() {
    if !can_open_windows() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let screen = Screen::start(&folder.path().join("app"));
    let page = screen.open();
    page.shows("body", |text| text.contains(&words("welcome.title")));
    assert_eq!(page.asks(ALLOWED, screen.port()), serde_json::json!(["calls the core"]));
    assert_eq!(page.asks(BREAK_OUT, screen.port()), serde_json::json!([]));
}

#[test]
#[ignore = "opens the real window: `cargo xtask test` does"]
fn a_second_copy_says_that_the_book_is_open_and_takes_over_when_asked_again() {
    if !can_open_windows() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (Screen::start(folder.path()), Screen::start(folder.path()));
    let page = first.open();
    page.shows("body", |text| text.contains(&words("welcome.title")));
    let copy = second.open();
    copy.shows("body", |text| text.contains(&words("error.in_use")));
    page.press(&words("welcome.enter"));
    page.shows("body", |text| text.contains(&words("enrol.title")));
    first.kill();
    copy.press(&words("app.try_again"));
    copy.shows("body", |text| text.contains(&words("welcome.title")));
}
