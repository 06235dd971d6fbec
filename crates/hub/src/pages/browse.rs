//! Which records a list shows: what was asked, and a page of what fits.
//!
//! Rule: a record is only ever in the list where `records::export` lets the role have its kind. A page looks at so many
//! records and no more, and says how far it looked, so that every page is quick whatever is asked.

use beatbook_records::export;
use beatbook_records::field::{Kind, Shape};
use beatbook_records::kinds;
use beatbook_records::record::Values;
use beatbook_records::report::period::Period;
use beatbook_records::role::Role;
use serde::Deserialize;
use uuid::Uuid;

use crate::store::browse::{Author, Found, Key, Stretch};
use crate::store::daily::around;
use crate::store::{Book, StoreResult};

/// Records on a page.
pub const PAGE: usize = 50;
/// Records that are looked at for a page, at most; fewer where their words are read.
const LOOKED: usize = 20_000;
const LOOKED_WORDS: usize = 2_000;
/// Records that are read at once.
const AT_ONCE: u32 = 500;

/// Whether voided records are in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Voids {
    /// They are not.
    #[default]
    Without,
    /// They are.
    With,
    /// Nothing else is.
    Only,
}

/// What is asked of a list.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The kind.
    pub kind: Option<&'static Kind>,
    /// The area.
    pub area: Option<String>,
    /// The days.
    pub period: Option<Period>,
    /// The officer who made the record.
    pub officer: Option<Uuid>,
    /// Whether voided ones are there.
    pub voids: Voids,
    /// What its words hold, in small letters.
    pub words: Option<String>,
    /// Whether the earliest come first.
    pub earliest_first: bool,
    /// After which place the page begins.
    pub after: Option<Key>,
}

/// A page of a list.
#[derive(Debug, Default)]
pub struct Listed {
    /// The records.
    pub records: Vec<Found>,
    /// Where the next page begins, if there may be more.
    pub next: Option<Key>,
    /// Whether the page ends because enough was looked at, and not because it is full.
    pub cut: bool,
}

#[derive(Deserialize)]
struct Body {
    values: Values,
}

/// A page of what fits.
///
/// # Errors
/// When the store cannot be read.
pub fn page(store: &Book<'_>, role: Role, wanted: &Wanted, authors: &[Author]) -> StoreResult<Listed> {
    let mut stretch = stretch(wanted);
    let (mut listed, mut looked) = (Listed::default(), 0);
    let most = if wanted.words.is_some() { LOOKED_WORDS } else { LOOKED };
    loop {
        let rows = store.browse(&stretch)?;
        let is_last = rows.len() < stretch.most as usize;
        for row in rows {
            looked += 1;
            let place = row.key.clone();
            if fits(role, wanted, authors, &row) {
                listed.records.push(row);
            }
            if listed.records.len() == PAGE || looked == most {
                listed.cut = listed.records.len() < PAGE;
                listed.next = Some(place);
                return Ok(listed);
            }
            *(if wanted.earliest_first { &mut stretch.above } else { &mut stretch.below }) = place;
        }
        if is_last {
            return Ok(listed);
        }
    }
}

/// From where to where the list may go.
fn stretch(wanted: &Wanted) -> Stretch {
    let place = |at: &str| Key { at: at.into(), seq: -1 };
    // Before every time, and after every one.
    let (mut above, mut below) = (place(""), place("~"));
    if let Some(period) = wanted.period {
        let (from, to) = around(period);
        (above, below) = (place(&from), place(&to));
    }
    if let Some(after) = &wanted.after {
        if wanted.earliest_first {
            above = above.max(after.clone());
        } else {
            below = below.min(after.clone());
        }
    }
    let (kind, words) = (wanted.kind.map(|kind| kind.name), wanted.words.is_some());
    Stretch { kind, latest_first: !wanted.earliest_first, above, below, most: AT_ONCE, words }
}

fn fits(role: Role, wanted: &Wanted, authors: &[Author], row: &Found) -> bool {
    let Some(kind) = kinds::kind(&row.kind).filter(|kind| export::may_take(role, kind)) else { return false };
    let within = |period: Period| row.key.at.parse().is_ok_and(|moment| period.contains(moment));
    let made_by =
        |officer: Uuid| authors.iter().any(|author| author.journal == row.journal && author.actor == officer);
    let voids = match wanted.voids {
        Voids::Without => !row.voided,
        Voids::With => true,
        Voids::Only => row.voided,
    };
    voids
        && wanted.area.as_ref().is_none_or(|area| area_of(&row.area) == area)
        && wanted.period.is_none_or(within)
        && wanted.officer.is_none_or(made_by)
        && wanted.words.as_ref().is_none_or(|words| says(role, kind, row, words))
}

/// Whether a text of the record that the role may see holds these words.
fn says(role: Role, kind: &'static Kind, row: &Found, words: &str) -> bool {
    let body = row.body.as_deref().and_then(|body| serde_json::from_str::<Body>(body).ok());
    let (Some(Body { values }), Some(columns)) = (body, export::columns(role, kind)) else { return false };
    let texts = columns.iter().filter(|field| matches!(field.shape, Shape::Text(_)));
    let held = |text: &str| text.to_lowercase().contains(words);
    texts.into_iter().any(|field| values.get(field.name).and_then(|value| value.as_str()).is_some_and(held))
}

/// The area of a cell, without the officer it is with.
pub fn area_of(cell: &str) -> &str {
    cell.split_once('@').map_or(cell, |(area, _)| area)
}
