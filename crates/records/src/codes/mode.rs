//! How a crew moves.

use crate::declare::code_list;

code_list! {
    /// How a crew moves on a patrol.
    Mode {
        /// On foot
        Foot = "FOOT",
        /// By cycle
        Cycle = "CYCLE",
        /// By vehicle
        Vehicle = "VEHICLE",
        /// Mixed
        Mixed = "MIXED",
    }
}
