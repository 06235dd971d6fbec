//! Numbers for letters, taken before they run out.
//!
//! Rule: a device that can write no letter asks for none. A refusal stops nothing else; an answer that is lost leaves a
//! gap, and the hub knows whose it is.

use beatbook_records::powers::letter;
use beatbook_records::wire::{NumbersReply, NumbersRequest};

use super::central::{Central, CentralError};
use super::round::Trouble;
use crate::store::{Access, Store, StoreError};

/// With fewer left than this, more are asked for.
const FEW: u64 = 10;
/// How many are asked for at a time.
const BLOCK: u64 = 30;

/// Ask for more numbers where there are few.
///
/// # Errors
/// When the hub does not answer, or the store fails.
pub(super) fn step<A: Access, C: Central + ?Sized>(access: &A, central: &mut C) -> Result<(), Trouble> {
    if !access.with(|store| is_wanted(store))? {
        return Ok(());
    }
    let request = NumbersRequest { series: letter::SERIES.into(), count: BLOCK };
    match central.numbers(&request) {
        Ok(NumbersReply { first, last }) => {
            if !is_block(first, last) {
                return Err(CentralError::Garbled(format!("{first} to {last} are no numbers")).into());
            }
            access.with(move |store| store.write(|tx| tx.put_numbers(letter::SERIES, first, last)))?;
            Ok(())
        }
        Err(CentralError::Refused(refusal)) => {
            tracing::warn!(code = ?refusal.code, "no numbers for letters");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// What a hub may give: it never gives more than was asked for.
const fn is_block(first: u64, last: u64) -> bool {
    0 < first && first <= last && last - first < BLOCK && last < i64::MAX as u64
}

fn is_wanted(store: &Store) -> Result<bool, StoreError> {
    let reader = store.read();
    if reader.numbers_left(letter::SERIES)? >= FEW {
        return Ok(false);
    }
    let (Some(owner), Some(pack)) = (reader.owner()?, reader.powers()?) else { return Ok(false) };
    Ok(letter::is_written_by(&pack, owner.scope.role))
}
