//! Natural keys: two people who write down the same thing, out of reach of each other, write the same record.
//!
//! Rule: the id follows from the authority, the kind and the key alone, so that device and hub compute the same one.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use uuid::Uuid;

use crate::field::Kind;
use crate::record::Values;

/// The id of a record with a natural key, as [`derived_id`] of its kind and key. `None` where the kind has no natural
/// key or a part of it is not given.
#[must_use]
pub fn natural_id(kind: &Kind, values: &Values, salt: &[u8]) -> Option<Uuid> {
    let part = |name: &&str| Some(values.get(*name).and_then(Value::as_str)?.trim().to_lowercase());
    let key: Vec<String> = kind.natural_key.iter().map(part).collect::<Option<_>>()?;
    (!key.is_empty()).then(|| derived_id(kind, key.iter().map(String::as_str), salt))
}

/// An id that follows from a kind and texts: the `UUIDv8` of their HMAC-SHA256 under the authority's salt.
///
/// # Panics
/// Never: HMAC takes salts of any length.
#[must_use]
pub fn derived_id<'p>(kind: &Kind, parts: impl IntoIterator<Item = &'p str>, salt: &[u8]) -> Uuid {
    let mut mac = Hmac::<Sha256>::new_from_slice(salt).expect("HMAC takes keys of any length");
    mac.update(kind.name.as_bytes());
    for part in parts {
        // With its length, so that no two keys are one text.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    let bytes = mac.finalize().into_bytes();
    Uuid::new_v8(<[u8; 16]>::try_from(&bytes[..16]).expect("SHA-256 has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kinds::kind;

    fn id(name: &str, values: &Value, salt: &[u8]) -> Option<Uuid> {
        natural_id(kind(name)?, values.as_object()?, salt)
    }

    #[test]
    fn the_same_home_is_the_same_record_in_one_authority_alone() {
        let home = json!({"uprn": "100110000001", "tenure": "OWNER"});
        let same = json!({"uprn": "100110000001"});
        assert_eq!(id("property", &home, b"a"), id("property", &same, b"a"));
        assert_ne!(id("property", &home, b"a"), id("property", &home, b"b"));
        assert_ne!(id("property", &home, b"a"), id("property", &json!({"uprn": "100110000002"}), b"a"));
    }

    #[test]
    fn a_key_of_parts_is_no_other_key_of_parts() {
        let one = json!({"scheme": "RADIO", "business_key": "x"});
        let other = json!({"scheme": "RADIOX", "business_key": ""});
        assert_ne!(id("scheme_membership", &one, b"a"), id("scheme_membership", &other, b"a"));
        assert_eq!(id("scheme_membership", &json!({"scheme": "RADIO"}), b"a"), None);
        assert_eq!(id("note", &json!({"text": "x"}), b"a"), None);
    }
}
