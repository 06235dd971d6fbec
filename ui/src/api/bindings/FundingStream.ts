export type FundingStream = "ASB_HOTSPOT" | "GRIP_SV" | "SAFER_STREETS" | "OP_SHIELD" | "BAU" | "SEL_LIC";
