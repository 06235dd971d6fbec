export type CorrectRecord = { record: string, values: Record<string, unknown>, reason: string, seen: string | null };
