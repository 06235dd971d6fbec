import type { FundingStream } from "./FundingStream";
import type { Mode } from "./Mode";
import type { EngagementKind } from "./EngagementKind";
import type { Activity } from "./Activity";
import type { Role } from "./Role";
import type { Statement } from "./Statement";

export const FUNDING_STREAM: readonly FundingStream[] = ["ASB_HOTSPOT", "GRIP_SV", "SAFER_STREETS", "OP_SHIELD", "BAU", "SEL_LIC"];
export const MODE: readonly Mode[] = ["FOOT", "CYCLE", "VEHICLE", "MIXED"];
export const ENGAGEMENT_KIND: readonly EngagementKind[] = ["RESIDENT", "BUSINESS", "YOUNG", "VISITOR", "PARTNER", "STREET_POP"];
export const ACTIVITY: readonly Activity[] = ["REASSURANCE", "INFO_SHARING", "WARNING_LETTER", "PSPO", "ASB_INTERVENTION", "PROBLEM_SOLVING", "CRIME_PREVENTION", "WELFARE"];
export const ROLE: readonly Role[] = ["enforcement_officer", "licensing_officer", "installer", "supervisor", "analyst", "records_manager"];
export const STATEMENT: readonly Statement[] = ["FACT", "OPINION", "THIRD_PARTY"];
