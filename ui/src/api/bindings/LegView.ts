export type LegView = { hotspot_name: string, from: string, to: string | null, crew: number };
