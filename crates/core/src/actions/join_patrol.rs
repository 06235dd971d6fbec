//! Two officers, one patrol: whoever types its code shares its id, with no signal between the two phones.
//!
//! Rule: the patrol and its hours stay with the device that began it, which says how many walk; who joins counts people
//! into it with records of their own.

use beatbook_records::key::derived_id;
use beatbook_records::kinds::{Patrol, PatrolMember};
use beatbook_records::record::{Record as _, Values};
use serde_json::json;
use uuid::Uuid;

use super::Context;
use super::start_patrol::{LAST_HOTSPOT, choose};
use super::support::amend;
use super::view_patrol::Duty;
use super::walk_street::tell;
use super::write_record::enter;
use crate::api::{JoinPatrol, PatrolView};
use crate::env::Env;
use crate::error::{Error, ErrorCode};
use crate::store::{Reader, Tx, time_text};

/// How many characters a code has: 40 bits.
const CODE_LENGTH: usize = 8;
/// Without letters that look or sound alike.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code for a new patrol.
pub(super) fn new_code(env: &dyn Env) -> String {
    let mut random = [0_u8; CODE_LENGTH];
    env.fill(&mut random);
    random.iter().map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect()
}

/// The patrol of a code.
pub(super) fn patrol_of(reader: Reader<'_>, code: &str) -> Result<Uuid, Error> {
    Ok(derived_id(&Patrol::KIND, [code], &reader.organisation_key()?))
}

/// A code as people type it; `None` where it is none.
fn code_of(typed: &str) -> Option<String> {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let code: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).map(letter).collect();
    let known = code.len() == CODE_LENGTH && code.bytes().all(|digit| DIGITS.contains(&digit));
    known.then_some(code)
}

pub(crate) fn join(context: &Context, input: JoinPatrol) -> Result<PatrolView, Error> {
    context.write(move |tx| {
        let reader = tx.read();
        let owner = reader.enrolled()?;
        if Duty::live(reader, &owner)?.is_some() {
            return Err(ErrorCode::PatrolRunning.into());
        }
        let wrong = || Error::Invalid { field: "code".into(), why: "not a code of a patrol".into() };
        let code = code_of(&input.code).ok_or_else(wrong)?;
        let hotspot = choose(reader, &owner, &input.hotspot)?;
        let now = tx.env().now();
        let member = tell(
            PatrolMember::KIND.name,
            [
                ("area", json!(hotspot.area)),
                ("patrol", json!(patrol_of(reader, &code)?)),
                ("officer", json!(owner.actor)),
                ("name", json!(owner.name)),
                ("join_code", json!(code)),
                ("hotspot", json!(hotspot.id)),
                ("hotspot_version", json!(reader.hotspots_version()?)),
                ("joined", json!(time_text(now))),
            ],
        );
        let member = enter(tx, &member)?;
        rejoin(tx, member)?;
        tx.put_setting(LAST_HOTSPOT, &hotspot.id)?;
        Duty::live(reader, &owner)?.ok_or(ErrorCode::NoPatrol)?.view(reader, &owner, now)
    })
}

/// Who left and comes back is on the patrol again.
fn rejoin(tx: &mut Tx<'_>, member: Uuid) -> Result<(), Error> {
    let stands = tx.read().known_record(member)?.values;
    if stands.get("left").is_none_or(serde_json::Value::is_null) {
        return Ok(());
    }
    let joined = stands.get("joined").cloned().unwrap_or_default();
    let news =
        Values::from_iter([("joined".to_owned(), joined), ("left".to_owned(), serde_json::Value::Null)]);
    amend(tx, PatrolMember::KIND.name, member, news).map(drop)
}

/// Leave another officer's patrol; it goes on without this phone.
pub(super) fn leave(tx: &mut Tx<'_>, member: Uuid) -> Result<(), Error> {
    let joined = tx.read().known_record(member)?.values.get("joined").cloned().unwrap_or_default();
    let now = json!(time_text(tx.env().now()));
    let news = Values::from_iter([("joined".to_owned(), joined), ("left".to_owned(), now)]);
    amend(tx, PatrolMember::KIND.name, member, news).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_as_people_type_it() {
        assert_eq!(code_of("0b1c-2d3e"), Some("0B1C2D3E".into()));
        assert_eq!(code_of(" OBIC 2D3E "), Some("0B1C2D3E".into()));
        assert_eq!(code_of("0B1C2D3"), None);
        assert_eq!(code_of("0B1C2D3U"), None, "there is no U");
    }
}
