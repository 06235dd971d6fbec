export type Mode = "FOOT" | "CYCLE" | "VEHICLE" | "MIXED";
