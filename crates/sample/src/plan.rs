//! Who walked where, when, and whom they met: made up from a seed, so that the sums come out exact.
//!
//! Rule: a pure function of the seed and the council's figures.

use beatbook_records::codes::{Activity, EngagementKind};
use beatbook_records::kinds::Crew;
use chrono::{DateTime, Days, NaiveDate, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Europe::London;

use crate::chance::Chance;
use crate::council::{FROM, HOTSPOTS, OFFICERS};

/// The seed of the council as everybody sees it.
pub const SEED: u64 = 1_066;
/// The days of the figures.
const DAYS: usize = 335;

/// One patrol of one officer.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Where it begins, as an index into the hotspots.
    pub hotspot: usize,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// The phone's offset from UTC then.
    pub offset_minutes: i32,
    /// Who walks at first.
    pub crew: Crew,
    /// What happens, by seconds since the start.
    pub deeds: Vec<(i64, Deed)>,
    /// When it ends, in seconds since the start.
    pub ends: i64,
    /// What the crew did.
    pub activities: Vec<Activity>,
    /// What the officer wrote at the end.
    pub note: Option<&'static str>,
}

/// Something that happens on a patrol.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    /// Somebody is talked to.
    Tap(EngagementKind),
    /// The last tap was a mistake.
    Undo,
    /// A pause begins.
    Pause,
    /// It ends.
    Resume,
    /// On to another hotspot, by index.
    Move(usize),
    /// Others walk from here.
    Crew(Crew),
}

/// What a patrol must add to the sums.
#[derive(Debug, Clone, Default)]
struct Share {
    /// Seconds in its own hotspot.
    seconds: i64,
    /// Seconds in another one, afterwards.
    away: Option<(usize, i64)>,
    taps: Vec<EngagementKind>,
}

/// Every officer's duties, in order of time.
#[must_use]
pub fn duties(seed: u64) -> Vec<Vec<Duty>> {
    let mut chance = Chance::new(seed);
    let shares = shares(&mut chance);
    let mut all: Vec<(usize, Share)> = (0..)
        .zip(shares)
        .flat_map(|(hotspot, shares)| shares.into_iter().map(move |share| (hotspot, share)))
        .collect();
    chance.shuffle(&mut all);
    let mut hands: Vec<Vec<(usize, Share)>> = vec![Vec::new(); OFFICERS.len()];
    for (at, share) in all.into_iter().enumerate() {
        hands[at % OFFICERS.len()].push(share);
    }
    let mut officer = |hand: Vec<(usize, Share)>| -> Vec<Duty> {
        let most = hand.len();
        let on_day = |(at, (hotspot, share))| duty(hotspot, share, at * DAYS / most, &mut chance);
        hand.into_iter().enumerate().map(on_day).collect()
    };
    hands.into_iter().map(&mut officer).collect()
}

/// The figures of each hotspot, dealt out to its patrols.
fn shares(chance: &mut Chance) -> Vec<Vec<Share>> {
    let mut shares: Vec<Vec<Share>> =
        HOTSPOTS.iter().map(|hotspot| vec![Share::default(); hotspot.patrols]).collect();
    let mut received = [0; HOTSPOTS.len()];
    for (hotspot, shares) in shares.iter_mut().enumerate() {
        for (at, share) in shares.iter_mut().enumerate().filter(|(at, _)| at % 23 == 7) {
            let (other, minutes) = ((hotspot + 1 + at % 2) % HOTSPOTS.len(), chance.between(12, 30));
            received[other] += minutes;
            share.away = Some((other, minutes * 60));
        }
    }
    for ((hotspot, shares), received) in HOTSPOTS.iter().zip(&mut shares).zip(received) {
        let seconds = deal((hotspot.minutes - received) * 60, shares.len(), chance);
        shares.iter_mut().zip(seconds).for_each(|(share, seconds)| share.seconds = seconds);
        let mut deal_taps = |kind, taps| {
            (0..taps).for_each(|_| {
                let at = chance.below(shares.len());
                shares[at].taps.push(kind);
            });
        };
        deal_taps(EngagementKind::Resident, hotspot.residents);
        deal_taps(EngagementKind::Business, hotspot.businesses);
    }
    shares
}

/// So many parts of a sum, between 20 and 110 minutes each: what one gives, another gets.
fn deal(sum: i64, parts: usize, chance: &mut Chance) -> Vec<i64> {
    let count = i64::try_from(parts).unwrap_or(1);
    let mut dealt: Vec<i64> = (0..count).map(|at| sum / count + i64::from(at < sum % count)).collect();
    for from in 0..parts {
        let to = chance.below(parts);
        let most = (dealt[from] - 20 * 60).min(110 * 60 - dealt[to]);
        if to != from && most > 0 {
            let gift = chance.between(0, most);
            dealt[from] -= gift;
            dealt[to] += gift;
        }
    }
    dealt
}

fn duty(hotspot: usize, share: Share, day: usize, chance: &mut Chance) -> Duty {
    let (starts, offset_minutes) = moment(day, chance);
    let (deeds, ends) = deeds(&share, chance);
    Duty {
        hotspot,
        starts,
        offset_minutes,
        crew: crew(chance),
        deeds,
        ends,
        activities: activities(hotspot, chance),
        note: chance.once_in(12).then(|| *chance.one_of(&NOTES)),
    }
}

/// A moment of a day by the clock on the wall: by day, or late enough to see midnight.
fn moment(day: usize, chance: &mut Chance) -> (DateTime<Utc>, i32) {
    let first: NaiveDate = FROM.parse().expect("a date of ours");
    let late = day + 1 < DAYS && chance.once_in(25);
    let hour = if late { 23 } else { u32::try_from(chance.between(8, 20)).unwrap_or(8) };
    let (minute, second) = (chance.below(60), chance.below(60));
    let time = TimeDelta::seconds(i64::from(hour) * 3600 + (minute * 60 + second) as i64);
    let local = (first + Days::new(day as u64)).and_time(chrono::NaiveTime::MIN) + time;
    let there = London.from_local_datetime(&local).earliest().expect("no clock changes at these hours");
    (there.to_utc(), there.offset().fix().local_minus_utc() / 60)
}

/// What happens, and when it ends. Pauses add time that does not count.
fn deeds(share: &Share, chance: &mut Chance) -> (Vec<(i64, Deed)>, i64) {
    let walked = share.seconds;
    let pause = chance.once_in(5).then(|| (walked / 3, chance.between(5 * 60, 25 * 60)));
    let elapsed = |at: i64| at + pause.map_or(0, |(from, length)| if at >= from { length } else { 0 });
    let mut deeds = Vec::new();
    if let Some((from, length)) = pause {
        deeds.extend([(from, Deed::Pause), (from + length, Deed::Resume)]);
    }
    if chance.once_in(4) {
        deeds.push((elapsed(walked * 2 / 3), Deed::Crew(crew(chance))));
    }
    for kind in &share.taps {
        deeds.push((elapsed(chance.between(30, walked)), Deed::Tap(*kind)));
    }
    if chance.once_in(40) {
        let at = elapsed(chance.between(30, walked));
        deeds.extend([(at, Deed::Tap(EngagementKind::Resident)), (at, Deed::Undo)]);
    }
    if chance.once_in(15) {
        let kind = *chance.one_of(&[EngagementKind::Young, EngagementKind::Visitor, EngagementKind::Partner]);
        deeds.push((elapsed(chance.between(30, walked)), Deed::Tap(kind)));
    }
    deeds.sort_by_key(|(at, _)| *at);
    let mut ends = elapsed(walked);
    if let Some((other, seconds)) = share.away {
        deeds.push((ends, Deed::Move(other)));
        ends += seconds;
    }
    (deeds, ends)
}

fn crew(chance: &mut Chance) -> Crew {
    let one = Crew { ceo: 1, ..Crew::default() };
    let two = Crew { ceo: 2, ..one };
    let crews = [one, two, two, Crew { ceo: 3, ..one }, Crew { pcso: 1, ..one }, Crew { pc: 1, ..two }];
    *chance.one_of(&crews)
}

/// The examples of the public document, more often where they were named.
fn activities(hotspot: usize, chance: &mut Chance) -> Vec<Activity> {
    use Activity::{AsbIntervention, InfoSharing, Pspo, Reassurance, WarningLetter};
    let often: &[Activity] = match hotspot {
        0 => &[InfoSharing, InfoSharing, WarningLetter, Reassurance],
        1 => &[WarningLetter, InfoSharing, AsbIntervention, Reassurance],
        _ => &[Pspo, Pspo, AsbIntervention, InfoSharing, Reassurance],
    };
    let mut named: Vec<Activity> = (0..chance.below(3)).map(|_| *chance.one_of(often)).collect();
    named.sort_unstable();
    named.dedup();
    named
}

const NOTES: [&str; 4] = [
    "Sample note: quiet, shop fronts checked.",
    "Sample note: litter by the underpass passed on to the cleaning team.",
    "Sample note: lighting out at the east entrance, reported.",
    "Sample note: walked with the town centre warden.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_council_and_another_one_another() {
        let told = |seed| format!("{:?}", duties(seed));
        assert_eq!(told(SEED), told(SEED));
        assert_ne!(told(SEED), told(SEED + 1));
    }

    #[test]
    fn the_shares_come_to_the_figures_whatever_the_seed() {
        for seed in 0..50 {
            let shares = shares(&mut Chance::new(seed));
            for (at, hotspot) in HOTSPOTS.iter().enumerate() {
                let own: i64 = shares[at].iter().map(|share| share.seconds).sum();
                let guests = shares.iter().flatten().filter_map(|share| share.away);
                let received: i64 =
                    guests.filter(|(other, _)| *other == at).map(|(_, seconds)| seconds).sum();
                assert_eq!(own + received, hotspot.minutes * 60);
                assert!(shares[at].iter().all(|share| (20 * 60..=110 * 60).contains(&share.seconds)));
            }
        }
    }

    #[test]
    fn nobody_is_on_two_patrols_at_once() {
        for duties in duties(SEED) {
            for pair in duties.windows(2) {
                assert!(pair[0].starts + TimeDelta::seconds(pair[0].ends) < pair[1].starts);
            }
        }
    }
}
