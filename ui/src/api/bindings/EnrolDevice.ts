export type EnrolDevice = { link: string, hub: string | null };
