//! A link or a typed code: where the phone would send records is encrypted or this machine, as a browser reads it.
#![no_main]

use beatbook_core::decoders::invitation;
use beatbook_fuzz::planted;
use libfuzzer_sys::{Corpus, fuzz_target};
use url::{Host, Url};

/// Whether records may travel there, by a reader of addresses that is not ours.
fn is_safe(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return true }; // nobody can send anything there
    let own = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    (url.scheme() == "https" && url.host().is_some()) || (url.scheme() == "http" && own && !planted())
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let (link, hub) = text.split_once('\n').map_or((text, None), |(link, hub)| (link, Some(hub)));
    let Some(invited) = invitation(link, hub) else { return Corpus::Keep };
    assert!(is_safe(&invited.hub), "records would travel to {}", invited.hub);
    assert!(invited.code.len() == 16 && invited.code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert!(invited.fingerprint.as_ref().is_none_or(|digits| digits.len() >= 16));
    // What was read can be typed.
    let typed = invitation(&invited.code, Some(&invited.hub)).expect("a code and an address");
    assert_eq!((typed.hub, typed.code), (invited.hub, invited.code));
    Corpus::Keep
});
