import type { Crew } from "./Crew";
import type { FundingStream } from "./FundingStream";
import type { Mode } from "./Mode";
import type { PatrolState } from "./PatrolState";
import type { LastTap } from "./LastTap";
import type { LegView } from "./LegView";
import type { Counts } from "./Counts";
import type { HandIn } from "./HandIn";

export type PatrolView = { id: string, hotspot: string, hotspot_name: string, state: PatrolState, started_at: string, clock_seconds: number, person_seconds: number, as_of: string, funding_stream: FundingStream, mode: Mode, crew: Crew, legs: Array<LegView>, counts: Counts, notes: number, last_tap: LastTap | null, handed_in: HandIn };
