//! Sync between phones and a hub: named facts, each ending in the same checks (everybody equal to the
//! hub and to the list of what was written, nothing waiting, every chain verified).

mod conflicts;
mod everyday;
mod faults;
mod photos;
mod places;
mod powers;
mod put_back;
mod random;
mod safe;
mod scopes;
mod sign_in;

use beatbook_tests::Town;

/// The same facts hold over another database: whoever includes these files says which.
fn town() -> Town {
    Town::new()
}
