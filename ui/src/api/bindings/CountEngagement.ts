import type { EngagementKind } from "./EngagementKind";

export type CountEngagement = { kind: EngagementKind };
