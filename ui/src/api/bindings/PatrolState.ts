export type PatrolState = "running" | "paused" | "finished";
