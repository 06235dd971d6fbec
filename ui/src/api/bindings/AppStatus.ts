import type { Me } from "./Me";
import type { Settings } from "./Settings";
import type { Chip } from "./Chip";

export type AppStatus = { me: Me | null, route: string | null, settings: Settings, patrol: boolean, chip: Chip, version: string };
