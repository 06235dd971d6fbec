export type Act = "create" | "amend" | "void";
