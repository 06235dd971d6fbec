//! What a device makes of words from outside, each by itself: for the targets that try every word.
//!
//! Rule: the product's own functions and nothing else. Only a build with the feature `sim` has it.

use beatbook_records::wire::EnrolReply;
use ed25519_dalek::SigningKey;

use crate::actions::enrol_device::{Invitation, accept};
use crate::api::EnrolDevice;
use crate::env::Env;
use crate::store::Enrolment;

/// An invitation that the device would follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The hub's address.
    pub hub: String,
    /// The code.
    pub code: String,
    /// The beginning of the fingerprint of the organisation's key, in lower case.
    pub fingerprint: Option<String>,
}

/// Read a link, or a code that was typed with an address; `None` where the device refuses it.
#[must_use]
pub fn invitation(link: &str, hub: Option<&str>) -> Option<Invited> {
    let typed = EnrolDevice { link: link.into(), hub: hub.map(Into::into) };
    let Invitation { hub, code, fingerprint } = Invitation::read(&typed).ok()?;
    Some(Invited { hub, code, fingerprint })
}

/// What the device would keep of an answer to its enrolment; `None` where it does not believe it.
#[must_use]
pub fn enrolment(env: &dyn Env, invited: &Invited, key: &SigningKey, reply: EnrolReply) -> Option<Enrolment> {
    let Invited { hub, code, fingerprint } = invited.clone();
    accept(env, &Invitation { hub, code, fingerprint }, key, reply).ok()
}
