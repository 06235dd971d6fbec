//! Who may use which act, before any date or place.
//!
//! Rule: one table. A warden is an enforcement officer; a licensing officer acts for the council; a supervisor is both. The
//! police are in no role of their own: what they alone do is theirs, and counted where they are in the crew.

use crate::codes::ActionCode;
use crate::role::Role;

/// What an act takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// Nothing: anybody of the role may.
    Free,
    /// An authorisation in force that day.
    Delegated,
    /// A police officer.
    Police,
    /// Another role.
    None,
}

/// What an act takes of somebody in this role.
#[must_use]
pub fn authority(code: ActionCode, role: Role, police: bool) -> Authority {
    let (warden, council) = sides(code);
    match role {
        _ if matches!(code, ActionCode::Nfa) => Authority::Free,
        Role::EnforcementOfficer => of_police(code, police).unwrap_or(warden),
        Role::LicensingOfficer => of_police(code, police).unwrap_or(council),
        Role::Supervisor => of_police(code, police).unwrap_or_else(|| warden.min(council)),
        Role::Installer | Role::Analyst | Role::RecordsManager => Authority::None,
    }
}

/// What only the police do; searches and arrests are counted where police are in the crew.
const fn of_police(code: ActionCode, police: bool) -> Option<Authority> {
    match code {
        ActionCode::Ss | ActionCode::Arr if police => Some(Authority::Free),
        ActionCode::Ss | ActionCode::Arr | ActionCode::Disp | ActionCode::S59w | ActionCode::S59s => {
            Some(Authority::Police)
        }
        _ => None,
    }
}

/// What an act takes of a warden, and of an officer of the council.
const fn sides(code: ActionCode) -> (Authority, Authority) {
    use ActionCode as A;
    use Authority::{Delegated, Free, None, Police};
    match code {
        A::Nfa => (Free, Free),
        A::Adv | A::Vw | A::PspoEng | A::FlyRep => (Free, None),
        // A warden who signs for the council needs its delegation.
        A::Wl1 | A::Wl2 | A::Abc => (Delegated, Free),
        A::Cpw | A::Cpn | A::Cpnb => (Delegated, Delegated),
        A::PspoAlc | A::AlcConf | A::PspoFpn => (Delegated, None),
        A::FpnLit | A::FpnFly | A::FpnGraf | A::FpnDog | A::NaReq => (Delegated, None),
        A::Disp | A::S59w | A::S59s | A::Ss | A::Arr => (Police, Police),
        A::ClosN | A::ClosO | A::Inj | A::Cbo | A::Resp => (None, Delegated),
        A::RefSafeA | A::RefSafeC | A::RefDrug | A::RefHomeless => (Free, Free),
        A::RefFire | A::RefHousing | A::RefTh | A::RefLic => (Free, Free),
    }
}
