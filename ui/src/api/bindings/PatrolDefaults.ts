import type { Crew } from "./Crew";
import type { FundingStream } from "./FundingStream";
import type { Mode } from "./Mode";

export type PatrolDefaults = { funding_stream: FundingStream, mode: Mode, crew: Crew };
