export type EngagementKind = "RESIDENT" | "BUSINESS" | "YOUNG" | "VISITOR" | "PARTNER" | "STREET_POP";
