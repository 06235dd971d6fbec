//! Which money pays for a patrol.

use crate::declare::code_list;

code_list! {
    /// Which money pays for a patrol; reports can be limited to one.
    FundingStream {
        /// ASB hotspot response
        AsbHotspot = "ASB_HOTSPOT",
        /// Grip, serious violence
        GripSv = "GRIP_SV",
        /// Safer Streets
        SaferStreets = "SAFER_STREETS",
        /// Operation Shield
        OpShield = "OP_SHIELD",
        /// Everyday work
        Bau = "BAU",
        /// Selective licensing
        SelLic = "SEL_LIC",
    }
}
