import type { Statement } from "./Statement";

export type AddNote = { text: string, patrol: string | null, verbatim: boolean, statement: Statement };
