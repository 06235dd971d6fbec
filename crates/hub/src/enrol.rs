//! Enrolment: a person makes a code, a device turns it into a certificate; a code made for a device signs it in again.
//!
//! Rule: only the code's hash is kept; a code becomes one device, once, within ten minutes. Whoever signs in proves the
//! key of the enrolment and gets that one's certificate: the same device, the same officer, the same journal.

use beatbook_records::cell::Scope;
use beatbook_records::entry::Hash;
use beatbook_records::wire::{Certificate, EnrolReply, EnrolRequest};
use uuid::Uuid;

use crate::auth;
use crate::clock::Clock;
use crate::error::HubError;
use crate::ledger::Event;
use crate::organisation::Key;
use crate::state::Hub;
use crate::store::{Book, Invitation, NewDevice, Spent, StoreResult};

/// How long a code can be used.
pub const CODE_LIFE_MS: i64 = 10 * 60 * 1000;
/// Thirty-two characters without those that look like others.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Sixteen characters of five bits.
const CODE_CHARACTERS: usize = 16;

/// A code as it is shown once.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The code, as four groups of four.
    pub code: String,
    /// The link that the QR code holds.
    pub link: String,
    /// When it ends, Unix milliseconds.
    pub expires_ms: i64,
}

/// Make a code for somebody, and keep its hash.
///
/// # Errors
/// When the database fails.
pub fn issue(
    store: &Book<'_>,
    clock: &dyn Clock,
    key: &Key,
    of: &Invitation,
    address: &str,
) -> StoreResult<Issued> {
    make_code(store, clock, key, of, None, address)
}

/// Make a code that signs a device in again; `None` where no device in use has this id.
///
/// # Errors
/// When the database fails.
pub fn issue_sign_in(
    store: &Book<'_>,
    clock: &dyn Clock,
    key: &Key,
    device: Uuid,
    address: &str,
) -> StoreResult<Option<Issued>> {
    let Some(of) = store.device(device)?.map(|row| row.caller).filter(|of| !of.revoked) else {
        return Ok(None);
    };
    let of = Invitation { name: of.name, role: of.scope.role, areas: of.scope.areas };
    make_code(store, clock, key, &of, Some(device), address).map(Some)
}

fn make_code(
    store: &Book<'_>,
    clock: &dyn Clock,
    key: &Key,
    of: &Invitation,
    device: Option<Uuid>,
    address: &str,
) -> StoreResult<Issued> {
    let code = random_characters(clock, CODE_CHARACTERS);
    let now_ms = clock.now_ms();
    let expires_ms = now_ms + CODE_LIFE_MS;
    store.add_code(&hash(&code), of, device, expires_ms, now_ms)?;
    let link = format!("beatbook://enrol?s={}&t={code}&f={}", escape(address), key.fingerprint());
    let groups: Vec<&str> = (0..CODE_CHARACTERS).step_by(4).map(|at| &code[at..at + 4]).collect();
    Ok(Issued { code: groups.join("-"), link, expires_ms })
}

/// Turn a code into a certificate, for the key that proves itself: a new one, or the one that the key has.
///
/// # Errors
/// `Malformed`, `Unsigned` where the proof does not fit, `CodeRefused`, `Store`.
pub fn accept(hub: &Hub, request: &EnrolRequest) -> Result<EnrolReply, HubError> {
    let public_key = from_hex(&request.public_key)?;
    let proof = from_hex(&request.proof)?;
    auth::verify(&public_key, format!("beatbook-enrol\n{}", request.code).as_bytes(), &proof)?;
    let code = canonical(&request.code).ok_or(HubError::CodeRefused)?;
    let now_ms = hub.clock.now_ms();
    let make = |of| new_device(hub, of, public_key, now_ms);
    let certificate = match hub.store().spend_code(&hash(&code), &public_key, now_ms, make)? {
        Spent::Now(certificate) | Spent::Before(certificate) => certificate,
        Spent::Refused => return Err(HubError::CodeRefused),
    };
    let signature = hub.key.sign(&certificate);
    // Also where the code was spent before: that answer may be missing because this failed.
    let event =
        Event::Enrolled { code: hash(&code), certificate: certificate.clone(), signature: signature.clone() };
    hub.ledger.note(event, now_ms)?;
    Ok(EnrolReply { certificate, signature, organisation_key: hub.key.public_hex() })
}

fn new_device(hub: &Hub, of: Invitation, public_key: [u8; 32], now_ms: i64) -> NewDevice {
    let actor = hub.clock.uuid_v7();
    let certificate = Certificate {
        device: hub.clock.uuid_v7(),
        actor,
        name: of.name,
        organisation: hub.organisation.clone(),
        public_key: hex::encode(public_key),
        scope: Scope { version: 1, role: of.role, areas: of.areas, officer: Some(actor) },
        recovery_key: hub.recovery_key.clone(),
        issued: now_ms,
    };
    NewDevice {
        device: certificate.device,
        actor: certificate.actor,
        certificate: serde_json::to_string(&certificate).expect("a certificate is plain JSON"),
        name: certificate.name,
        scope: certificate.scope,
        public_key,
        enrolled_ms: now_ms,
    }
}

/// Random characters that are not mistaken for one another, five bits each.
pub fn random_characters(clock: &dyn Clock, characters: usize) -> String {
    let mut random = vec![0; characters];
    clock.fill(&mut random);
    // 256 is a multiple of 32, so that every character is equally likely.
    random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// The code without spaces, hyphens and case, look-alikes read as what was meant.
fn canonical(typed: &str) -> Option<String> {
    let mut code = String::new();
    for character in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let meant = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        code.push(ALPHABET.contains(&u8::try_from(meant).ok()?).then_some(meant)?);
    }
    (code.len() == CODE_CHARACTERS).then_some(code)
}

fn hash(code: &str) -> Hash {
    Hash::of(&[b"beatbook-code\n", code.as_bytes()])
}

fn from_hex<const N: usize>(text: &str) -> Result<[u8; N], HubError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes)
        .map_err(|_| HubError::Malformed("not hexadecimal of the right length"))?;
    Ok(bytes)
}

/// Percent-encode what would end a query value.
fn escape(address: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
    address.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::{canonical, escape};

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        assert_eq!(canonical("abcd-efgh 0123-4567").as_deref(), Some("ABCDEFGH01234567"));
        assert_eq!(canonical("OIL0-0000-0000-0000").as_deref(), Some("0110000000000000"));
        for refused in
            ["", "ABCD-EFGH-0123-456", "ABCD-EFGH-0123-45678", "UBCD-EFGH-0123-4567", "ÄBCDEFGH01234567"]
        {
            assert_eq!(canonical(refused), None, "{refused}");
        }
    }

    #[test]
    fn an_address_cannot_end_its_place_in_the_link() {
        assert_eq!(escape("https://hub.example:8443/a?b&c#d"), "https://hub.example:8443/a%3Fb%26c%23d");
    }
}
