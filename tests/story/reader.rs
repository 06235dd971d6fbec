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

    fn opens_as(&self, cookie: &str, path: &str) -> (StatusCode, String) {
        let answer = self.client.get(format!("{}{path}", self.url)).header("cookie", cookie).send();
        let answer = answer.expect("an answer");
        (answer.status(), answer.text().expect("text"))
    }
}
