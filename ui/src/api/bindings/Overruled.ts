export type Overruled = { field: string, value: unknown, by: string, at: string };
