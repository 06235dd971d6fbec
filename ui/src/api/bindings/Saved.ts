export type Saved = { record: string, reference: string };
