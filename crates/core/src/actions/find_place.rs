//! Finding a place by what somebody types, with no signal.
//!
//! Rule: a house with the number that was typed comes first, then streets, then the rest; within each the nearest first,
//! or in the order of the pack. However little was typed, only so many places are looked at.

use beatbook_records::geo::place::{Place, PlaceKind};
use beatbook_records::geo::wanted::Wanted;

use super::Context;
use super::near_place::{Position, around, by_distance, position, row};
use crate::api::{FindPlace, ListStreets, PlaceRow};
use crate::error::Error;
use crate::store::{Looked, Reader};

/// The most rows of an answer.
const ROWS_MAX: u32 = 100;
/// How many places are looked at to order them.
const LOOKED_AT: usize = 2_000;
/// Where more match than that, the nearest are looked for within so many metres.
const NEAR_M: f64 = 800.0;

/// How many rows somebody asks for.
pub(super) fn rows_of(limit: u32) -> usize {
    limit.clamp(1, ROWS_MAX) as usize
}

/// Find places.
pub(crate) fn find(context: &Context, input: FindPlace) -> Result<Vec<PlaceRow>, Error> {
    let here = position(context);
    context.read(move |reader, _| {
        let (wanted, limit) = (Wanted::of(&input.text), rows_of(input.limit));
        let mut search = Search { reader, here: here.filter(|_| input.near), limit, found: Vec::new() };
        search.run(&wanted)?;
        Ok(search.found.iter().map(|place| row(place, here)).collect())
    })
}

/// The streets of this name; the nearest first, where there is a fix.
pub(crate) fn streets(context: &Context, input: ListStreets) -> Result<Vec<PlaceRow>, Error> {
    let here = position(context);
    context.read(move |reader, _| {
        let wanted = Wanted::of(&input.text.unwrap_or_default());
        let mut search = Search { reader, here, limit: rows_of(input.limit), found: Vec::new() };
        search.take(Looked { begun: wanted.words.clone(), streets: true, ..Looked::default() }, &wanted)?;
        Ok(search.found.iter().map(|place| row(place, here)).collect())
    })
}

/// A search under way.
struct Search<'r> {
    reader: Reader<'r>,
    /// Where to be near; `None` for the order of the pack.
    here: Option<Position>,
    limit: usize,
    found: Vec<Place>,
}

impl Search<'_> {
    fn run(&mut self, wanted: &Wanted) -> Result<(), Error> {
        if wanted.words.is_empty() {
            return Ok(());
        }
        if let Some(uprn) = &wanted.uprn {
            self.found.extend(self.reader.address(uprn)?);
        }
        match &wanted.house {
            Some(house) => {
                let begun = wanted.words.iter().filter(|word| *word != house).cloned().collect();
                self.take_house(house, &Looked { whole: vec![house.clone()], begun, streets: false })?;
            }
            None => {
                let begun = wanted.words.clone();
                self.take(Looked { begun, streets: true, ..Looked::default() }, wanted)?;
            }
        }
        self.take(Looked { begun: wanted.words.clone(), ..Looked::default() }, wanted)
    }

    /// Houses with this number: those of which it is all that is written, before flats and others.
    fn take_house(&mut self, house: &str, looked: &Looked) -> Result<(), Error> {
        let mut found = self.reader.places_with(looked, LOOKED_AT)?;
        if let Some(here) = self.here {
            by_distance(&mut found, here);
        }
        found.sort_by_key(|place| !place.line.eq_ignore_ascii_case(house));
        self.keep(found);
        Ok(())
    }

    /// Places with these words, as many as there is room for.
    fn take(&mut self, looked: Looked, wanted: &Wanted) -> Result<(), Error> {
        if self.found.len() >= self.limit {
            return Ok(());
        }
        let Some(here) = self.here else {
            // What was found before comes again, and is left out.
            let found = self.reader.places_with(&looked, self.limit + self.found.len())?;
            self.keep(found);
            return Ok(());
        };
        let mut found = self.reader.places_with(&looked, LOOKED_AT)?;
        if found.len() == LOOKED_AT {
            let fits = |place: &Place| {
                (!looked.streets || place.kind == PlaceKind::Street)
                    && (wanted.words.is_empty() || wanted.is_in(place))
            };
            let near = around(self.reader, here, self.limit, NEAR_M, fits)?;
            self.keep(near);
        }
        by_distance(&mut found, here);
        self.keep(found);
        Ok(())
    }

    fn keep(&mut self, found: Vec<Place>) {
        for place in found {
            if self.found.len() < self.limit && !self.found.contains(&place) {
                self.found.push(place);
            }
        }
    }
}
