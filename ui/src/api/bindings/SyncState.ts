import type { Chip } from "./Chip";
import type { SyncProblem } from "./SyncProblem";
import type { WaitingItem } from "./WaitingItem";
import type { NeedsYou } from "./NeedsYou";

export type SyncState = { chip: Chip, running: boolean, waiting: Array<WaitingItem>, sent_today: number, needs_you: Array<NeedsYou>, last_try_at: string | null, next_try_at: string | null, problem: SyncProblem | null };
