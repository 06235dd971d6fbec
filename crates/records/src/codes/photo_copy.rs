//! Whether a photo is the original or was made from one.

use crate::declare::code_list;

code_list! {
    /// Whether a photo is the original or was made from one.
    PhotoCopy {
        /// The original, as the camera wrote it
        Master = "MASTER",
        /// A copy to work with or to share
        Working = "WORKING",
    }
}
