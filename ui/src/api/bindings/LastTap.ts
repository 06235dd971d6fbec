import type { EngagementKind } from "./EngagementKind";

export type LastTap = { tap: string, kind: EngagementKind };
