//! The crime types of police.uk.
//!
//! Source: the column `Crime type` of the street-level files and <https://www.police.uk/pu/about-police.uk-crime-data/>;
//! reports of partners write two of them otherwise.

use crate::declare::code_list;

code_list! {
    /// What the police recorded, as police.uk writes it; the words are how partners' reports write it.
    CrimeType {
        /// Antisocial behaviour
        AntiSocialBehaviour = "Anti-social behaviour",
        /// Bicycle theft
        BicycleTheft = "Bicycle theft",
        /// Burglary
        Burglary = "Burglary",
        /// Criminal damage and arson
        CriminalDamage = "Criminal damage and arson",
        /// Drugs
        Drugs = "Drugs",
        /// Other crime
        OtherCrime = "Other crime",
        /// Other theft
        OtherTheft = "Other theft",
        /// Possession of weapons
        Weapons = "Possession of weapons",
        /// Public order
        PublicOrder = "Public order",
        /// Robbery
        Robbery = "Robbery",
        /// Shoplifting
        Shoplifting = "Shoplifting",
        /// Theft from the person
        TheftFromPerson = "Theft from the person",
        /// Vehicle crime
        VehicleCrime = "Vehicle crime",
        /// Violence and sexual offences
        Violence = "Violence and sexual offences",
    }
}

impl CrimeType {
    /// The crime type that a report or a file means, however it writes capitals and the hyphen.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let plain = |text: &str| text.trim().replace('-', "").to_lowercase();
        let meant = plain(text);
        Self::ALL.iter().copied().find(|one| plain(one.code()) == meant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_as_police_uk_writes_it_and_as_reports_do() {
        assert_eq!(CrimeType::ALL.len(), 14);
        for one in CrimeType::ALL {
            assert_eq!(CrimeType::named(one.code()), Some(*one));
            assert_eq!(CrimeType::named(CrimeType::LIST.words_of(one.code()).expect("words")), Some(*one));
        }
        assert_eq!(CrimeType::named(" PUBLIC ORDER "), Some(CrimeType::PublicOrder));
        assert_eq!(CrimeType::named("Piracy"), None);
    }
}
