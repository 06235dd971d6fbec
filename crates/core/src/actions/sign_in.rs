//! Sign the device in again: a code from a supervisor, proved with the key that the device has.
//!
//! Rule: nothing of the book depends on it and nothing in it changes: the hub answers with the certificate that is here
//! already, and the next try is due.

use ed25519_dalek::SigningKey;

use super::Context;
use super::enrol_device::{Invitation, accept, request};
use super::read_sync::state;
use crate::api::{EnrolDevice, Nothing, SignIn, SyncState};
use crate::error::{Error, ErrorCode};

pub(crate) fn sign_in(context: &Context, input: SignIn) -> Result<SyncState, Error> {
    let (owner, seed, certificate) =
        context.read(|reader, _| Ok((reader.enrolled()?, reader.signing_key()?, reader.certificate()?)))?;
    let read = Invitation::read(&EnrolDevice { link: input.link, hub: Some(owner.hub.clone()) })?;
    // Wherever a link points: this device's work is for the hub that it is enrolled with.
    let invitation = Invitation { hub: owner.hub, ..read };
    let key = SigningKey::from_bytes(&seed);
    let reply = (context.ask_enrol)(&invitation.hub, &request(&invitation, &key))?;
    let enrolment = accept(&*context.env, &invitation, &key, reply)?;
    if enrolment.certificate != certificate {
        let detail = "the certificate is not the one of this device".into();
        return Err(Error::Hub { code: ErrorCode::HubRefused, detail });
    }
    context.write(|tx| Ok(tx.note_signed_in()?))?;
    context.syncing.now();
    state(context, Nothing {})
}
