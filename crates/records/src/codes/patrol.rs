//! Who takes part in patrols, how long visits are.

use crate::declare::code_list;

code_list! {
    /// An organisation that takes part.
    PartnerAgency {
        /// Police
        Police = "POLICE",
        /// Another council team
        Council = "COUNCIL",
        /// Change Grow Live
        Cgl = "CGL",
        /// Housing provider
        Housing = "HOUSING",
        /// Fire and rescue
        Fire = "FIRE",
        /// Health service
        Health = "HEALTH",
        /// Youth service
        Youth = "YOUTH",
        /// Street Angels
        StreetAngels = "STREET_ANGELS",
        /// Charity
        Charity = "CHARITY",
        /// Another organisation
        Other = "OTHER",
    }
}

code_list! {
    /// How long a visit to a hotspot was, against what works.
    DoseBand {
        /// Passed through, under 5 minutes
        PassThrough = "PASS_THROUGH",
        /// Part dose, 5 to 10 minutes
        Part = "PART",
        /// Full dose, 10 to 20 minutes
        Full = "FULL",
        /// Over 20 minutes
        Over = "OVER",
    }
}

code_list! {
    /// What a position or address rests on.
    PlaceSource {
        /// The phone’s position
        Gnss = "GNSS",
        /// Pointed at on the map
        Map = "MAP",
        /// Chosen address
        Address = "ADDRESS",
        /// Street only
        Street = "STREET",
        /// Described in words
        None = "NONE",
    }
}
