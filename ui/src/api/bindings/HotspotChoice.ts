export type HotspotChoice = { id: string, name: string, area: string, distance_m: number | null, inside: boolean };
