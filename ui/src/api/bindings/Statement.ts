export type Statement = "FACT" | "OPINION" | "THIRD_PARTY";
