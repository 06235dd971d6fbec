//! Somebody at the hub's pages.
//!
//! They sign in whenever they look, since sessions end while a story's months pass.

use beatbook_hub::sessions;
use beatbook_hub::store::AccountRow;
use beatbook_records::role::Role;
use beatbook_tests::{Serving, Town};
use reqwest::StatusCode;
use reqwest::blocking::Client;

pub struct Reader<'t> {
    pub town: &'t Town,
    pub url: String,
    pub client: Client,
    name: &'static str,
}

impl<'t> Reader<'t> {
    pub fn of(town: &'t Town, served: &Serving, name: &'static str, role: Role) -> Self {
        let account = AccountRow { name: name.into(), password: String::new(), role, one_time: false };
        town.hub.store().put_account(&account, town.now().timestamp_millis()).expect("an account");
        let _ = rustls::crypto::ring::default_provider().install_default();
        let policy = reqwest::redirect::Policy::none();
        let client = Client::builder().redirect(policy).no_proxy().build().expect("a client");
        Self { town, url: format!("http://{}", served.on), client, name }
    }

    pub fn signs_in(&self) -> String {
        let set = sessions::begin(&self.town.hub, self.name).expect("a session");
        set.to_str().expect("text").split(';').next().expect("a cookie").to_owned()
    }

    /// What this address answers.
    pub fn opens(&self, path: &str) -> (StatusCode, String) {
        self.opens_as(&self.signs_in(), path)
    }

    /// A page that they may see.
    pub fn reads(&self, path: &str) -> String {
        self.reads_as(&self.signs_in(), path)
    }

    pub fn reads_as(&self, cookie: &str, path: &str) -> String {
        let (status, page) = self.opens_as(cookie, path);
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page
    }

    /// Send a form of theirs; the status and the page.
    pub fn sends(&self, path: &str, name: &str, words: &str) -> (StatusCode, String) {
        let cookie = self.signs_in();
        let page = self.reads_as(&cookie, "/overview");
        let token = page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        self.sends_with(&cookie, path, (name, words), token.expect("a token"))
    }

    /// Send a form with this token.
    pub fn sends_with(
        &self,
        cookie: &str,
        path: &str,
        (name, words): (&str, &str),
        token: &str,
    ) -> (StatusCode, String) {
        let coded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let form = format!("{name}={coded}&token={token}");
        let post = self.client.post(format!("{}{path}", self.url)).header("cookie", cookie);
        let answer = post.header("content-type", "application/x-www-form-urlencoded").body(form).send();
        let answer = answer.expect("an answer");
        (answer.status(), answer.text().expect("text"))
    }

    fn opens_as(&self, cookie: &str, path: &str) -> (StatusCode, String) {
        let answer = self.client.get(format!("{}{path}", self.url)).header("cookie", cookie).send();
        let answer = answer.expect("an answer");
        (answer.status(), answer.text().expect("text"))
    }
}
