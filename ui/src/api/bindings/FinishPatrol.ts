import type { Activity } from "./Activity";

export type FinishPatrol = { note: string | null, activities: Array<Activity> };
