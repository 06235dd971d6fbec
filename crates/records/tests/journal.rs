//! The journal's chain, the clock, the digest and the cells: what they promise, on random data.

use beatbook_records::cell::{Cell, Class, Scope, cell_of};
use beatbook_records::clock::{Hlc, effective};
use beatbook_records::digest::Digest;
use beatbook_records::entry::{Hash, JournalId, Payload, content_hash, feed_hash, link_hash, payload_commit};
use beatbook_records::kinds::KINDS;
use beatbook_records::record::Values;
use beatbook_records::role::Role;
use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

/// A journal as bytes: contents and payloads in order.
#[derive(Debug, Clone, PartialEq)]
struct Journal {
    id: JournalId,
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Journal {
    fn head(&self) -> Hash {
        (1..).zip(&self.entries).fold(Hash::ZERO, |prev, (seq, (content, payload))| {
            link_hash(&prev, self.id, seq, &content_hash(content, &payload_commit(payload)))
        })
    }
}

fn journals() -> impl Strategy<Value = Journal> {
    let bytes = || prop::collection::vec(any::<u8>(), 1..40);
    let entries = prop::collection::vec((bytes(), bytes()), 2..12);
    (any::<u128>(), any::<u64>(), entries).prop_map(|(device, incarnation, entries)| Journal {
        id: JournalId { device: Uuid::from_u128(device), incarnation },
        entries,
    })
}

/// One way to tamper with a journal.
#[derive(Debug, Clone)]
enum Tampering {
    Flip { entry: prop::sample::Index, payload: bool, byte: prop::sample::Index, bit: u8 },
    Remove(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Repeat(prop::sample::Index),
    MoveAByte(prop::sample::Index),
    OtherDevice,
    OtherIncarnation,
}

fn tamperings() -> impl Strategy<Value = Tampering> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        (index(), any::<bool>(), index(), 0..8u8).prop_map(|(entry, payload, byte, bit)| Tampering::Flip {
            entry,
            payload,
            byte,
            bit
        }),
        index().prop_map(Tampering::Remove),
        (index(), index()).prop_map(|(a, b)| Tampering::Swap(a, b)),
        index().prop_map(Tampering::Repeat),
        index().prop_map(Tampering::MoveAByte),
        Just(Tampering::OtherDevice),
        Just(Tampering::OtherIncarnation),
    ]
}

fn tamper(journal: &Journal, how: &Tampering) -> Journal {
    let mut journal = journal.clone();
    let most = journal.entries.len();
    match how {
        Tampering::Flip { entry, payload, byte, bit } => {
            let entry = &mut journal.entries[entry.index(most)];
            let bytes = if *payload { &mut entry.1 } else { &mut entry.0 };
            let at = byte.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        Tampering::Remove(entry) => _ = journal.entries.remove(entry.index(most)),
        Tampering::Swap(a, b) => journal.entries.swap(a.index(most), b.index(most)),
        Tampering::Repeat(entry) => journal.entries.push(journal.entries[entry.index(most)].clone()),
        Tampering::MoveAByte(entry) => {
            let (content, payload) = &mut journal.entries[entry.index(most)];
            payload.extend(content.pop());
        }
        Tampering::OtherDevice => journal.id.device = Uuid::from_u128(!journal.id.device.as_u128()),
        Tampering::OtherIncarnation => journal.id.incarnation ^= 1,
    }
    journal
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_chain_detects_any_change(journal in journals(), how in tamperings()) {
        let other = tamper(&journal, &how);
        prop_assert_eq!(journal == other, journal.head() == other.head());
    }

    #[test]
    fn the_hubs_chain_detects_another_order_or_number(links in prop::collection::vec(any::<u8>(), 2..9), at in any::<prop::sample::Index>()) {
        let chain = |links: &[u8], first: u64| {
            (first..).zip(links).fold(Hash::ZERO, |prev, (n, link)| feed_hash(&prev, n, &Hash([*link; 32]), "", ""))
        };
        let mut other = links.clone();
        let at = at.index(links.len() - 1);
        other.swap(at, at + 1);
        prop_assert_eq!(links == other, chain(&links, 1) == chain(&other, 1));
        prop_assert_ne!(chain(&links, 1), chain(&links, 2));
    }

    #[test]
    fn the_hubs_chain_detects_another_verdict(outcome in "[a-z_]{0,9}", held in "[a-z_]{0,9}", other in ("[a-z_]{0,9}", "[a-z_]{0,9}")) {
        let chain = |outcome: &str, held: &str| feed_hash(&Hash::ZERO, 1, &Hash::ZERO, outcome, held);
        prop_assert_eq!((&outcome, &held) == (&other.0, &other.1), chain(&outcome, &held) == chain(&other.0, &other.1));
        prop_assert_eq!(held.is_empty(), chain(&format!("{outcome}{held}"), "") == chain(&outcome, &held));
    }

    #[test]
    fn the_clock_never_goes_back(walls in prop::collection::vec(i64::MIN..1 << 47, 1..50), seen in any::<u32>()) {
        let mut clock = Hlc::default();
        for wall in walls {
            let next = clock.tick(wall);
            prop_assert!(next > clock);
            prop_assert!(next.ms() >= wall.max(0));
            clock = next.observe(Hlc::at_ms(i64::from(seen)));
            prop_assert!(clock >= next);
        }
    }

    #[test]
    fn a_reading_survives_text_and_storage(ms in 0..1i64 << 47, ticks in 0..300) {
        let reading = (0..ticks).fold(Hlc::at_ms(ms), |at, _| at.tick(0));
        prop_assert_eq!(reading.to_string().parse::<Hlc>().expect("what was printed"), reading);
        prop_assert_eq!(Hlc::from_raw(reading.raw()), reading);
    }

    #[test]
    fn effective_time_is_monotone_and_never_ahead_of_the_hub(
        steps in prop::collection::vec((0..4_000_000_000_000i64, -40_000_000_000..40_000_000_000i64, 0..100_000i64), 1..40),
    ) {
        let (mut hub_ms, mut last) = (1_690_000_000_000, None);
        for (at_ms, skew_ms, passes) in steps {
            hub_ms += passes;
            let at = effective(Hlc::at_ms(at_ms), skew_ms, hub_ms, last);
            prop_assert!(last.is_none_or(|last| at > last));
            prop_assert!(at.ms() <= hub_ms);
            last = Some(at);
        }
    }

    #[test]
    fn the_digest_does_not_depend_on_the_order(heads in prop::collection::btree_map(any::<u128>(), any::<u128>(), 1..20), seed in any::<u64>()) {
        let heads: Vec<_> = heads.into_iter().map(|(r, h)| (Uuid::from_u128(r), Uuid::from_u128(h))).collect();
        let add = |list: &[(Uuid, Uuid)]| list.iter().fold(Digest::default(), |sum, (r, h)| sum.with(*r, *h));
        let mut shuffled = heads.clone();
        shuffled.sort_by_key(|(record, _)| Hash::of(&[record.as_bytes(), &seed.to_be_bytes()]));
        prop_assert_eq!(add(&heads), add(&shuffled));
        let (record, head) = heads[0];
        let moved = add(&heads).without(record, head).with(record, Uuid::nil());
        prop_assert_ne!(moved, add(&heads), "another head is another digest");
        prop_assert_eq!(moved.without(record, Uuid::nil()).with(record, head), add(&heads));
        prop_assert_eq!(add(&heads[..1]).plus(add(&heads[1..])), add(&heads));
        prop_assert_eq!(Digest::from_bytes(&add(&heads).to_bytes()), Some(add(&heads)));
    }

    #[test]
    fn a_cells_key_is_read_back_as_the_cell(area in ".{0,20}", kind in 0..KINDS.len() + 1, seconds in 0..4_000_000_000i64) {
        let mut values = Values::new();
        values.insert("area".into(), area.into());
        let created = DateTime::from_timestamp(seconds, 0).expect("before 2100");
        let cell = cell_of(KINDS.get(kind), &values, created);
        prop_assert_eq!(cell.to_string().parse::<Cell>(), Ok(cell));
    }
}

#[test]
fn a_chain_over_bare_bytes_would_not_see_a_byte_move() {
    let bare = |content: &[u8], payload: &[u8]| Hash::of(&[content, payload]);
    assert_eq!(bare(b"ab", b"c"), bare(b"a", b"bc"), "the control: this is what the commitment prevents");
    let chained = |content: &[u8], payload: &[u8]| content_hash(content, &payload_commit(payload));
    assert_ne!(chained(b"ab", b"c"), chained(b"a", b"bc"));
}

#[test]
fn a_device_a_year_ahead_drags_nobody_along() {
    const YEAR_MS: i64 = 365 * 86_400_000;
    let hub_ms = 1_690_000_000_000;
    let wrong = Hlc::at_ms(hub_ms + YEAR_MS);
    let corrected = effective(wrong, YEAR_MS, hub_ms, None);
    assert_eq!(corrected, Hlc::at_ms(hub_ms), "the measured skew is taken off");
    let unmeasured = effective(wrong, 0, hub_ms, None);
    assert_eq!(unmeasured, Hlc::at_ms(hub_ms), "and without it the hub's time is the limit");
    let right = effective(Hlc::at_ms(hub_ms + 60_000), 0, hub_ms + 60_000, None);
    assert!(right > corrected, "who writes a minute later wins");
}

#[test]
fn a_small_skew_is_left_alone() {
    let at = Hlc::at_ms(1_690_000_000_000);
    assert_eq!(effective(at, 4 * 60_000, 1_690_000_600_000, None), at);
    assert_ne!(effective(at, 6 * 60_000, 1_690_000_600_000, None), at);
}

#[test]
fn what_is_not_a_reading_is_refused() {
    for text in ["", ".", "1.", "x", "-5", "1.65536", "281474976710656"] {
        assert!(text.parse::<Hlc>().is_err(), "{text}");
    }
}

#[test]
fn who_sees_which_cell() {
    let scope = |role, areas: &[&str]| Scope {
        version: 1,
        role,
        areas: areas.iter().map(|a| (*a).into()).collect(),
        officer: None,
    };
    let cell = |area: &str, class| Cell { area: area.into(), class, month: 202_308 };
    let asha = scope(Role::EnforcementOfficer, &["stockton"]);
    assert!(asha.covers(&cell("stockton", Class::Personal)));
    assert!(!asha.covers(&cell("thornaby", Class::Ordinary)), "not her area");
    assert!(!asha.covers(&cell("stockton", Class::Special)), "not her class");
    assert!(!asha.covers(&cell("stockton", Class::Unknown)), "a kind nobody knows");
    let kit = scope(Role::Installer, &[]);
    assert!(kit.covers(&cell("thornaby", Class::Ordinary)), "no areas are all areas");
    assert!(!kit.covers(&cell("thornaby", Class::Personal)));
    assert!(scope(Role::RecordsManager, &[]).covers(&cell("thornaby", Class::Unknown)));
    assert!(!scope(Role::Supervisor, &[]).covers(&cell("thornaby", Class::Unknown)));
}

/// A settled body is read and written by every phone that hears of it and by the hub at every amendment.
#[test]
fn a_place_that_is_read_and_written_again_and_again_does_not_wander() {
    for written in ["98446744073709551615", "54.564500000000002", "-1.3125009999999998", "5e-324", "0.1"] {
        let text = format!(r#"{{"salt":"","values":{{"lat":{written}}}}}"#);
        let read: Payload = serde_json::from_str(&text).expect("a payload");
        let value: f64 = written.parse().expect("a decimal");
        assert_eq!(read.values["lat"].as_f64(), Some(value), "{written}");
        let printed = serde_json::to_string(&read).expect("JSON");
        let again: Payload = serde_json::from_str(&printed).expect("a payload");
        assert_eq!(serde_json::to_string(&again).expect("JSON"), printed);
    }
}
