import type { Counts } from "./Counts";

export type PatrolDone = { id: string, clock_seconds: number, person_seconds: number, counts: Counts };
