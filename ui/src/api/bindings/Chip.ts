import type { ChipState } from "./ChipState";

export type Chip = { state: ChipState, waiting: number, needs_you: number, last_sent_at: string | null, oldest_waiting_at: string | null };
