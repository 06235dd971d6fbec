export type ChipState = "all_sent" | "waiting" | "needs_you";
