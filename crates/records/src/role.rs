//! What somebody is enrolled as, and what that role may see.
//!
//! Rule: who may see what is decided here, for device and hub alike; the default is no.

use crate::declare::code_list;
use crate::field::Sensitivity;

code_list! {
    /// What somebody is enrolled as.
    Role {
        /// Enforcement officer
        EnforcementOfficer = "enforcement_officer",
        /// Licensing officer
        LicensingOfficer = "licensing_officer",
        /// Installer
        Installer = "installer",
        /// Supervisor
        Supervisor = "supervisor",
        /// Analyst
        Analyst = "analyst",
        /// Records manager
        RecordsManager = "records_manager",
    }
}

impl Role {
    /// The most sensitive class of cell the role receives; nothing unknown to this build.
    #[must_use]
    pub const fn sees_up_to(self) -> Sensitivity {
        match self {
            Self::RecordsManager => Sensitivity::Sealed,
            Self::Supervisor => Sensitivity::Special,
            Self::EnforcementOfficer | Self::LicensingOfficer => Sensitivity::Personal,
            Self::Installer | Self::Analyst => Sensitivity::Ordinary,
        }
    }
}
