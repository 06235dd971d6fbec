//! Whether a sentence is fact, opinion or hearsay (DPA 2018 section 38).

use crate::declare::code_list;

code_list! {
    /// What kind of statement a block of free text is.
    Statement {
        /// Fact
        Fact = "FACT",
        /// Opinion
        Opinion = "OPINION",
        /// Told by somebody else
        ThirdParty = "THIRD_PARTY",
    }
}
