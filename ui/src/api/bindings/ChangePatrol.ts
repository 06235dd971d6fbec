import type { Crew } from "./Crew";

export type ChangePatrol = { hotspot: string | null, crew: Crew | null };
