//! Who may do what in the sample council: its file as `beatbook-hub import powers` reads it, and its import.
//!
//! Rule: the file is taken whole or not at all; it is the example that operators read, too.

use anyhow::bail;
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::powers;
use beatbook_hub::store::Book;

/// The file: made-up officers, orders over two of the hotspots, amounts and letters.
pub const FILE: &str = include_str!("../powers.json");

/// Put the powers in, where the hub has none yet.
pub(crate) fn import(store: &Book<'_>) -> anyhow::Result<()> {
    if store.powers()?.version > 0 {
        return Ok(());
    }
    let read = powers::read(FILE)?;
    if !read.rejected.is_empty() {
        bail!("{:?}", read.rejected);
    }
    store.put_powers(&read.pack, SystemClock.now_ms())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use beatbook_records::codes::ActionCode;
    use beatbook_records::powers::{Scene, WhyNot, offered};
    use beatbook_records::role::Role;
    use beatbook_records::wire::PowersPack;
    use chrono::NaiveDate;

    use super::*;
    use crate::council::{HOTSPOTS, OFFICERS};

    fn pack() -> PowersPack {
        let read = powers::read(FILE).expect("JSON");
        assert_eq!(read.rejected, [], "the sample is right");
        read.pack
    }

    fn why_not(officer: &str, day: &str, hotspot: &str, code: ActionCode) -> Option<WhyNot> {
        let hotspot = HOTSPOTS.iter().find(|one| one.id == hotspot).expect("a hotspot");
        let [lon, lat] = hotspot.middle;
        let day: NaiveDate = day.parse().expect("a day");
        let role = Role::EnforcementOfficer;
        let scene = Scene { officer, role, day, place: Some((lat, lon)), police: false };
        let offers = offered(Some(&pack()), scene);
        offers.into_iter().find(|offer| offer.code == code).expect("every act").why_not
    }

    #[test]
    fn each_sample_officer_is_in_the_file_and_it_says_that_it_is_synthetic() {
        let names: BTreeSet<_> = pack().officers.into_iter().map(|officer| officer.name).collect();
        assert!(OFFICERS.iter().all(|name| names.contains(*name)));
        assert!(FILE.contains("Synthetic"));
        let labelled = |text: &str| text.contains("synthetic");
        assert!(pack().orders.iter().all(|order| labelled(&order.name)));
        assert!(pack().templates.iter().all(|template| labelled(&template.subject)));
        assert!(pack().parameters.iter().all(|parameter| labelled(&parameter.source.to_lowercase())));
    }

    #[test]
    fn a_penalty_is_offered_inside_an_order_by_whom_and_when_it_may_be() {
        let (day, fpn) = ("2026-11-23", ActionCode::PspoFpn);
        assert_eq!(why_not("Asha Sample", day, "stockton-town-centre", fpn), None);
        assert_eq!(why_not("Asha Sample", day, "billingham-central", fpn), None);
        assert_eq!(why_not("Asha Sample", day, "thornaby-town-centre", fpn), Some(WhyNot::NoOrder));
        assert_eq!(why_not("Cai Sample", day, "stockton-town-centre", fpn), Some(WhyNot::Authorisation));
        let before = why_not("Asha Sample", "2023-03-31", "stockton-town-centre", fpn);
        assert_eq!(before, Some(WhyNot::Authorisation));
        for day in ["2023-04-01", "2026-03-31", "2026-04-01", "2029-03-31"] {
            assert_eq!(why_not("Asha Sample", day, "stockton-town-centre", fpn), None, "{day}");
        }
        assert_eq!(why_not("Asha Sample", "2029-04-01", "stockton-town-centre", fpn), Some(WhyNot::NoOrder));
        let asked = |day| why_not("Edwin Sample", day, "stockton-town-centre", ActionCode::Cpw);
        assert_eq!((asked("2024-03-31"), asked("2024-04-01")), (None, Some(WhyNot::Authorisation)));
    }

    #[test]
    fn every_letter_has_words_in_force() {
        let day = "2026-11-23".parse().expect("a day");
        let letters: BTreeSet<_> =
            pack().templates.into_iter().filter(|one| one.dates.hold(day)).map(|one| one.letter).collect();
        assert_eq!(letters.into_iter().collect::<Vec<_>>(), ["CALLING_CARD", "CPW", "WL1", "WL2"]);
    }
}
