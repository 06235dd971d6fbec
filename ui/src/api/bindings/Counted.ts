import type { Counts } from "./Counts";

export type Counted = { tap: string, counts: Counts };
