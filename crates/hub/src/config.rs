//! What the person who starts the hub may say. Everything has a default.

use std::net::SocketAddr;

/// How the hub is seen and called.
#[derive(Debug, Clone)]
pub struct Config {
    /// The organisation's name, used when the data directory is new.
    pub organisation: String,
    /// The address that people and devices use, where it is not the one listened on.
    pub address: String,
}

impl Default for Config {
    fn default() -> Self {
        Self { organisation: "Beatbook".into(), address: String::new() }
    }
}

impl Config {
    /// The address for a hub that listens here and has no other name.
    #[must_use]
    pub fn listening(self, on: SocketAddr) -> Self {
        if self.address.is_empty() { Self { address: format!("http://{on}"), ..self } } else { self }
    }

    /// Cookies travel over https only, except to this very machine.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        let host = self.address.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
        !matches!(name, Some("127.0.0.1" | "localhost" | "[::1]"))
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn only_this_very_machine_is_spared_https() {
        let secure = |address: &str| Config { address: address.into(), ..Config::default() }.secure_cookies();
        assert!(!secure("http://127.0.0.1:8080"));
        assert!(!secure("http://localhost"));
        assert!(!secure("http://[::1]:80/"));
        assert!(secure("https://127.0.0.1:8443"));
        assert!(secure("https://hub.example.gov.uk"));
        assert!(secure("http://10.0.0.7:8080"));
        assert!(secure("http://127.0.0.1.example.com"));
    }
}
