import type { WaitingState } from "./WaitingState";

export type WaitingItem = { entry: string, record: string, kind: string, title: string, recorded: string, state: WaitingState };
