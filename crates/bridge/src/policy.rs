//! The content security policy that the app ships with, so that the browser tests run under it too.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use axum::http::HeaderValue;

/// The app's own configuration, which the window reads too.
const APP: &str = include_str!("../../../src-tauri/tauri.conf.json");

/// The app's policy, except that here calls go to the page's own origin instead of Tauri, and pictures come from it.
pub fn header() -> Result<HeaderValue> {
    let app: serde_json::Value = serde_json::from_str(APP).context("the app's configuration is JSON")?;
    let policy = app["app"]["security"]["csp"].clone();
    let mut policy: BTreeMap<String, String> =
        serde_json::from_value(policy).context("the policy is a map")?;
    policy.insert("connect-src".into(), "'self'".into());
    policy.insert("img-src".into(), "'self' data:".into());
    let text: Vec<String> = policy.iter().map(|(what, from)| format!("{what} {from}")).collect();
    HeaderValue::try_from(text.join("; ")).context("the policy is a header")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_policy_is_the_apps_own_and_allows_no_other_place() {
        let header = super::header().expect("a policy");
        let text = header.to_str().expect("text");
        for part in
            ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]
        {
            assert!(text.split("; ").any(|found| found == part), "{part} is not in {text}");
        }
        for part in ["unsafe", "http:", "https:", "photo", "*"] {
            assert!(!text.contains(part), "{part} is in {text}");
        }
    }
}
