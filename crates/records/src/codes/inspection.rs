//! Inspections and the hazards they find.

use chrono::NaiveDate;

use crate::declare::code_list;

code_list! {
    /// Which list of hazards an inspection is under, by the day it began.
    HhsrsScheme {
        /// 2005 scheme (29 hazards, bands A to J)
        Of2005 = "HHSRS_2005",
        /// 2026 scheme (high, medium, low)
        Of2026 = "HHSRS_2026",
    }
}

code_list! {
    /// The 29 hazards of the 2005 scheme.
    Hazard {
        /// Damp and mould
        DampMould = "DAMP_MOULD",
        /// Excess cold
        ExcessCold = "EXCESS_COLD",
        /// Excess heat
        ExcessHeat = "EXCESS_HEAT",
        /// Asbestos and manufactured mineral fibres
        AsbestosMmf = "ASBESTOS_MMF",
        /// Biocides
        Biocides = "BIOCIDES",
        /// Carbon monoxide and fuel combustion products
        CoCombustion = "CO_COMBUSTION",
        /// Lead
        Lead = "LEAD",
        /// Radiation
        Radiation = "RADIATION",
        /// Uncombusted fuel gas
        FuelGas = "FUEL_GAS",
        /// Volatile organic compounds
        Voc = "VOC",
        /// Crowding and space
        Crowding = "CROWDING",
        /// Entry by intruders
        Intruders = "INTRUDERS",
        /// Lighting
        Lighting = "LIGHTING",
        /// Noise
        Noise = "NOISE",
        /// Domestic hygiene, pests and refuse
        HygienePests = "HYGIENE_PESTS",
        /// Food safety
        FoodSafety = "FOOD_SAFETY",
        /// Personal hygiene, sanitation and drainage
        Sanitation = "SANITATION",
        /// Water supply
        WaterSupply = "WATER_SUPPLY",
        /// Falls associated with baths
        FallsBaths = "FALLS_BATHS",
        /// Falls on the level
        FallsLevel = "FALLS_LEVEL",
        /// Falls on stairs
        FallsStairs = "FALLS_STAIRS",
        /// Falls between levels
        FallsBetween = "FALLS_BETWEEN",
        /// Electrical hazards
        Electrical = "ELECTRICAL",
        /// Fire
        Fire = "FIRE",
        /// Flames and hot surfaces
        FlamesHot = "FLAMES_HOT",
        /// Collision and entrapment
        Collision = "COLLISION",
        /// Explosions
        Explosions = "EXPLOSIONS",
        /// Position and operability of amenities
        Amenities = "AMENITIES",
        /// Structural collapse and falling elements
        Structural = "STRUCTURAL",
    }
}

code_list! {
    /// The bands of the 2005 scheme; A to C are category 1.
    HazardBand {
        /// Band A
        A = "A",
        /// Band B
        B = "B",
        /// Band C
        C = "C",
        /// Band D
        D = "D",
        /// Band E
        E = "E",
        /// Band F
        F = "F",
        /// Band G
        G = "G",
        /// Band H
        H = "H",
        /// Band I
        I = "I",
        /// Band J
        J = "J",
    }
}

code_list! {
    /// The ratings of the 2026 scheme.
    HazardRating {
        /// High
        High = "HIGH",
        /// Medium
        Medium = "MEDIUM",
        /// Low
        Low = "LOW",
    }
}

code_list! {
    /// Whether a hazard was seen or rated.
    HazardState {
        /// Suspected
        Suspected = "SUSPECTED",
        /// Assessed
        Assessed = "ASSESSED",
    }
}

code_list! {
    /// Whether the officer got in.
    Access {
        /// Let in
        Given = "GIVEN",
        /// Part of the home
        Part = "PART",
        /// Refused
        Refused = "REFUSED",
        /// Nobody answered
        NoAnswer = "NO_ANSWER",
    }
}

code_list! {
    /// What an inspection came to.
    InspectionOutcome {
        /// No works needed
        NoWorks = "NO_WORKS",
        /// Improvement plan
        ImprovementPlan = "IMPROVEMENT_PLAN",
        /// Improved and closed
        ImprovedClosed = "IMPROVED_CLOSED",
        /// No access
        NoAccess = "NO_ACCESS",
        /// Another date made
        Rescheduled = "RESCHEDULED",
        /// Formal action
        FormalAction = "FORMAL_ACTION",
        /// Referred to environmental health
        ReferredEho = "REFERRED_EHO",
    }
}

code_list! {
    /// Formal action under the Housing Act.
    FormalAction {
        /// Hazard awareness notice
        HazAware = "HAZ_AWARE",
        /// Improvement notice
        ImpNotice = "IMP_NOTICE",
        /// Prohibition order
        Prohib = "PROHIB",
        /// Emergency remedial action
        EmergRemedial = "EMERG_REMEDIAL",
        /// Emergency prohibition order
        EmergProhib = "EMERG_PROHIB",
    }
}

/// The first day of the 2026 scheme. Source: Housing Health and Safety Rating System (England) (Amendment) Regulations
/// 2026, for inspections that begin on or after it.
const SCHEME_2026_FROM: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 22).expect("a day");

impl HhsrsScheme {
    /// The scheme of an inspection that begins on this day.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        if day < SCHEME_2026_FROM { Self::Of2005 } else { Self::Of2026 }
    }
}
