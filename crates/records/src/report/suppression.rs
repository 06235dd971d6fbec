//! Small counts, kept out of what is published: which figures are hidden, so that nobody can work them out.
//!
//! Rule: a count of 1 to 4 is hidden, nought stays nought. Of a hidden count, nobody can tell from what is shown which
//! number it is, nor that it is below five: whatever would give that away is hidden with it, smallest first. What is
//! shown elsewhere, or for another period, is not known here.

/// The least count that is published, but for nought.
pub const LEAST: u64 = 5;

/// What stands where a count is hidden.
pub const MARK: &str = "[c]";

/// The note beside figures of which some may be hidden.
pub const NOTE: &str = "[c] stands for a count that is not published: it is between 1 and 4, or one of these could be worked out from it. 0 is 0.";

/// How some counts of a table hang together; they are named by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The count that the others are in.
    pub whole: usize,
    /// Counts that have nothing in common.
    pub parts: Vec<usize>,
    /// Whether they are all of it. If not, it is at least their sum.
    pub exact: bool,
}

/// The least a count can be, and the most, where there is a most.
type Range = (u64, Option<u64>);

/// Which counts are hidden.
#[must_use]
pub fn hidden(counts: &[u64], relations: &[Relation]) -> Vec<bool> {
    // A relation that the counts do not fulfil tells nobody anything.
    let holds = |relation: &&Relation| {
        let parts: u64 = relation.parts.iter().map(|part| counts[*part]).sum();
        if relation.exact { counts[relation.whole] == parts } else { counts[relation.whole] >= parts }
    };
    let relations: Vec<&Relation> = relations.iter().filter(holds).collect();
    let mut hidden: Vec<bool> = counts.iter().map(|count| (1..LEAST).contains(count)).collect();
    loop {
        let ranges = ranges(counts, &hidden, &relations);
        let told = (0..counts.len()).find(|at| hidden[*at] && gives_away(ranges[*at]));
        // Where everything is hidden, any multiple of it fulfils the relations as well: then nothing is given away.
        let Some(next) = told.and_then(|told| next_to_hide(told, counts, &hidden, &relations)) else {
            return hidden;
        };
        hidden[next] = true;
    }
}

/// Whether somebody who knows this of a count knows the count, or that it is a small one.
fn gives_away((least, most): Range) -> bool {
    most.is_some_and(|most| most < LEAST || most == least)
}

/// The smallest count whose hiding may help: one beside it, else its whole, else one of those that hang on them.
fn next_to_hide(told: usize, counts: &[u64], hidden: &[bool], relations: &[&Relation]) -> Option<usize> {
    let shown = |at: &usize| !hidden[*at] && counts[*at] > 0;
    let smallest = |places: Vec<usize>| places.into_iter().filter(shown).min_by_key(|at| (counts[*at], *at));
    let of: Vec<&&Relation> =
        relations.iter().filter(|one| one.whole == told || one.parts.contains(&told)).collect();
    let beside = smallest(of.iter().flat_map(|one| one.parts.iter().copied()).collect());
    beside
        .or_else(|| smallest(of.iter().map(|one| one.whole).collect()))
        .or_else(|| smallest(connected(told, relations)))
}

/// Everything that hangs on a count, directly or not.
fn connected(from: usize, relations: &[&Relation]) -> Vec<usize> {
    let mut reached = vec![from];
    let mut at = 0;
    while let Some(next) = reached.get(at).copied() {
        for one in relations.iter().filter(|one| one.whole == next || one.parts.contains(&next)) {
            for place in one.parts.iter().chain([&one.whole]) {
                if !reached.contains(place) {
                    reached.push(*place);
                }
            }
        }
        at += 1;
    }
    reached
}

/// What somebody can work out who knows the rule, the relations and what is shown: a hidden count is 1 at least.
fn ranges(counts: &[u64], hidden: &[bool], relations: &[&Relation]) -> Vec<Range> {
    let at_first = counts.iter().zip(hidden);
    let mut ranges: Vec<Range> =
        at_first.map(|(count, hidden)| if *hidden { (1, None) } else { (*count, Some(*count)) }).collect();
    loop {
        let before = ranges.clone();
        for relation in relations {
            narrow(&mut ranges, relation);
        }
        if ranges == before {
            return ranges;
        }
    }
}

fn narrow(ranges: &mut [Range], Relation { whole, parts, exact }: &Relation) {
    let least: u64 = parts.iter().map(|part| ranges[*part].0).sum();
    let most: Option<u64> = parts.iter().map(|part| ranges[*part].1).sum();
    ranges[*whole].0 = ranges[*whole].0.max(least);
    if *exact {
        ranges[*whole].1 = lower(ranges[*whole].1, most);
    }
    let (whole_least, whole_most) = ranges[*whole];
    for part in parts {
        let others = |of: &dyn Fn(Range) -> Option<u64>| -> Option<u64> {
            parts.iter().filter(|other| *other != part).map(|other| of(ranges[*other])).sum()
        };
        let others_least = others(&|(least, _)| Some(least)).unwrap_or(0);
        let others_most = others(&|(_, most)| most);
        let (mut least, most) = ranges[*part];
        if let (true, Some(others)) = (*exact, others_most) {
            least = least.max(whole_least.saturating_sub(others));
        }
        let room = whole_most.map(|whole| whole.saturating_sub(others_least));
        ranges[*part] = (least, lower(most, room));
    }
}

/// The lower of two ends, of which either may be open.
fn lower(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
