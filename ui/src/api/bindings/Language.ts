export type Language = "en" | "cy";
