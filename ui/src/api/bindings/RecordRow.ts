import type { HandIn } from "./HandIn";

export type RecordRow = { id: string, kind: string, title: string, occurred: string, voided: boolean, hand_in: HandIn, mine: boolean };
