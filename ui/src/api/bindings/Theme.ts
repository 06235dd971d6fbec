export type Theme = "auto" | "day" | "sun" | "night";
