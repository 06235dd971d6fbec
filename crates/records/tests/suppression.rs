//! What is published of small counts: nobody works one out, whatever the table.
//!
//! The oracle tries every number that could stand where one is hidden, and so knows nothing of how they are chosen.

use beatbook_records::report::suppression::{LEAST, Relation, hidden};
use proptest::prelude::*;

/// The most that the oracle tries: more than any total of these tables.
const TRIED_MAX: u64 = 40;

fn fulfils(counts: &[u64], relations: &[Relation]) -> bool {
    relations.iter().all(|Relation { whole, parts, exact }| {
        let sum: u64 = parts.iter().map(|part| counts[*part]).sum();
        if *exact { counts[*whole] == sum } else { counts[*whole] >= sum }
    })
}

/// Every number that can stand in each hidden place, of those that a reader must think possible.
fn possible(counts: &[u64], hidden: &[bool], relations: &[Relation]) -> Vec<Vec<u64>> {
    let places: Vec<usize> = (0..counts.len()).filter(|at| hidden[*at]).collect();
    let mut found = vec![Vec::new(); counts.len()];
    let mut tried = counts.to_vec();
    try_all(&places, &mut tried, relations, &mut |fits: &[u64]| {
        for at in &places {
            if !found[*at].contains(&fits[*at]) {
                found[*at].push(fits[*at]);
            }
        }
    });
    found
}

fn try_all(places: &[usize], tried: &mut [u64], relations: &[Relation], take: &mut dyn FnMut(&[u64])) {
    let Some((at, rest)) = places.split_first() else {
        if fulfils(tried, relations) {
            take(tried);
        }
        return;
    };
    for number in 1..=TRIED_MAX {
        tried[*at] = number;
        try_all(rest, tried, relations, take);
    }
}

/// The places at which a reader knows the count, or knows it to be a small one.
fn given_away(counts: &[u64], hidden: &[bool], relations: &[Relation]) -> Vec<usize> {
    let possible = possible(counts, hidden, relations);
    let knows = |at: &usize| possible[*at].len() == 1 || possible[*at].iter().all(|number| *number < LEAST);
    (0..counts.len()).filter(|at| hidden[*at]).filter(knows).collect()
}

fn total_of(parts: usize) -> Vec<Relation> {
    vec![Relation { whole: parts, parts: (0..parts).collect(), exact: true }]
}

fn with_total(mut parts: Vec<u64>) -> Vec<u64> {
    parts.push(parts.iter().sum());
    parts
}

#[test]
fn a_small_count_is_hidden_with_the_next_smallest_and_nought_stays() {
    let counts = with_total(vec![3, 0, 10, 20]);
    assert_eq!(hidden(&counts, &total_of(4)), [true, false, true, false, false]);
    assert_eq!(hidden(&with_total(vec![0, 0, 7]), &total_of(3)), [false; 4]);
    assert_eq!(hidden(&[5, 4, 1, 0], &[]), [false, true, true, false], "nothing hangs on anything");
}

#[test]
fn a_total_of_one_line_goes_with_it_and_two_ones_do_not_stand_beside_their_two() {
    assert_eq!(hidden(&with_total(vec![3]), &total_of(1)), [true, true]);
    assert_eq!(hidden(&with_total(vec![0, 3]), &total_of(2)), [false, true, true]);
    assert_eq!(hidden(&with_total(vec![1, 1]), &total_of(2)), [true, true, true]);
    let relations = [total_of(3).remove(0)];
    let counts = with_total(vec![1, 1, 50]);
    assert_eq!(hidden(&counts, &relations), [true, true, true, false], "they would be two of 52");
}

#[test]
fn a_part_that_is_not_the_whole_is_not_told_by_the_room_it_has() {
    let at_least = [Relation { whole: 0, parts: vec![1, 2], exact: false }];
    // Seven in all, six of them shown: the other can only be one.
    assert_eq!(hidden(&[7, 6, 1], &at_least), [false, true, true]);
    assert_eq!(hidden(&[40, 6, 1], &at_least), [false, false, true], "there is room for more");
}

#[test]
fn hiding_the_small_ones_alone_gives_them_away() {
    let counts = with_total(vec![3, 10, 20]);
    let alone: Vec<bool> = counts.iter().map(|count| (1..LEAST).contains(count)).collect();
    assert_eq!(given_away(&counts, &alone, &total_of(3)), [0], "the oracle sees it");
    assert_eq!(given_away(&counts, &hidden(&counts, &total_of(3)), &total_of(3)), [0; 0]);
}

fn part() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 0..6u64, 1 => 6..12u64]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nothing_hidden_is_worked_out_from_a_column_and_its_total(parts in prop::collection::vec(part(), 1..4)) {
        let (counts, relations) = (with_total(parts.clone()), total_of(parts.len()));
        let hidden = hidden(&counts, &relations);
        prop_assert_eq!(given_away(&counts, &hidden, &relations), [0; 0]);
        for (count, hidden) in counts.iter().zip(&hidden) {
            prop_assert!(*hidden || *count == 0 || *count >= LEAST, "{} is shown", count);
            prop_assert!(!*hidden || *count > 0, "nought is nought");
        }
    }

    #[test]
    fn nothing_hidden_is_worked_out_from_parts_of_a_whole_in_two_ways(
        (a, b, c, rest) in (part(), part(), part(), part()),
    ) {
        let counts = [a + b + rest.max(c), a, b, c];
        let relations = [
            Relation { whole: 0, parts: vec![1, 2], exact: false },
            Relation { whole: 0, parts: vec![3], exact: false },
        ];
        let hidden = hidden(&counts, &relations);
        prop_assert_eq!(given_away(&counts, &hidden, &relations), [0; 0]);
    }
}
