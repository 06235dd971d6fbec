//! What a conversation was about, and what worries people.

use crate::declare::code_list;

code_list! {
    /// What a conversation was about.
    Theme {
        /// Reassurance
        Reassurance = "REASSURANCE",
        /// Crime prevention advice
        CrimePrevention = "CRIME_PREVENTION",
        /// Antisocial behaviour reported
        AsbReport = "ASB_REPORT",
        /// Environment and waste
        Environment = "ENVIRONMENT",
        /// Housing and licensing
        Housing = "HOUSING",
        /// Help and signposting
        Signposting = "SIGNPOSTING",
    }
}

code_list! {
    /// What worries the person most.
    Worry {
        /// Antisocial behaviour
        Asb = "ASB",
        /// Burglary
        Burglary = "BURGLARY",
        /// Drugs
        Drugs = "DRUGS",
        /// Shop theft
        ShopTheft = "SHOP_THEFT",
        /// Street drinking
        Drinking = "DRINKING",
        /// Vehicles
        Vehicles = "VEHICLES",
        /// Poor lighting
        Lighting = "LIGHTING",
        /// Rubbish
        Rubbish = "RUBBISH",
        /// Nothing
        Nothing = "NOTHING",
        /// Something else
        Other = "OTHER",
    }
}
