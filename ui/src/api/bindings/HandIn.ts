export type HandIn = "waiting" | "sent" | "confirmed" | "needs_you";
