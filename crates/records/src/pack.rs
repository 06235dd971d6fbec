//! A target hardening pack: what is in it, and how a visit to fit it ends.

use crate::codes::{FitResult, HardeningStatus, Item};

/// What a pack holds, in the order in which it is fitted.
pub const PACK: [(Item, u16); 4] = [(Item::Wlock, 4), (Item::Dbcam, 1), (Item::Solar, 1), (Item::Timer, 1)];

/// Whether an item stays in the home with this result.
#[must_use]
pub const fn stays(result: FitResult) -> bool {
    matches!(result, FitResult::Fitted | FitResult::LeftWithResident)
}

/// How a visit ends, by what became of each item: its number, and the result.
#[must_use]
pub fn ends_as(fits: &[(Item, u16, FitResult)]) -> HardeningStatus {
    let stayed = |item: Item| -> u16 {
        fits.iter()
            .filter(|(of, _, result)| *of == item && stays(*result))
            .map(|(_, quantity, _)| quantity)
            .sum()
    };
    let refused = !fits.is_empty() && fits.iter().all(|(.., result)| *result == FitResult::Refused);
    match PACK.iter().filter(|(item, of)| stayed(*item) >= *of).count() {
        whole if whole == PACK.len() => HardeningStatus::Installed,
        _ if refused => HardeningStatus::Refused,
        _ if fits.iter().any(|(.., result)| stays(*result)) => HardeningStatus::PartInstalled,
        _ => HardeningStatus::NoContact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_ends_as_its_items_did() {
        let whole: Vec<_> = PACK.iter().map(|(item, of)| (*item, *of, FitResult::Fitted)).collect();
        assert_eq!(ends_as(&whole), HardeningStatus::Installed);
        let mut part = whole.clone();
        part[1].2 = FitResult::CouldNotFit;
        assert_eq!(ends_as(&part), HardeningStatus::PartInstalled);
        part[1].2 = FitResult::LeftWithResident;
        assert_eq!(ends_as(&part), HardeningStatus::Installed, "the resident fits it");
        let few = [(Item::Wlock, 3, FitResult::Fitted), (Item::Wlock, 1, FitResult::CouldNotFit)];
        assert_eq!(ends_as(&few), HardeningStatus::PartInstalled);
        let refused: Vec<_> = PACK.iter().map(|(item, of)| (*item, *of, FitResult::Refused)).collect();
        assert_eq!(ends_as(&refused), HardeningStatus::Refused);
        assert_eq!(ends_as(&[]), HardeningStatus::NoContact);
        let none: Vec<_> = PACK.iter().map(|(item, of)| (*item, *of, FitResult::CouldNotFit)).collect();
        assert_eq!(ends_as(&none), HardeningStatus::NoContact, "nothing was fitted: the visit is made again");
    }
}
