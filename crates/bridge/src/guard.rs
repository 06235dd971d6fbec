//! Who may speak to the bridge: pages it served itself, on this machine, that hold its token.
//!
//! Any web page can send requests to loopback. The `Host` check stops names that were made to point here
//! (DNS rebinding), the `Origin` check stops other pages, the token stops everything else.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

/// Answers 403 to anything that does not come from a loopback page of this bridge.
pub async fn only_loopback(request: Request, next: Next) -> Response {
    if comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    let mut refusal = Response::new(Body::from("Only pages of this bridge may ask."));
    *refusal.status_mut() = StatusCode::FORBIDDEN;
    refusal
}

/// Whether `Host` is loopback and `Origin`, if sent, is the same place.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let Some(host) = text(header::HOST).filter(|host| is_loopback(host)) else { return false };
    match headers.contains_key(header::ORIGIN) {
        false => true,
        true => text(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://")) == Some(host),
    }
}

/// Whether a `Host` value names this machine by its loopback address or `localhost`.
fn is_loopback(host: &str) -> bool {
    let name = host.parse::<axum::http::uri::Authority>().map(|authority| authority.host().to_owned());
    name.is_ok_and(|name| ["127.0.0.1", "localhost", "[::1]"].contains(&name.as_str()))
}

/// The secret of one run, in the address that the bridge prints.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn mint() -> anyhow::Result<Self> {
        let mut bytes = [0_u8; 32];
        #[expect(
            clippy::disallowed_methods,
            reason = "the bridge's own secret, nothing the core ever stores"
        )]
        getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        Ok(Self(hex::encode(bytes)))
    }

    /// As it stands in the address.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether the request carries it, as a bearer or (for an event stream, which can send no header) in the query.
    pub fn is_in(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
        let mut query =
            uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.strip_prefix("token="));
        bearer == Some(self.text()) || query.any(|token| token == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().expect("a header"))).collect()
    }

    #[test]
    fn only_loopback_hosts_are_answered() {
        for host in ["127.0.0.1:4000", "localhost:4000", "[::1]:4000", "localhost"] {
            assert!(comes_from_here(&headers(&[(header::HOST, host)])), "{host}");
        }
        for host in ["beat.example:4000", "127.0.0.1.beat.example", "localhost.beat.example", "10.0.0.1", ""]
        {
            assert!(!comes_from_here(&headers(&[(header::HOST, host)])), "{host}");
        }
        assert!(!comes_from_here(&HeaderMap::new()));
    }

    #[test]
    fn only_the_bridges_own_pages_are_answered() {
        let with = |origin| headers(&[(header::HOST, "127.0.0.1:4000"), (header::ORIGIN, origin)]);
        assert!(comes_from_here(&with("http://127.0.0.1:4000")));
        for origin in ["http://127.0.0.1:4001", "https://127.0.0.1:4000", "http://beat.example", "null"] {
            assert!(!comes_from_here(&with(origin)), "{origin}");
        }
    }

    #[test]
    fn a_token_is_accepted_as_bearer_or_in_the_query_and_nowhere_else() {
        let token = Token::mint().expect("randomness");
        let bare = Uri::from_static("/events");
        let query = format!("/events?a=1&token={}", token.text()).parse().expect("an address");
        assert!(token.is_in(&HeaderMap::new(), &query));
        assert!(
            token.is_in(&headers(&[(header::AUTHORIZATION, &format!("Bearer {}", token.text()))]), &bare)
        );
        assert!(!token.is_in(&headers(&[(header::AUTHORIZATION, "Bearer 00")]), &bare));
        assert!(!token.is_in(&HeaderMap::new(), &bare));
        assert_ne!(token.text(), Token::mint().expect("randomness").text());
    }
}
