//! Entries on a record that was erased.
//!
//! Rule: they keep their place in both chains, so that nobody waits for them, and their words are not kept.

use beatbook_records::cell::cell_of;
use beatbook_records::entry::Content;
use beatbook_records::record::Values;
use beatbook_records::wire::Verdict;

use super::{Commit, Place};
use crate::arrival::Arrival;

impl<'a> Commit<'a> {
    /// Its record was erased: the entry has its place in the chains, and its words are not kept.
    pub(super) fn take_without_words(&mut self, arrival: &'a Arrival<'a>, content: &Content) -> Verdict {
        let place = Place {
            id: content.id,
            record: content.record_id(),
            at: self.next_at(arrival),
            outcome: None,
            held: None,
            makes_record: false,
            moved_from: None,
            cell: cell_of(None, &Values::new(), content.occurred),
        };
        self.place(arrival, place);
        if let Some(entry) = self.entries.last_mut() {
            (entry.payload, entry.commit) = (None, Some(arrival.commit));
        }
        Verdict::Erased
    }
}
