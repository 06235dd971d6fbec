//! What the times of a patrol rest on.

use crate::declare::code_list;

code_list! {
    /// What the times of a patrol rest on.
    TimeSource {
        /// Position fixes
        Gps = "GPS",
        /// Start and stop by hand
        Manual = "MANUAL",
        /// Both
        Mixed = "MIXED",
    }
}
