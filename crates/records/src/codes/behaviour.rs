//! Antisocial behaviour as it is seen.

use crate::declare::code_list;

code_list! {
    /// The three classes of antisocial behaviour.
    AsbClass {
        /// Personal
        Personal = "PERSONAL",
        /// Nuisance
        Nuisance = "NUISANCE",
        /// Environmental
        Environmental = "ENVIRONMENTAL",
    }
}

code_list! {
    /// What was seen.
    AsbType {
        /// Aggressive begging
        BegAgg = "BEG-AGG",
        /// Begging
        BegPas = "BEG-PAS",
        /// Street drinking
        Drink = "DRINK",
        /// Drug use
        DrugUse = "DRUG-USE",
        /// Drug litter
        DrugLitter = "DRUG-LITTER",
        /// Rowdy behaviour
        Rowdy = "ROWDY",
        /// Young people gathering
        YouthGath = "YOUTH-GATH",
        /// Vehicle nuisance
        VehNuis = "VEH-NUIS",
        /// E-bike or e-scooter
        Ebike = "EBIKE",
        /// Noise
        Noise = "NOISE",
        /// Neighbour dispute
        Neighbour = "NEIGHBOUR",
        /// Fly-tipping
        Flytip = "FLYTIP",
        /// Litter
        Litter = "LITTER",
        /// Graffiti
        Graffiti = "GRAFFITI",
        /// Dogs
        Dog = "DOG",
        /// Fire setting
        Fire = "FIRE",
        /// Urinating or defecating
        Urinate = "URINATE",
        /// Trespass
        Trespass = "TRESPASS",
        /// Street sex work
        Sexwork = "SEXWORK",
        /// Rough sleeping (welfare)
        RoughSleep = "ROUGH-SLEEP",
        /// Abandoned vehicle
        AbandonedVeh = "ABANDONED-VEH",
        /// Street light out
        LightOut = "LIGHT-OUT",
        /// Camera out of order
        CctvFault = "CCTV-FAULT",
    }
}

code_list! {
    /// How bad it was.
    Severity {
        /// Low
        Low = "LOW",
        /// Medium
        Medium = "MEDIUM",
        /// High
        High = "HIGH",
    }
}

code_list! {
    /// Roughly how old.
    AgeBand {
        /// Under 10
        Under10 = "U10",
        /// 10 to 15
        From10To15 = "10-15",
        /// 16 or 17
        From16To17 = "16-17",
        /// 18 or over
        Adult = "18+",
        /// Not known
        Unknown = "UNK",
    }
}

code_list! {
    /// A question that may have no answer yet.
    YesNo {
        /// Yes
        Yes = "YES",
        /// No
        No = "NO",
        /// Not known
        Unknown = "UNKNOWN",
    }
}

impl AsbType {
    /// The class that a type is counted under.
    #[must_use]
    pub const fn class(self) -> AsbClass {
        match self {
            Self::BegAgg | Self::Neighbour | Self::Sexwork => AsbClass::Personal,
            Self::DrugLitter
            | Self::Flytip
            | Self::Litter
            | Self::Graffiti
            | Self::AbandonedVeh
            | Self::LightOut
            | Self::CctvFault => AsbClass::Environmental,
            _ => AsbClass::Nuisance,
        }
    }
}
