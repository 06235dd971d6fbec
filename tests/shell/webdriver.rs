//! The few WebDriver calls the story needs, over plain HTTP.

use std::time::Duration;

use serde_json::{Value, json};

use crate::wait::{SOON, until};

/// The name W3C gives an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window under remote control.
pub struct Page {
    session: String,
    agent: ureq::Agent,
}

impl Page {
    /// Opens the application through the driver at `port`.
    pub fn open(port: u16, application: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent: ureq::Agent = config.timeout_global(Some(SOON)).build().into();
        let driver = format!("http://127.0.0.1:{port}");
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "wry", "tauri:options": { "application": application } } } });
        let opened = until("the driver opens the window", SOON, || {
            post(&agent, &format!("{driver}/session"), &wanted)
        });
        let id = opened["sessionId"].as_str().expect("a session").to_owned();
        Self { session: format!("{driver}/session/{id}"), agent }
    }

    /// Presses the button or link with these words, once it is there.
    pub fn press(&self, words: &str) {
        let path = format!("//*[self::button or self::a][contains(normalize-space(.), {})]", quoted(words));
        self.click("xpath", &path);
    }

    /// Presses the one element a CSS selector finds, once it is there.
    pub fn press_at(&self, selector: &str) {
        self.click("css selector", selector);
    }

    /// Types into the field a CSS selector finds.
    pub fn type_into(&self, selector: &str, text: &str) {
        until(&format!("typing into {selector}"), SOON, || {
            let element = self.find("css selector", selector)?;
            self.post(&format!("element/{element}/value"), &json!({ "text": text }))
        });
    }

    /// What the element a CSS selector finds shows, once it shows what is `wanted`.
    pub fn shows(&self, selector: &str, wanted: impl Fn(&str) -> bool) -> String {
        self.shows_within(SOON, selector, wanted)
    }

    /// The same, with patience of its own.
    pub fn shows_within(&self, patience: Duration, selector: &str, wanted: impl Fn(&str) -> bool) -> String {
        until(&format!("{selector} shows what is wanted"), patience, || {
            let text = self.text(selector)?;
            if wanted(&text) { Ok(text) } else { Err(format!("it shows {text:?}")) }
        })
    }

    /// What the element a CSS selector finds shows now.
    pub fn text(&self, selector: &str) -> Result<String, String> {
        let element = self.find("css selector", selector)?;
        let said = get(&self.agent, &format!("{}/element/{element}/text", self.session))?;
        said.as_str().map(str::to_owned).ok_or_else(|| "no text".into())
    }

    /// Runs a script in the page that calls its first argument with the answer; the second is `port`.
    pub fn asks(&self, script: &str, port: u16) -> Value {
        // WebDriver puts its own callback last; the scripts read better with it first.
        let body =
            format!("const given = [...arguments]; (function () {{ {script} }})(given.pop(), ...given)");
        self.post("execute/async", &json!({ "script": body, "args": [port] })).expect("the script ends")
    }

    fn click(&self, using: &str, value: &str) {
        until(&format!("pressing {value}"), SOON, || {
            let element = self.find(using, value)?;
            self.post(&format!("element/{element}/click"), &json!({}))
        });
    }

    fn find(&self, using: &str, value: &str) -> Result<String, String> {
        let found = self.post("element", &json!({ "using": using, "value": value }))?;
        found[ELEMENT].as_str().map(str::to_owned).ok_or_else(|| format!("{value} is no element"))
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        post(&self.agent, &format!("{}/{path}", self.session), body)
    }
}

impl Drop for Page {
    /// Closes the window. One that was killed is closed already.
    fn drop(&mut self) {
        let _closed = self.agent.delete(&self.session).call();
    }
}

fn post(agent: &ureq::Agent, url: &str, body: &Value) -> Result<Value, String> {
    answer(agent.post(url).header("Content-Type", "application/json").send(body.to_string()))
}

fn get(agent: &ureq::Agent, url: &str) -> Result<Value, String> {
    answer(agent.get(url).call())
}

fn answer(reply: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
    let mut reply = reply.map_err(|error| error.to_string())?;
    let text = reply.body_mut().read_to_string().map_err(|error| error.to_string())?;
    let mut said: Value = serde_json::from_str(&text).map_err(|_| text)?;
    if reply.status().is_success() { Ok(said["value"].take()) } else { Err(said["value"].to_string()) }
}

/// XPath has no escapes: a text with one kind of quote goes in the other.
fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
