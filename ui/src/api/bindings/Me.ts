import type { Role } from "./Role";

export type Me = { name: string, role: Role, organisation: string, areas: Array<string>, hub: string, enrolled_at: string };
