import type { EngagementKind } from "./EngagementKind";

export type Counts = Record<EngagementKind, number>;
