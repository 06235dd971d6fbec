export type Role = "enforcement_officer" | "licensing_officer" | "installer" | "supervisor" | "analyst" | "records_manager";
