import type { ErrorCode } from "./ErrorCode";

export type ErrorBody = { code: ErrorCode, message: string, field: string | null, detail: string | null };
