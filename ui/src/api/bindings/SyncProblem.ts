export type SyncProblem = "no_connection" | "hub_refused" | "clock_wrong" | "revoked" | "hub_busy" | "internal";
