//! Intelligence, graded 3x5x2.

use crate::declare::code_list;

code_list! {
    /// How reliable a source is.
    SourceGrade {
        /// 1 Reliable
        Reliable = "1",
        /// 2 Untested
        Untested = "2",
        /// 3 Not reliable
        NotReliable = "3",
    }
}

code_list! {
    /// How the information is known.
    InformationGrade {
        /// A Known directly to the source
        Direct = "A",
        /// B Known indirectly, corroborated
        Corroborated = "B",
        /// C Known indirectly
        Indirect = "C",
        /// D Not known
        NotKnown = "D",
        /// E Suspected to be false
        False = "E",
    }
}

code_list! {
    /// How a report may be shared.
    Handling {
        /// P Lawful sharing permitted
        Permitted = "P",
        /// C Sharing permitted with conditions
        Conditions = "C",
    }
}

code_list! {
    /// The protective marking.
    Marking {
        /// OFFICIAL
        Official = "OFFICIAL",
        /// OFFICIAL-SENSITIVE
        OfficialSensitive = "OFFICIAL-SENSITIVE",
    }
}

code_list! {
    /// How the officer came to know.
    Provenance {
        /// Seen by the officer
        Seen = "SEEN",
        /// Told to the officer
        Told = "TOLD",
        /// From a partner
        Partner = "PARTNER",
        /// Open source
        OpenSource = "OPEN_SOURCE",
    }
}
