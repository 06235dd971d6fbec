//! Going back to a door: when to try again, and when it was tried often enough.
//!
//! Rule: pure. A door that nobody opened is tried at another part of the day, as often as the round allows.

use chrono::{Datelike as _, NaiveDateTime, Timelike as _, Weekday};

use crate::codes::{DayPart, DoorOutcome};

/// What is known of a door in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Nobody has knocked yet.
    Undone,
    /// To be tried again, best then.
    Again(DayPart),
    /// Done: somebody answered, or did not want to.
    Done,
    /// Tried as often as the round allows.
    TriedEnough,
}

/// The part of the day of a local time: evening begins at five; Saturday and Sunday are one part.
#[must_use]
pub fn part_of(local: NaiveDateTime) -> DayPart {
    match (local.weekday(), local.hour()) {
        (Weekday::Sat | Weekday::Sun, _) => DayPart::Weekend,
        (_, 0..12) => DayPart::Morning,
        (_, 12..17) => DayPart::Afternoon,
        _ => DayPart::Evening,
    }
}

/// What to do with a door after these tries, oldest first: when each was, what it came to, and when its resident asked
/// to be called on, if they did.
#[must_use]
pub fn door(tries: &[(DayPart, DoorOutcome, Option<DayPart>)], most: usize) -> Door {
    let Some((_, outcome, asked)) = tries.last() else { return Door::Undone };
    match outcome {
        DoorOutcome::Spoken | DoorOutcome::Refused => return Door::Done,
        DoorOutcome::CallBack | DoorOutcome::NoAnswer | DoorOutcome::NoAccess => {}
    }
    // Who was asked to come back comes back, however often the door was tried before.
    if let Some(asked) = asked {
        return Door::Again(*asked);
    }
    if tries.len() >= most {
        return Door::TriedEnough;
    }
    let times = |part: DayPart| tries.iter().filter(|(tried, ..)| *tried == part).count();
    // The part tried least; of equals the one that most people are at home in.
    let best = [DayPart::Evening, DayPart::Weekend, DayPart::Afternoon, DayPart::Morning];
    Door::Again(best.into_iter().min_by_key(|part| times(*part)).unwrap_or(DayPart::Evening))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: DoorOutcome = DoorOutcome::NoAnswer;

    #[test]
    fn a_day_has_four_parts() {
        let at = |text: &str| part_of(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
        assert_eq!(at("2026-11-23 11:59"), DayPart::Morning);
        assert_eq!(at("2026-11-23 12:00"), DayPart::Afternoon);
        assert_eq!(at("2026-11-23 16:59"), DayPart::Afternoon);
        assert_eq!(at("2026-11-23 17:00"), DayPart::Evening);
        assert_eq!(at("2026-11-28 10:00"), DayPart::Weekend);
        assert_eq!(at("2026-11-29 20:00"), DayPart::Weekend);
    }

    #[test]
    fn a_door_that_nobody_opened_is_tried_at_another_part_of_the_day() {
        let mut tries = Vec::new();
        assert_eq!(door(&tries, 3), Door::Undone);
        for part in [DayPart::Evening, DayPart::Weekend] {
            tries.push((part, NOBODY, None));
            let Door::Again(next) = door(&tries, 3) else { panic!("it may be tried again") };
            assert!(tries.iter().all(|(tried, ..)| *tried != next), "{next:?} was tried");
        }
        tries.push((DayPart::Morning, NOBODY, None));
        assert_eq!(door(&tries, 3), Door::TriedEnough);
        assert_eq!(door(&tries, 4), Door::Again(DayPart::Afternoon));
    }

    #[test]
    fn who_answered_is_not_disturbed_again_and_who_asked_is() {
        let answered = [(DayPart::Morning, NOBODY, None), (DayPart::Evening, DoorOutcome::Spoken, None)];
        assert_eq!(door(&answered, 9), Door::Done);
        assert_eq!(door(&[(DayPart::Morning, DoorOutcome::Refused, None)], 9), Door::Done);
        let asked = [(DayPart::Morning, DoorOutcome::CallBack, Some(DayPart::Weekend))];
        assert_eq!(door(&asked, 1), Door::Again(DayPart::Weekend));
    }
}
