//! The powers pack: read from JSON, kept version by version, served to devices.
//!
//! Rule: an entry that is not right is reported and left out; it never stops the others. A device hears of its own
//! officer's authorisations; only supervisors and records managers hear of everybody's.

mod flag;
mod read;

use beatbook_records::powers::officer;
use beatbook_records::role::Role;
use beatbook_records::wire::PowersPack;

pub use flag::{Covered, is_act};
pub use read::{Read, Rejected, read};

use crate::auth::Caller;
use crate::error::HubError;
use crate::state::Hub;

/// The pack as one device may have it, and its ETag.
///
/// # Errors
/// `Store`.
pub fn pack(hub: &Hub, caller: &Caller) -> Result<(PowersPack, String), HubError> {
    let mut pack = hub.store().powers()?;
    let tag = format!("\"{}.{}\"", pack.version, caller.scope.version);
    let (role, areas) = (caller.scope.role, &caller.scope.areas);
    if !matches!(role, Role::Supervisor | Role::RecordsManager) {
        let own = officer(&pack, &caller.name, role).cloned();
        pack.authorisations.retain(|one| own.as_ref().is_some_and(|own| own.id == one.officer));
        pack.officers = own.into_iter().collect();
    } else if !areas.is_empty() {
        // Who works for all areas works for these, too.
        pack.officers.retain(|one| one.areas.is_empty() || one.areas.iter().any(|area| areas.contains(area)));
        let officers = &pack.officers;
        pack.authorisations.retain(|one| officers.iter().any(|officer| officer.id == one.officer));
    }
    Ok((pack, tag))
}
