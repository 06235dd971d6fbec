import type { HandIn } from "./HandIn";
import type { Act } from "./Act";

export type HistoryItem = { entry: string, act: Act, by: string, occurred: string, reason: string | null, values: Record<string, unknown>, hand_in: HandIn };
