import type { Crew } from "./Crew";
import type { FundingStream } from "./FundingStream";
import type { Mode } from "./Mode";

export type StartPatrol = { hotspot: string, funding_stream: FundingStream | null, mode: Mode | null, crew: Crew | null };
