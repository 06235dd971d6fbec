import type { Chip } from "./Chip";
import type { Why } from "./Why";
import type { PatrolDefaults } from "./PatrolDefaults";
import type { HotspotChoice } from "./HotspotChoice";
import type { PatrolView } from "./PatrolView";
import type { Draft } from "./Draft";

export type Today = { chip: Chip, suggested: HotspotChoice | null, why: Why, patrol: PatrolView | null, minutes_today: number, drafts: Array<Draft>, defaults: PatrolDefaults, hotspots: number };
