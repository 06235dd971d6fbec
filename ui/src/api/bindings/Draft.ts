export type Draft = { form: string, id: string, body: unknown, saved_at: string };
