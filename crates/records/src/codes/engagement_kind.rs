//! Whom an officer talked to.

use crate::declare::code_list;

code_list! {
    /// Whom an officer talked to; no name is asked for.
    EngagementKind {
        /// Resident
        Resident = "RESIDENT",
        /// Business
        Business = "BUSINESS",
        /// Young person
        Young = "YOUNG",
        /// Visitor
        Visitor = "VISITOR",
        /// Partner organisation
        Partner = "PARTNER",
        /// Person living on the street
        StreetPop = "STREET_POP",
    }
}
