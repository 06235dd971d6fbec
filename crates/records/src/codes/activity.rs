//! What a crew did on a patrol besides being seen.

use crate::declare::code_list;

code_list! {
    /// Examples of activity, as the patrol summary lists them.
    Activity {
        /// Reassurance
        Reassurance = "REASSURANCE",
        /// Information sharing with partners
        InfoSharing = "INFO_SHARING",
        /// ASB warning letters
        WarningLetter = "WARNING_LETTER",
        /// PSPO enforcement
        Pspo = "PSPO",
        /// ASB intervention
        AsbIntervention = "ASB_INTERVENTION",
        /// Problem solving
        ProblemSolving = "PROBLEM_SOLVING",
        /// Crime prevention advice
        CrimePrevention = "CRIME_PREVENTION",
        /// Welfare checks
        Welfare = "WELFARE",
    }
}
