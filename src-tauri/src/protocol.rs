//! `photo://localhost/…`: pictures for the window, and photos that the screen asked for. The core decides what is answered.
//!
//! A request's body comes as a whole here: webviews hand it over so. Android's hands over none: there the native camera
//! writes its file straight into the inbox, and only pictures are asked for.

use beatbook_core::PhotoAnswer;
use tauri::http::{Method, Request, Response, header};
use tauri::{AppHandle, Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::Shell;

/// The one window that may ask.
const WINDOW: &str = "main";
/// The path that photos are sent to; below it is nothing else.
const INBOX: &str = "/inbox";

/// Answers on a thread that may block.
pub fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let (app, own) = (context.app_handle().clone(), context.webview_label() == WINDOW);
    tauri::async_runtime::spawn_blocking(move || {
        let answer = if own { ask(&app, &request) } else { None };
        responder.respond(response(answer, &request));
    });
}

fn ask<R: Runtime>(app: &AppHandle<R>, request: &Request<Vec<u8>>) -> Option<PhotoAnswer> {
    let lock = app.state::<Shell>().lock().ok()?;
    let address = request.uri().path_and_query()?.as_str();
    match (request.method(), address.strip_prefix(INBOX)) {
        (&Method::POST, Some(query)) => Some(lock.take_in_photo(query, &mut request.body().as_slice())),
        (&Method::GET, None) => Some(lock.photo(address)),
        _ => None,
    }
}

/// Refused where nothing answers. What is sent from the app's own page may be answered to it, and to no other.
fn response(answer: Option<PhotoAnswer>, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let mut response = Response::builder();
    let origin = request.headers().get(header::ORIGIN).filter(|origin| is_own(origin.as_bytes()));
    if let Some(origin) = origin {
        response = response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    let Some(answer) = answer else { return response.status(403).body(Vec::new()).unwrap_or_default() };
    response = response.status(answer.status).header(header::CONTENT_TYPE, answer.content_type);
    for (name, value) in answer.headers() {
        response = response.header(*name, *value);
    }
    response.body(answer.body).unwrap_or_default()
}

/// The origins that Tauri gives its own page, by platform.
fn is_own(origin: &[u8]) -> bool {
    [&b"tauri://localhost"[..], b"http://tauri.localhost", b"https://tauri.localhost"].contains(&origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_apps_own_page_is_told_an_answer() {
        let from = |origin: &str| {
            let request =
                Request::builder().header(header::ORIGIN, origin).body(Vec::new()).expect("a request");
            let response = response(None, &request);
            assert_eq!(response.status(), 403);
            response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
        };
        assert!(from("tauri://localhost"));
        assert!(!from("https://hub.example") && !from("tauri://localhost.example"));
    }
}
