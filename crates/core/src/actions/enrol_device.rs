//! Enrol the device: a code becomes a certificate for a key that is made here and never leaves.
//!
//! Rule: beside signing in again, the only action that waits for the hub. The key is kept before the code is spent, so that an
//! answer lost on the way is asked for again with the same key, which the hub answers again.

use beatbook_records::entry::Hash;
use beatbook_records::wire::{Certificate, EnrolReply, EnrolRequest};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::Context;
use super::read_status::me;
use crate::api::{EnrolDevice, Me};
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::store::{Enrolment, Owner, Tx};

/// The setting that keeps the key of an enrolment under way.
const PENDING: &str = "enrolling";
/// How a link begins.
const SCHEME: &str = "beatbook://enrol?";
/// Characters of a code.
const CODE_CHARACTERS: usize = 16;
/// The fewest hexadecimal digits of a fingerprint that say anything.
const FINGERPRINT_DIGITS_MIN: usize = 16;

/// The key of an enrolment under way, and the code it is for.
#[derive(Serialize, Deserialize)]
struct Pending {
    code: String,
    seed: [u8; 32],
}

/// What a link or a person said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub(crate) hub: String,
    pub(crate) code: String,
    pub(crate) fingerprint: Option<String>,
}

pub(crate) fn enrol(context: &Context, input: EnrolDevice) -> Result<Me, Error> {
    if context.read(|reader, _| Ok(reader.owner()?.is_some()))? {
        return Err(ErrorCode::AlreadyEnrolled.into());
    }
    let invitation = Invitation::read(&input)?;
    let code = invitation.code.clone();
    let key = SigningKey::from_bytes(&context.write(move |tx| pending_seed(tx, code))?);
    let reply = (context.ask_enrol)(&invitation.hub, &request(&invitation, &key))?;
    let enrolment = accept(&*context.env, &invitation, &key, reply)?;
    let owner = enrolment.owner.clone();
    context.write(move |tx| {
        tx.save_device(&enrolment)?;
        tx.put_setting(PENDING, &None::<Pending>)?;
        Ok(())
    })?;
    context.syncing.now();
    Ok(me(owner))
}

/// What is asked of the hub: the code, and that the key is this device's.
pub(super) fn request(invitation: &Invitation, key: &SigningKey) -> EnrolRequest {
    let proof = key.sign(format!("beatbook-enrol\n{}", invitation.code).as_bytes());
    EnrolRequest {
        code: invitation.code.clone(),
        public_key: hex::encode(key.verifying_key().as_bytes()),
        proof: hex::encode(proof.to_bytes()),
    }
}

/// The key for this code: the one from last time, else a new one.
fn pending_seed(tx: &mut Tx<'_>, code: String) -> Result<[u8; 32], Error> {
    let pending: Option<Option<Pending>> = tx.read().setting(PENDING)?;
    if let Some(pending) = pending.flatten().filter(|pending| pending.code == code) {
        return Ok(pending.seed);
    }
    let mut seed = [0; 32];
    tx.env().fill(&mut seed);
    tx.put_setting(PENDING, &Some(Pending { code, seed }))?;
    Ok(seed)
}

impl Invitation {
    pub(crate) fn read(input: &EnrolDevice) -> Result<Self, Error> {
        let link = input.link.trim();
        let (mut hub, mut code, mut fingerprint) = (input.hub.clone(), link.to_owned(), None);
        if let Some(query) = link.strip_prefix(SCHEME) {
            code.clear();
            for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                match name {
                    "s" => hub = Some(unescape(value)),
                    "t" => code = unescape(value),
                    "f" => fingerprint = Some(unescape(value).to_ascii_lowercase()),
                    _ => {}
                }
            }
        }
        let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if code.len() != CODE_CHARACTERS || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(invalid("link", "not a code"));
        }
        if fingerprint.as_ref().is_some_and(|digits| digits.len() < FINGERPRINT_DIGITS_MIN) {
            return Err(invalid("link", "the fingerprint is too short"));
        }
        Ok(Self { hub: address(hub.as_deref().unwrap_or_default())?, code, fingerprint })
    }
}

/// An address records may travel to: encrypted, or within this machine.
fn address(text: &str) -> Result<String, Error> {
    let text = text.trim().trim_end_matches('/');
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err(invalid("hub", "not an address"));
    }
    let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    if let Some(rest) = text.strip_prefix("https://").filter(|rest| !host(rest).is_empty()) {
        return Ok(format!("https://{rest}"));
    }
    // Whole, so that nothing before an `@` passes for the host behind it.
    let own = |host: &str| {
        let port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let name = host.rsplit_once(':').filter(|(_, last)| port(last)).map_or(host, |(name, _)| name);
        matches!(name, "localhost" | "127.0.0.1" | "[::1]")
    };
    match text.strip_prefix("http://") {
        Some(rest) if own(&host(rest)) => Ok(text.to_owned()),
        _ => Err(invalid("hub", "not an https address")),
    }
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = escaped.and_then(|digits| {
            let mut byte = [0];
            hex::decode_to_slice(digits, &mut byte).ok().map(|()| byte[0])
        });
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn invalid(field: &str, why: &str) -> Error {
    Error::Invalid { field: field.into(), why: why.into() }
}

/// Believe the hub's answer only as far as it proves itself.
pub(crate) fn accept(
    env: &dyn Env,
    invitation: &Invitation,
    key: &SigningKey,
    reply: EnrolReply,
) -> Result<Enrolment, Error> {
    let refuse = |why: &str| Error::Hub { code: ErrorCode::HubRefused, detail: why.into() };
    let organisation: [u8; 32] = bytes(&reply.organisation_key).ok_or_else(|| refuse("no key"))?;
    let print = Hash::of(&[&organisation]).to_string();
    if invitation.fingerprint.as_ref().is_some_and(|expected| !print.starts_with(expected.as_str())) {
        return Err(refuse("the organisation's key is not the one in the link"));
    }
    let signature: [u8; 64] = bytes(&reply.signature).ok_or_else(|| refuse("no signature"))?;
    VerifyingKey::from_bytes(&organisation)
        .and_then(|key| key.verify_strict(reply.certificate.as_bytes(), &Signature::from_bytes(&signature)))
        .map_err(|_| refuse("the certificate is not signed by the organisation"))?;
    let certificate: Certificate =
        serde_json::from_str(&reply.certificate).map_err(|_| refuse("the certificate is not one"))?;
    if bytes(&certificate.public_key) != Some(key.verifying_key().to_bytes()) {
        return Err(refuse("the certificate is for another key"));
    }
    let owner = Owner {
        device: certificate.device,
        actor: certificate.actor,
        name: certificate.name,
        organisation: certificate.organisation,
        hub: invitation.hub.clone(),
        scope: certificate.scope,
        incarnation: new_incarnation(env),
        enrolled_at: env.now(),
    };
    Ok(Enrolment {
        owner,
        signing_key: key.to_bytes(),
        certificate: reply.certificate,
        certificate_signature: signature.to_vec(),
        organisation_key: organisation.to_vec(),
    })
}

fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(digits, &mut bytes).ok().map(|()| bytes)
}

/// Random, of 63 bits, and not 0.
fn new_incarnation(env: &dyn Env) -> u64 {
    let mut random = [0; 8];
    env.fill(&mut random);
    (u64::from_be_bytes(random) >> 1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(link: &str, hub: Option<&str>) -> Result<Invitation, Option<String>> {
        let input = EnrolDevice { link: link.into(), hub: hub.map(Into::into) };
        Invitation::read(&input).map_err(|error| crate::error::ErrorBody::from(error).field)
    }

    #[test]
    fn a_link_names_hub_code_and_key() {
        let link = "beatbook://enrol?s=https://hub.example:8443&t=ABCDEFGH01234567&f=00112233445566AA";
        let invitation = read(link, None).unwrap();
        assert_eq!(invitation.hub, "https://hub.example:8443");
        assert_eq!(invitation.code, "ABCDEFGH01234567");
        assert_eq!(invitation.fingerprint.as_deref(), Some("00112233445566aa"));
    }

    #[test]
    fn a_typed_code_needs_an_address() {
        let typed = read("abcd-efgh 0123-4567", Some("http://127.0.0.1:8080/")).unwrap();
        assert_eq!((typed.hub.as_str(), typed.code.as_str()), ("http://127.0.0.1:8080", "abcdefgh01234567"));
        assert_eq!(read("abcd-efgh-0123-4567", None), Err(Some("hub".into())));
        assert_eq!(read("abcd", Some("https://hub.example")), Err(Some("link".into())));
    }

    #[test]
    fn records_never_travel_unencrypted() {
        let code = "abcd-efgh-0123-4567";
        for open in [
            "http://hub.example",
            "http://127.0.0.1.hub.example",
            "http://localhost@hub.example",
            "http://localhost:80@hub.example",
            "http://[::1]@hub.example",
            "https://hub.example /",
            "https://hub\u{0}.example",
            "http://[::1]:80@hub.example",
            "ftp://a",
        ] {
            assert_eq!(read(code, Some(open)), Err(Some("hub".into())), "{open}");
        }
        for own in ["http://localhost:1", "http://[::1]:1", "http://[::1]", "https://hub.example"] {
            assert!(read(code, Some(own)).is_ok(), "{own}");
        }
    }

    #[test]
    fn escapes_are_read_and_nonsense_is_left() {
        assert_eq!(unescape("a%20b%zz%4"), "a b%zz%4");
    }
}
