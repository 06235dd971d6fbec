//! What is seen of homes from the street.

use crate::declare::code_list;

code_list! {
    /// What looking at a home from the street came to.
    AuditResult {
        /// No concern
        NoConcern = "NO_CONCERN",
        /// Could not see
        NotSeen = "NOT_SEEN",
        /// Refer
        Refer = "REFER",
    }
}

code_list! {
    /// What was seen from the street.
    AuditCode {
        /// Empty home
        EmptyHome = "EMPTY_HOME",
        /// Boarded up
        Boarded = "BOARDED",
        /// Not secured
        Unsecured = "UNSECURED",
        /// Open to anybody
        OpenToAccess = "OPEN_TO_ACCESS",
        /// Waste in the yard
        WasteYard = "WASTE_YARD",
        /// Waste in the alley
        WasteAlley = "WASTE_ALLEY",
        /// Bins left out
        BinsOut = "BINS_OUT",
        /// Roof or gutters
        RoofGutter = "ROOF_GUTTER",
        /// Damp outside
        DampExternal = "DAMP_EXTERNAL",
        /// Broken window
        WindowBroken = "WINDOW_BROKEN",
        /// Damaged door
        DoorDamaged = "DOOR_DAMAGED",
        /// Overgrown
        Overgrown = "OVERGROWN",
        /// To let sign
        ToLetSign = "TO_LET_SIGN",
        /// Several bells (sign of an HMO)
        MultiBells = "MULTI_BELLS",
        /// Suspected unlicensed
        SuspectUnlicensed = "SUSPECT_UNLICENSED",
        /// Licensed, to be inspected
        LicensedTargetInspect = "LICENSED_TARGET_INSPECT",
        /// Information for the police
        IntelForPolice = "INTEL_FOR_POLICE",
        /// Antisocial behaviour stopped
        AsbIntervened = "ASB_INTERVENED",
        /// Safeguarding concern
        Safeguard = "SAFEGUARD",
    }
}

code_list! {
    /// What became of an open matter seen before.
    StillThere {
        /// Still there
        StillThere = "STILL_THERE",
        /// Gone
        Gone = "GONE",
        /// Worse
        Worse = "WORSE",
    }
}

code_list! {
    /// Which side of the street was walked.
    WalkSide {
        /// Odd numbers
        Odd = "ODD",
        /// Even numbers
        Even = "EVEN",
        /// Both sides
        Both = "BOTH",
    }
}
