export type TextSize = "normal" | "large" | "largest";
