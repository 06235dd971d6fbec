//! The order in which somebody walks a street: up the odd side, down the even one.
//!
//! Rule: a house with a name and no number goes after the numbered one that it stands nearest to; where no house has a
//! number, they go by name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::distance_m;
use super::house::House;
use super::place::Place;

/// Which side of a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Odd numbers, upwards.
    Odd,
    /// Even numbers, downwards.
    Even,
    /// The one, then the other.
    Both,
}

/// The addresses of one street in walking order, as indexes into the list.
#[must_use]
pub fn walking_order(addresses: &[Place], side: Side) -> Vec<usize> {
    let houses: Vec<House> = addresses.iter().map(|place| House::of(&place.line)).collect();
    let (mut numbered, mut named): (Vec<usize>, Vec<usize>) =
        (0..addresses.len()).partition(|at| houses[*at].number.is_some());
    named.sort_by(|a, b| houses[*a].cmp(&houses[*b]));
    if numbered.is_empty() {
        return named;
    }
    numbered.sort_by(|a, b| houses[*a].cmp(&houses[*b]));
    let nearest: Vec<usize> = named.iter().map(|name| nearest(addresses, *name, &numbered)).collect();
    let of_side = |odd: bool| doors(&houses, &numbered, odd);
    let doors = match side {
        Side::Odd => of_side(true),
        Side::Even => of_side(false),
        Side::Both => [of_side(true), of_side(false)].concat(),
    };
    let mut order = Vec::with_capacity(addresses.len());
    for door in doors {
        order.push(door);
        order.extend(named.iter().zip(&nearest).filter(|(_, near)| **near == door).map(|(name, _)| *name));
    }
    order
}

/// The numbered houses of a side: upwards where they are odd, downwards where they are even. Flats behind one door stay in
/// their own order.
fn doors(houses: &[House], numbered: &[usize], odd: bool) -> Vec<usize> {
    let mut doors: Vec<usize> =
        numbered.iter().copied().filter(|at| houses[*at].is_odd() == Some(odd)).collect();
    if !odd {
        let door = |at: &usize| (houses[*at].number, &houses[*at].suffix);
        doors.sort_by(|a, b| door(b).cmp(&door(a)));
    }
    doors
}

fn nearest(addresses: &[Place], name: usize, numbered: &[usize]) -> usize {
    let away = |at: &usize| distance_m(addresses[*at].position(), addresses[name].position());
    let nearest = numbered.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
    *nearest.expect("there are numbered houses")
}
