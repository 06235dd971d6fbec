export type Why = "inside" | "nearest" | "last_used" | "only_one" | "none";
