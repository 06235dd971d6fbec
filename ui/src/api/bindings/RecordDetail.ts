import type { RecordRow } from "./RecordRow";
import type { HistoryItem } from "./HistoryItem";
import type { Overruled } from "./Overruled";

export type RecordDetail = { row: RecordRow, values: Record<string, unknown>, seen: string | null, history: Array<HistoryItem>, overruled: Array<Overruled> };
