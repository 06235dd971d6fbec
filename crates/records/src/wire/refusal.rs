//! Refusals: `application/problem+json`, with few codes, each of which the device acts on.

use serde::{Deserialize, Serialize};

/// The code, again as a header: the answer to a `HEAD` has no body.
pub const HEADER_REFUSAL: &str = "beatbook-refusal";
/// The hub's clock likewise, Unix milliseconds.
pub const HEADER_HUB_TIME: &str = "beatbook-hub-time";

/// Why the hub did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The body is not what the endpoint reads.
    Malformed,
    /// The body or the batch is larger than the limit: send less.
    TooLarge,
    /// No signature, or one that does not fit.
    Unsigned,
    /// The request's time is too far from the hub's; the answer carries the hub's.
    ClockWrong,
    /// The device was revoked: its entries are kept, and it receives nothing.
    Revoked,
    /// The device was not heard of for so long that it is signed in no more: a code made for it signs it in again.
    SignInExpired,
    /// The code is not one that can be used: unknown, spent or expired.
    CodeRefused,
    /// No such thing here, or not for this device.
    NotFound,
    /// Signed in as nobody, or as somebody who may not.
    Forbidden,
    /// A piece of a file that does not begin where the last one ended: ask how much has come.
    OffsetWrong,
    /// The bytes of a file do not hash to its name; what had come of it is dropped.
    HashWrong,
    /// The file is none of the kinds that are kept.
    TypeRefused,
    /// Too much of this device's files is half there: finish them first, or wait.
    PartsFull,
    /// Too much at once: try again later.
    Busy,
    /// The hub failed; nothing was done.
    Internal,
}

impl RefusalCode {
    const WORDS: [(Self, &'static str); 15] = [
        (Self::Malformed, "malformed"),
        (Self::TooLarge, "too_large"),
        (Self::Unsigned, "unsigned"),
        (Self::ClockWrong, "clock_wrong"),
        (Self::Revoked, "revoked"),
        (Self::SignInExpired, "sign_in_expired"),
        (Self::CodeRefused, "code_refused"),
        (Self::NotFound, "not_found"),
        (Self::Forbidden, "forbidden"),
        (Self::OffsetWrong, "offset_wrong"),
        (Self::HashWrong, "hash_wrong"),
        (Self::TypeRefused, "type_refused"),
        (Self::PartsFull, "parts_full"),
        (Self::Busy, "busy"),
        (Self::Internal, "internal"),
    ];

    /// As it travels.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(code, _)| *code == self).map_or("internal", |(_, word)| word)
    }

    /// Read back; `None` where no hub of this build says so.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(code, _)| *code)
    }
}

/// The body of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub about: String,
    /// A sentence for a log.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The code.
    pub code: RefusalCode,
    /// The hub's clock, Unix milliseconds.
    pub hub_time: i64,
}

#[cfg(test)]
mod tests {
    use super::RefusalCode;

    #[test]
    fn a_code_is_the_same_word_in_a_header_and_in_a_body() {
        for (code, word) in RefusalCode::WORDS {
            assert_eq!(serde_json::to_value(code).expect("a word"), word);
            assert_eq!(RefusalCode::from_word(word), Some(code));
        }
    }
}
