//! The connection is cut at every byte of the first 2,048, up and down.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use beatbook_core::sync::http::HttpCentral;
use beatbook_records::entry::Hash;
use beatbook_records::plant::Plant;
use beatbook_tests::Officer;
use uuid::Uuid;

use crate::proxy::Fate;
use crate::street::{Sown, Street, stands, sync, unsown};

/// Bytes of a message that are cut at.
const BYTES: usize = 2_048;
/// Positions that share a town, so that looking through a book stays cheap.
const SHARED: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// What a town saw.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Seen {
    positions: usize,
    cut: usize,
    failed: usize,
}

/// Two officers, of whom one works through the proxy.
struct Pair<'s> {
    street: &'s Street,
    asha: Officer,
    bela: Officer,
    central: HttpCentral,
    everybodys: usize,
}

impl<'s> Pair<'s> {
    fn on(street: &'s Street) -> Self {
        let (asha, bela) = (street.town.officer_unencrypted("Asha"), street.town.officer_unencrypted("Bela"));
        let mut central = street.central(&asha);
        // A new phone is told of cells and not of entries: what is cut begins after that.
        sync(&asha, &mut central).expect("a first sync");
        Self { street, asha, bela, central, everybodys: 0 }
    }

    /// A hand-in of a few entries that is cut at a byte, then a healthy sync, then the checks.
    fn position(&mut self, way: Way, byte: usize) -> Result<bool, String> {
        let mut written = Vec::new();
        if way == Way::Down {
            writes(&self.bela, &mut Vec::new(), byte);
            self.bela.sync().map_err(|trouble| format!("Bela cannot sync: {trouble}"))?;
            self.everybodys += 8;
        }
        writes(&self.asha, &mut written, byte);
        self.everybodys += 8;
        self.street.proxy.plan([if way == Way::Up { Fate::CutUp(byte) } else { Fate::CutDown(byte) }]);
        let failed = sync(&self.asha, &mut self.central).is_err();
        self.street.proxy.heal();
        sync(&self.asha, &mut self.central).map_err(|trouble| format!("no healthy sync: {trouble}"))?;
        stands(self.street, &self.asha, &written, self.everybodys)?;
        Ok(failed)
    }
}

/// A few entries, whose texts do not compress: messages have to be longer than what is cut at.
fn writes(officer: &Officer, written: &mut Vec<Uuid>, byte: usize) {
    for n in 0..4_usize {
        let noise = (0..8_usize).map(|part| Hash::of(&[&[byte, n, part].map(usize::to_be_bytes).concat()]));
        let text = noise.map(|hash| hash.to_string()).collect::<String>();
        written.extend([officer.notes(&text, "stockton"), officer.counts("RESIDENT", "stockton")]);
    }
}

/// A town's share of the positions, and the whole town looked through at the end.
fn town(way: Way, bytes: Range<usize>) -> Result<Seen, String> {
    let street = Street::new();
    let mut pair = Pair::on(&street);
    let mut seen = Seen::default();
    for byte in bytes {
        let failed = pair.position(way, byte).map_err(|why| format!("{way:?} cut at byte {byte}: {why}"))?;
        seen.positions += 1;
        seen.failed += usize::from(failed);
        if byte % 16 == 15 {
            street.verifies()?;
        }
    }
    let (struck, missed) = street.proxy.struck_and_missed();
    seen.cut = struck;
    if missed > 0 {
        return Err(format!("{way:?}: {missed} messages were over before the cut: make them longer"));
    }
    street.town.ends_well(&[&pair.asha, &pair.bela]);
    Ok(seen)
}

/// All towns, on every core; the first that went wrong says why.
fn towns(shares: &[(Way, Range<usize>)]) -> Result<Seen, String> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sum = Seen::default();
        while let Some((way, bytes)) = shares.get(next.fetch_add(1, Ordering::SeqCst)) {
            let seen = town(*way, bytes.clone())?;
            sum.positions += seen.positions;
            sum.cut += seen.cut;
            sum.failed += seen.failed;
        }
        Ok(sum)
    };
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let sums: Vec<Result<Seen, String>> = thread::scope(|scope| {
        let started: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        started.into_iter().map(|worker| worker.join().expect("no town panics")).collect()
    });
    sums.into_iter().try_fold(Seen::default(), |sum, seen| {
        let seen = seen?;
        Ok(Seen {
            positions: sum.positions + seen.positions,
            cut: sum.cut + seen.cut,
            failed: sum.failed + seen.failed,
        })
    })
}

#[test]
fn a_cut_at_any_byte_loses_nothing_and_makes_nothing_twice() {
    let _unsown = unsown();
    let shares: Vec<_> = [Way::Up, Way::Down]
        .into_iter()
        .flat_map(|way| (0..BYTES).step_by(SHARED).map(move |from| (way, from..from + SHARED)))
        .collect();
    let seen = towns(&shares).unwrap_or_else(|why| panic!("{why}"));
    #[expect(clippy::print_stdout, reason = "what was really run is part of the answer")]
    {
        println!("{} positions, {} cuts, {} failed syncs", seen.positions, seen.cut, seen.failed);
    }
    assert_eq!((seen.positions, seen.cut, seen.failed), (2 * BYTES, 2 * BYTES, 2 * BYTES));
}

#[test]
fn a_phone_that_forgets_what_it_sends_is_caught_at_the_first_cut() {
    let _sown = Sown::with(Plant::DeleteOnSend);
    let why = town(Way::Up, 700..702).expect_err("the bug is planted");
    assert!(why.contains("lost"), "{why}");
}

#[test]
fn a_phone_that_takes_any_end_for_an_answer_is_caught_at_the_first_cut() {
    let _sown = Sown::with(Plant::BrokenOff);
    let why = town(Way::Up, 700..702).expect_err("the bug is planted");
    assert!(why.contains("lost"), "{why}");
}

#[test]
fn a_hub_that_takes_a_known_entry_for_a_new_one_is_caught_at_the_first_lost_answer() {
    let _sown = Sown::with(Plant::NoIdem);
    let why = town(Way::Down, 100..102).expect_err("the bug is planted");
    assert!(why.contains("twice") || why.contains("no healthy sync"), "{why}");
}
