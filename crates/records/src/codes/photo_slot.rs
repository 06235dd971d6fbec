//! What a photo was taken to show.

use crate::declare::code_list;

code_list! {
    /// What a photo was taken to show.
    PhotoSlot {
        /// How it was before
        Before = "BEFORE",
        /// How it was afterwards
        After = "AFTER",
        /// The sign or notice
        Sign = "SIGN",
        /// Damage
        Damage = "DAMAGE",
        /// A serial number
        Serial = "SERIAL",
        /// The place
        Place = "PLACE",
        /// Something else
        Other = "OTHER",
    }
}
